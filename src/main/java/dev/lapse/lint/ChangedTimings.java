package dev.lapse.lint;

import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniTimings;
import dev.lapse.component.PatroniTimings.Timing;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Timings that Patroni changes in silence, or, before 3.2, runs though they break its rule. */
final class ChangedTimings implements Rule {
    static final String NAME = "timings-changed";

    @Override
    public Stream<Concern> judge(Design design) {
        PatroniTimings asked = PatroniTimings.from(name -> design.get(Section.PATRONI, name));
        PatroniTimings run = asked.asRunIn(design.cluster().suite());
        if (asked.adjusted().equals(asked)) {
            return Stream.empty();
        }
        boolean isChanged = !run.equals(asked);
        return Stream.of(Concern.error(
                        NAME,
                        isChanged
                                ? "Patroni is given " + asked.text() + " and runs it as " + run.text()
                                : "Patroni runs " + asked.text() + ", which breaks its own rule")
                .because(
                        isChanged
                                ? "a failover takes as long as what it runs makes it, and only Patroni's log tells"
                                : "a primary without etcd may go on until after its lease has run out, and then two are"
                                        + " writable")
                .counting(
                        "loop_wait " + asked.loopWaitSeconds() + "s + 2 * retry_timeout " + asked.retryTimeoutSeconds()
                                + "s = " + asked.neededSeconds() + "s, and ttl is " + asked.ttlSeconds() + "s",
                        "the least that Patroni takes: " + PatroniTimings.FLOOR.text())
                .from(
                        "https://github.com/patroni/patroni/blob/v4.0.7/patroni/config.py (_validate_and_adjust_timeouts)")
                .curedBy(cure(asked)));
    }

    /** Each at its floor or above, and then the longest retry_timeout that the others leave room for. */
    private static Cure cure(PatroniTimings asked) {
        long floor = Timing.RETRY_TIMEOUT.floorSeconds();
        long ttl = Math.max(asked.ttlSeconds(), Timing.TTL.floorSeconds());
        long loopWait = Math.min(Math.max(asked.loopWaitSeconds(), Timing.LOOP_WAIT.floorSeconds()), ttl - 2 * floor);
        long retryTimeout = Math.min(Math.max(asked.retryTimeoutSeconds(), floor), (ttl - loopWait) / 2);
        Map<String, String> settings = new TreeMap<>();
        new PatroniTimings(ttl, loopWait, retryTimeout)
                .settings()
                .forEach((name, seconds) -> settings.put("patroni." + name, seconds + "s"));
        return Cure.settings(settings);
    }
}
