package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Target;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** HikariCP and pgjdbc against what stands between them and PostgreSQL; defaults are those of HikariCP 7.1. */
final class PoolRules implements Rule {
    static final String BACK_OFF = "pool-back-off";
    static final String IDLE = "pool-idle";
    static final String READ_ONLY = "pool-keeps-read-only";
    static final String POOLER = "pooler-says-standby";

    private static final Duration USUAL_KEEPALIVE = Duration.ofMinutes(2);
    private static final Duration USUAL_IDLE = Duration.ofMinutes(10);
    private static final Duration USUAL_LIFETIME = Duration.ofMinutes(30);

    /** HikariCP takes no shorter keepaliveTime. */
    private static final Duration LEAST_KEEPALIVE = Duration.ofSeconds(30);

    /** Longer than anything. */
    private static final Duration ENDLESS = Duration.ofDays(10_000);

    @Override
    public Stream<Concern> judge(Design design) {
        List<Lane> pools = design.lanes().stream()
                .filter(lane -> lane.vantage() == Vantage.POOL)
                .toList();
        return Stream.of(backOff(design, pools), idle(design, pools), readOnly(pools), pooler(design.lanes()))
                .flatMap(Optional::stream);
    }

    private static boolean isBalanced(Lane lane) {
        return lane.via() == Entrypoint.HAPROXY || lane.via() == Entrypoint.VIP;
    }

    private static String names(List<Lane> lanes) {
        return String.join(", ", NoSocketTimeout.names(lanes));
    }

    private static Optional<Concern> backOff(Design design, List<Lane> pools) {
        List<Lane> writing =
                pools.stream().filter(lane -> lane.kind() == LaneKind.WRITE).toList();
        if (writing.isEmpty()) {
            return Optional.empty();
        }
        Incident crash = new Incident(
                FaultName.CRASH,
                FaultName.CRASH.flavours().get(0),
                Target.role(Target.Kind.PRIMARY),
                Map.of(),
                Optional.empty());
        Optional<Duration> alone = longest(design, crash, Client.BALANCED);
        Optional<Duration> pooled = longest(design, crash, Client.POOLED);
        String[] sums =
                alone.isPresent() && pooled.isPresent() && writing.stream().anyMatch(PoolRules::isBalanced)
                        ? new String[] {
                            "a lost primary: a new connection is back after " + DurationText.of(alone.get())
                                    + " at most, the pool after " + DurationText.of(pooled.get())
                        }
                        : new String[] {};
        return Optional.of(Concern.warning(
                        BACK_OFF, "HikariCP waits up to 5s between tries to connect: " + names(writing))
                .because("after each connection that fails it waits twice as long, and does not know when the database"
                        + " is back; no setting of HikariCP 7 changes that")
                .counting(sums)
                .from("https://github.com/brettwooldridge/HikariCP/blob/HikariCP-7.1.0/src/main/java/com/zaxxer/hikari/"
                        + "pool/HikariPool.java (PoolEntryCreator)")
                .shownBy("client-vantages"));
    }

    private static Optional<Duration> longest(Design design, Incident trouble, Client client) {
        return design.oracle()
                .formula(trouble, client)
                .map(formula -> formula.total().to());
    }

    private static Optional<Concern> idle(Design design, List<Lane> pools) {
        Duration cut = shorter(ofBalancer(design, "timeout client"), ofBalancer(design, "timeout server"));
        List<Lane> dropped = pools.stream()
                .filter(PoolRules::isBalanced)
                .filter(lane -> longestIdle(lane).compareTo(cut) >= 0)
                .toList();
        if (dropped.isEmpty()) {
            return Optional.empty();
        }
        Duration keepalive = cut.dividedBy(2).truncatedTo(ChronoUnit.SECONDS);
        List<Cure> cures = new ArrayList<>();
        if (keepalive.compareTo(LEAST_KEEPALIVE) >= 0) {
            cures.add(Cure.setting("hikari.keepaliveTime", keepalive.toSeconds() + "s")
                    .costing("a statement so often on each idle connection"));
        }
        Duration longest = dropped.stream().map(PoolRules::longestIdle).reduce(Duration.ZERO, PoolRules::longer);
        if (longest.compareTo(ENDLESS) < 0) {
            String more = longest.plusMinutes(1).toSeconds() + "s";
            cures.add(Cure.settings(Map.of("haproxy.timeout client", more, "haproxy.timeout server", more)));
        }
        Duration own = longestIdle(dropped.get(0));
        return Optional.of(
                Concern.warning(IDLE, "HAProxy ends idle sessions that HikariCP would still lend: " + names(dropped))
                        .because(
                                "the pool finds its connections dead when they are wanted, and borrowers wait for new ones, most"
                                        + " of all in the first load after a quiet time")
                        .counting("idle for up to " + (own.compareTo(ENDLESS) < 0 ? DurationText.of(own) : "ever")
                                + " in the pool, and the shorter of timeout client and timeout server is "
                                + DurationText.of(cut))
                        .from(
                                "https://github.com/brettwooldridge/HikariCP#frequently-used (keepaliveTime, maxLifetime)",
                                "https://docs.haproxy.org/3.0/configuration.html (timeout client, timeout server)")
                        .curedBy(cures));
    }

