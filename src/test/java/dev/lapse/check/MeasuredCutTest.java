package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static dev.lapse.check.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.FaultPhase;
import dev.lapse.history.LaneKind;
import org.junit.jupiter.api.Test;

class MeasuredCutTest {
    @Test
    void dIsAtLeastTheHoldAndAtMostFromRequestToHealed() {
        assertThat(cut(4000, 7020)).satisfies(cut -> {
            assertThat(cut.shortest()).isEqualTo(ms(3000));
            assertThat(cut.nominal()).isEqualTo(ms(3010));
            assertThat(cut.longest()).isEqualTo(ms(3011));
        });
    }

    @Test
    void outageAroundTheCutEnclosesIt() {
        assertThat(cut(4000, 7020).isEnclosed()).isTrue();
    }

    @Test
    void outageThatEndsBeforeTheHoldDoesNotEncloseIt() {
        assertThat(cut(4000, 6900).isEnclosed()).isFalse();
    }

    @Test
    void outageThatProvesMoreThanTheCutDoesNotEncloseIt() {
        assertThat(cut(3900, 7200).isEnclosed()).isFalse();
    }

    @Test
    void cutThatNobodyFeltIsNotEnclosed() {
        MeasuredCut cut = cut(4000, 4000);

        assertThat(cut.outage()).isNull();
        assertThat(cut.isEnclosed()).isFalse();
    }

    @Test
    void faultThatWasNeverHealedIsNoCut() {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE).ok(WRITE, 0, 9000);
        story.phase("lb1", 4000, FaultPhase.REQUESTED, null).phase("lb1", 4010, FaultPhase.INJECTED, null);

        assertThat(MeasuredCut.of(story.history())).isEmpty();
    }

    /** A cut from 4 s, held for 3 s and healed 10 ms later, of which the lane fails between these instants. */
    private static MeasuredCut cut(long failsFromMs, long failsToMs) {
        return MeasuredCut.of(Story.begin()
                        .lane(WRITE, LaneKind.WRITE)
                        .step("steady#1", 0, 3990)
                        .step("inject#1", 3990, 4000)
                        .step("hold#1", 4000, 7000)
                        .step("heal#1", 7000, 7010)
                        .fault("lb1", 4000, 7010)
                        .ok(WRITE, 0, failsFromMs)
                        .failed(WRITE, failsFromMs, failsToMs)
                        .ok(WRITE, failsToMs, 10_000)
                        .close(WRITE, 10_000)
                        .history())
                .get(0);
    }
}
