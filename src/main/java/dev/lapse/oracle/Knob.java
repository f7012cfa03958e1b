package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.component.PatroniTimings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A setting, or some that go together, by which an outage can be made shorter, and what that costs. */
enum Knob {
    /** The lease, with the loop and the patience that fit into it. */
    LEASE,
    /** How often HAProxy checks. */
    CHECKS,
    /** How many good checks a server needs. */
    RISE,
    /** How many failed checks make a server down. */
    FALL,
    /** How long a connect of HAProxy may take: a check of a silent server takes as long. */
    CONNECT,
    FAILSAFE,
    WALSENDERS,
    POOLER,
    ADVERTISEMENTS;

    /**
     * A value of a knob.
     *
     * @param settings name with its section to value, as in a file
     * @param cost for people
     */
    record Turn(Map<String, String> settings, String cost) {}

    /** Its values that make outages shorter, the mildest first; none: it has no part in this cluster. */
    List<Turn> turns(Configuration configuration) {
        ClusterSpec spec = configuration.spec();
        Optional<HaproxyTimings> balancer = configuration.balancer();
        return switch (this) {
            case LEASE -> leases(configuration);
            case CHECKS -> balancer.map(Knob::checks).orElse(List.of());
            case RISE -> balancer.map(timings -> counts("rise", timings.rise())).orElse(List.of());
            case FALL -> balancer.map(timings -> counts("fall", timings.fall())).orElse(List.of());
            case CONNECT -> balancer.map(Knob::connects).orElse(List.of());
            case FAILSAFE ->
                spec.settings()
                                .get(Section.PATRONI, "failsafe_mode")
                                .filter(Switch::isOn)
                                .isPresent()
                        ? List.of()
                        : List.of(new Turn(
                                Map.of("patroni.failsafe_mode", "on"),
                                "each loop without the store asks every member, up to 4s more; one that does not answer"
                                        + " still ends it"));
            case WALSENDERS ->
                Stream.of(30, 15, 10, 5)
                        .filter(seconds -> configuration.walSenderTimeout().isZero()
                                || configuration.walSenderTimeout().toSeconds() > seconds)
                        .map(seconds -> new Turn(
                                Map.of("postgresql.wal_sender_timeout", seconds + "s"),
                                "a replica that is silent for " + seconds + "s loses its connection"))
                        .toList();
            case POOLER ->
                spec.pooled()
                        ? Stream.of(5, 2, 1)
                                .filter(seconds -> configuration.loginRetry().toSeconds() > seconds)
                                .map(seconds -> new Turn(
                                        Map.of("pgbouncer.server_login_retry", seconds + "s"),
                                        "the pooler tries a PostgreSQL that is down every " + seconds + "s"))
                                .toList()
                        : List.of();
            case ADVERTISEMENTS ->
                spec.vip() && !spec.keysInV2()
                        ? Stream.of("0.5s", "0.3s", "0.1s")
                                .filter(text -> configuration
                                                .addresses()
                                                .get(0)
                                                .advert()
                                                .compareTo(DurationText.parse(text))
                                        > 0)
                                .map(text -> new Turn(
                                        Map.of("keepalived.advert_int", text),
                                        "an advertisement every " + text
                                                + "; a holder that stalls for three loses the address"))
                                .toList()
                        : List.of();
        };
    }

    private static List<Turn> counts(String name, int now) {
        return LongStream.iterate(now - 1L, count -> count >= 1, count -> count - 1)
                .mapToObj(count -> new Turn(
                        Map.of("haproxy." + name, Long.toString(count)),
                        name.equals("rise")
                                ? "a server that flaps is used after " + count + " good check" + (count == 1 ? "" : "s")
                                : count + " failed check" + (count == 1 ? "" : "s") + " in a row take"
                                        + (count == 1 ? "s" : "") + " the primary out of service"))
                .toList();
    }

    private static List<Turn> checks(HaproxyTimings now) {
        return Stream.of("2s", "1s", "500ms", "200ms")
                .filter(text -> now.inter().compareTo(DurationText.parse(text)) > 0)
                .map(text -> {
                    Duration inter = DurationText.parse(text);
                    Duration failing = inter.multipliedBy(now.fall());
                    return new Turn(
                            ordered(
                                    "haproxy.inter", text,
                                    "haproxy.fastinter", text,
                                    "haproxy.downinter", text),
                            "a check of each server every " + text + " in place of " + DurationText.of(now.inter())
                                    + "; a primary whose REST stalls for about " + DurationText.of(failing)
                                    + " is taken out");
                })
                .toList();
    }

    private static List<Turn> connects(HaproxyTimings now) {
        return Stream.of("2s", "1s", "500ms", "300ms")
                .filter(text -> now.connect().compareTo(DurationText.parse(text)) > 0)
                .map(text -> new Turn(
                        Map.of("haproxy.timeout connect", text),
                        "a server that takes longer than " + text + " to accept a connection counts as gone"))
                .toList();
    }

    /** The lease shorter by a second at a time; loop_wait and retry_timeout by Patroni's rule. */
    private static List<Turn> leases(Configuration configuration) {
        List<Turn> turns = new ArrayList<>();
        long loop = configuration.loopWait().toSeconds();
        long retry = configuration.retryTimeout().toSeconds();
        for (long ttl = configuration.ttl().toSeconds() - 1; ttl >= PatroniTimings.FLOOR.ttlSeconds(); ttl--) {
            long newLoop = loop + 2 * retry <= ttl ? loop : Math.max(1, Math.min(loop, ttl / 6));
            long newRetry = Math.min(retry, (ttl - newLoop) / 2);
            if (newRetry < PatroniTimings.FLOOR.retryTimeoutSeconds()) {
                continue;
            }
            turns.add(new Turn(
                    ordered(
                            "patroni.ttl", ttl + "s",
                            "patroni.loop_wait", newLoop + "s",
                            "patroni.retry_timeout", newRetry + "s"),
                    leaseCost(loop, retry, ttl, newLoop, newRetry)));
        }
        return turns;
    }

    private static String leaseCost(long loop, long retry, long ttl, long newLoop, long newRetry) {
        return (newLoop == loop ? "" : "a renewal every " + newLoop + "s in place of " + loop + "s; ")
                + "a primary that cannot renew for " + (ttl - newLoop) + "s is failed over, though it may only have"
                + " stalled"
                + (newRetry == retry
                        ? ""
                        : "; a store that is silent for " + Math.max(0, newRetry - 2) + "s in place of "
                                + Math.max(0, retry - 2) + "s may demote the primary");
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
