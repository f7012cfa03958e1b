package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.component.PatroniTimings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A primary that gives etcd up before etcd has elected: {@code retry_timeout >= 2 E + R/n}. */
final class StorePatience implements Rule {
    static final String NAME = "retry-timeout-short";

    private static final Duration STEP = Duration.ofMillis(100);

    /** etcd refuses an election timeout of fewer heartbeats. */
    private static final long HEARTBEATS = 5;

    @Override
    public Stream<Concern> judge(Design design) {
        int members = design.cluster().hostsWith(ComponentName.ETCD).size();
        PatroniTimings timings = design.oracle().patroniTimings();
        Duration patience = Duration.ofSeconds(timings.retryTimeoutSeconds());
        Duration election = design.oracle().election();
        Duration needed = needed(election, patience, members);
        if (members < 3 || patience.compareTo(needed) >= 0) {
            return Stream.empty();
        }
        return Stream.of(Concern.of(
                        design.cluster().failsafe() ? Severity.WARNING : Severity.ERROR,
                        NAME,
                        "retry_timeout " + DurationText.of(patience) + " is shorter than the loss of one member of etcd"
                                + " may take")
                .because("Patroni asks the lost member for its share of the time, an election takes up to two election"
                        + " timeouts, and a primary that gives up before goes read-only though nothing else is lost")
                .counting("2 * election-timeout " + DurationText.of(election) + " + retry_timeout "
                        + DurationText.of(patience) + " / " + members + " members = " + DurationText.of(needed) + " > "
                        + DurationText.of(patience))
                .from(
                        "https://etcd.io/docs/v3.5/tuning/ (election timeout)",
                        "https://github.com/patroni/patroni/blob/v4.0.7/patroni/dcs/etcd.py (_calculate_timeouts)")
                .curedBy(cures(timings, election, members))
                .shownBy("etcd-leader-loss-two-node"));
    }

    private static Duration needed(Duration election, Duration patience, int members) {
        return election.multipliedBy(2).plus(Duration.ofMillis(patience.toMillis() / members));
    }

    private static List<Cure> cures(PatroniTimings timings, Duration election, int members) {
        List<Cure> cures = new ArrayList<>();
        Duration patience = Duration.ofSeconds(timings.retryTimeoutSeconds());
        Mildest.downFrom(election, STEP)
                .filter(shorter -> needed(shorter, patience, members).compareTo(patience) <= 0)
                .findFirst()
                .map(shorter -> Cure.settings(Map.of(
                                "etcd.election-timeout", shorter.toMillis() + "ms",
                                "etcd.heartbeat-interval", shorter.toMillis() / HEARTBEATS / 2 + "ms"))
                        .costing("a member that stalls for that long loses the lead"))
                .ifPresent(cures::add);
        long longer = timings.retryTimeoutSeconds();
        while (needed(election, Duration.ofSeconds(longer), members).compareTo(Duration.ofSeconds(longer)) > 0) {
            longer++;
        }
        Map<String, String> settings = new TreeMap<>();
        settings.put("patroni.retry_timeout", longer + "s");
        long room = timings.loopWaitSeconds() + 2 * longer;
        if (room > timings.ttlSeconds()) {
            settings.put("patroni.ttl", room + "s");
        }
        cures.add(Cure.settings(settings)
                .costing(room > timings.ttlSeconds() ? "a lost primary is replaced so much later" : ""));
        return cures;
    }
}
