package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A primary that goes read-only with etcd. */
final class FailsafeOff implements Rule {
    static final String NAME = "failsafe-off";

    private static final Duration HOLD = Duration.ofSeconds(60);

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().failsafe()) {
            return Stream.empty();
        }
        Client client = Client.usual(design.cluster());
        Incident lost = new Incident(
                FaultName.QUORUM_LOSS,
                FaultName.QUORUM_LOSS.flavours().get(0),
                Target.role(Target.Kind.ETCD_MAJORITY),
                Map.of(),
                Optional.of(HOLD));
        String[] sums = design.oracle()
                .formula(lost, client)
                .map(formula -> new String[] {sum(formula), PhaseSum.of(formula)})
                .orElse(new String[] {});
        return Stream.of(Concern.warning(NAME, "failsafe_mode is off")
                .because("a primary that cannot renew its lease goes read-only, though every node is well and only etcd"
                        + " is lost")
                .counting(sums)
                .from("https://patroni.readthedocs.io/en/latest/dcs_failsafe_mode.html")
                .curedBy(Cure.setting("patroni.failsafe_mode", "on")
                        .costing("every member must answer, so one that is lost as well still ends it"))
                .shownBy("etcd-quorum-loss"));
    }

    private static String sum(Formula formula) {
        Interval served = formula.over(Course::served).written();
        Interval total = formula.total().written();
        return "etcd's quorum is lost for " + DurationText.of(HOLD) + ": writes go on for " + PhaseSum.text(served)
                + ", then stop for " + PhaseSum.text(total);
    }
}
