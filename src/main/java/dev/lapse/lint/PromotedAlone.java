package dev.lapse.lint;

import dev.lapse.cluster.ReplicationMode;
import java.util.stream.Stream;

/** Non-strict synchronous mode acknowledges without a standby for a while after a promotion. */
final class PromotedAlone implements Rule {
    static final String NAME = "asynchronous-after-promotion";

    @Override
    public Stream<Concern> judge(Design design) {
        ReplicationMode mode = ReplicationMode.of(design.cluster());
        if (mode.kind() != ReplicationMode.Kind.SYNCHRONOUS
                || mode.strict()
                || !design.cluster().acknowledgesOnStandby()) {
            return Stream.empty();
        }
        return Stream.of(Concern.warning(NAME, "synchronous_mode is on, and not strict")
                .because("a new primary is promoted with no synchronous standby named, and acknowledges commits alone"
                        + " until its next loop: a second failure then loses them")
                .counting("from the promotion for up to loop_wait "
                        + design.oracle().patroniTimings().loopWaitSeconds() + "s, and until a standby streams")
                .from(
                        "https://github.com/patroni/patroni/blob/v4.0.7/patroni/ha.py (process_sync_replication_prepromote)")
                .curedBy(Cure.setting("patroni.synchronous_mode_strict", "on")
                        .costing("without a standby no commit is acknowledged at all")));
    }
}