    /** For how long a connection may lie in the pool without a byte. */
    private static Duration longestIdle(Lane lane) {
        Duration keepalive = of(lane, "keepaliveTime", USUAL_KEEPALIVE);
        Duration lifetime = of(lane, "maxLifetime", USUAL_LIFETIME);
        int most = Integer.parseInt(lane.settings().getOrDefault("hikari.maximumPoolSize", "10"));
        int least = Integer.parseInt(lane.settings().getOrDefault("hikari.minimumIdle", Integer.toString(most)));
        Duration idle = least < most ? of(lane, "idleTimeout", USUAL_IDLE) : ENDLESS;
        return shorter(keepalive, shorter(lifetime, idle));
    }

    /** Zero is never. */
    private static Duration of(Lane lane, String name, Duration usual) {
        String text = lane.settings().get("hikari." + name);
        if (text == null) {
            return usual;
        }
        return text.matches("0[a-z]*") ? ENDLESS : DurationText.parse(text);
    }

    private static Duration ofBalancer(Design design, String name) {
        String text = design.get(Section.HAPROXY, "write." + name)
                .or(() -> design.get(Section.HAPROXY, name))
                .orElse("30m");
        if (text.equals("off") || text.equals("0")) {
            return ENDLESS;
        }
        return text.endsWith("d")
                ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                : DurationText.parse(text.matches("\\d+") ? text + "ms" : text);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Optional<Concern> readOnly(List<Lane> pools) {
        List<Lane> kept = pools.stream()
                .filter(lane -> lane.kind() == LaneKind.WRITE && !isBalanced(lane))
                .filter(lane -> !wanted(lane).equals("primary"))
                .filter(lane -> !Arrays.asList(lane.settings()
                                .getOrDefault("hikari.exceptionOverride", "")
                                .split("[ ,]+"))
                        .contains("25006"))
                .toList();
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        Duration lifetime = of(kept.get(0), "maxLifetime", USUAL_LIFETIME);
        return Optional.of(Concern.error(
                        READ_ONLY,
                        "targetServerType " + wanted(kept.get(0)) + " in a pool that keeps connections after 25006: "
                                + names(kept))
                .because(
                        "while no primary answers, the pool connects to a replica, and lends that connection for writes"
                                + " long after the primary is back")
                .counting("such a connection lives for maxLifetime: "
                        + (lifetime.compareTo(ENDLESS) < 0 ? DurationText.of(lifetime) : "for ever"))
                .from(
                        "https://github.com/pgjdbc/pgjdbc/issues/2693",
                        "https://github.com/brettwooldridge/HikariCP/issues/999")
                .curedBy(
                        Cure.setting("pgjdbc.targetServerType", "primary"),
                        Cure.setting("hikari.exceptionOverride", "25006")));
    }

    private static String wanted(Lane lane) {
        return lane.settings().getOrDefault("pgjdbc.targetServerType", "any");
    }

    private static Optional<Concern> pooler(List<Lane> lanes) {
        List<Lane> asking = lanes.stream()
                .filter(lane -> lane.isMultiHost() && lane.via() == Entrypoint.POOLER)
                .filter(lane -> wanted(lane).equals("primary"))
                .toList();
        if (asking.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Concern.error(POOLER, "pgjdbc asks PgBouncer for targetServerType primary: " + names(asking))
                .because("PgBouncer goes on telling what PostgreSQL said of itself when it first connected, so after a"
                        + " failover the client finds no primary until the poolers are reloaded")
                .from("https://github.com/pgbouncer/pgbouncer/issues/859")
                .curedBy(Cure.of("probe: via: haproxy or via: postgres for clients that want the primary"))
                .shownBy("client-vantages"));
    }
}
