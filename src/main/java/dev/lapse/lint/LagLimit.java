package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Replicas that are further behind than a failover allows. */
final class LagLimit implements Rule {
    static final String NAME = "lag-limit-low";

    private static final String USUAL_BYTES = "1048576";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().nodes().size() < 2 || design.cluster().acknowledgesOnStandby()) {
            return Stream.empty();
        }
        OptionalLong rate = design.circumstances().walPerSecond();
        Optional<Duration> delay = design.circumstances().replicationDelay();
        if (rate.isEmpty() || delay.isEmpty()) {
            return Stream.of(Concern.notKnown(
                    NAME, "how far replicas are behind; --wal-rate 5MB/s and --replication-delay 200ms say it"));
        }
        long most = Long.parseLong(
                design.get(Section.PATRONI, "maximum_lag_on_failover").orElse(USUAL_BYTES));
        long behind = (long) Math.ceil(rate.getAsLong() * (delay.get().toNanos() / 1e9));
        if (behind <= most) {
            return Stream.empty();
        }
        return Stream.of(Concern.error(
                        NAME, "maximum_lag_on_failover " + ByteCount.text(most) + " is less than replicas are behind")
                .because(
                        "no replica that is further behind may take over, so writes stop until the old primary is back")
                .counting(
                        ByteCount.text(rate.getAsLong()) + "/s * " + DurationText.of(delay.get()) + " = "
                                + ByteCount.text(behind) + " > " + ByteCount.text(most),
                        "it counts in full for a fault just after a loop, in which the primary tells how far it is")
                .from("https://patroni.readthedocs.io/en/latest/replication_modes.html (maximum_lag_on_failover)")
                .curedBy(cures(design, behind)));
    }

    private static List<Cure> cures(Design design, long behind) {
        Cure more = Cure.setting("patroni.maximum_lag_on_failover", Long.toString(behind))
                .costing("a failover may lose so many bytes, and what was written since the last loop");
        Cure waiting = Cure.setting("patroni.synchronous_mode", "on").costing("each commit waits for a standby");
        return design.with(waiting.settings()).cluster().acknowledgesOnStandby()
                ? List.of(more, waiting)
                : List.of(more); // PostgreSQL's synchronous_commit waives the wait
    }
}
