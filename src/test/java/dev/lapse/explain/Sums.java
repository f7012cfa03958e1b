package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What holds of the phases of every outage. */
public final class Sums {
    private Sums() {}

    /** They follow each other from its beginning to its end, and each boundary is known to lie within its phase. */
    public static void hold(Explained explained) {
        LaneOutage outage = explained.outage();
        List<SeenPhase> phases = explained.phases();
        assertThat(phases).as("phases of %s", explained).isNotEmpty();
        long at = outage.fromNanos();
        long sum = 0;
        for (SeenPhase phase : phases) {
            assertThat(phase.fromNanos()).as("beginning of %s", phase).isEqualTo(at);
            assertThat(phase.lengthNanos()).as("length of %s", phase).isPositive();
            assertThat(phase.resolutionNanos()).as("resolution of %s", phase).isBetween(0L, phase.lengthNanos());
            assertThat(phase.endedBy()).isNotEmpty();
            assertThat(phase.source()).isNotEmpty();
            at = phase.toNanos();
            sum += phase.lengthNanos();
        }
        assertThat(at).as("end of %s", explained).isEqualTo(outage.toNanos());
        assertThat(sum).isEqualTo(outage.lengthNanos());
        if (explained.kind() == OutageKind.UNKNOWN) {
            assertThat(explained.unbounded()).as("why %s is unknown", explained).isNotEmpty();
        }
    }
}
