package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lapse.check.LaneMeasure;
import dev.lapse.check.MeasuredCut;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.junit.Lapse;
import dev.lapse.junit.LapseExtension;
import dev.lapse.run.RunResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The positive control of the probe: the truth lies between the two numbers of every outage. It has the machine alone. */
@ExtendWith(LapseExtension.class)
class KnownCutIT {
    static final String NAME = "known-cut";

    @Test
    @ResourceLock(ShippedScenariosIT.MACHINE)
    void everyLaneMeasuresEveryCutAtItsLength(Lapse lapse) {
        assumeTrue(lapse.picks(NAME), "not among -Dlapse.scenarios");

        RunResult result = lapse.verify(Path.of("scenarios", NAME + ".yaml"));

        Measurements measured = result.judgement().measurements();
        List<LaneMeasure> clients =
                measured.lanes().stream().filter(lane -> lane.lane().isClient()).toList();
        assertThat(clients).isNotEmpty();
        assertThat(MeasuredCut.of(result.history()))
                .hasSize(measured.faults().size() * clients.size())
                .allSatisfy(cut -> {
                    Outage outage = cut.outage();
                    assertThat(outage)
                            .as("what %s felt of %s", cut.lane().lane().name(), cut.fault())
                            .isNotNull();
                    assertThat(outage.atLeast())
                            .as("at_least of %s in %s", cut.lane().lane().name(), cut.fault())
                            .isLessThanOrEqualTo(cut.longest());
                    assertThat(outage.duration())
                            .as("duration of %s in %s", cut.lane().lane().name(), cut.fault())
                            .isGreaterThanOrEqualTo(cut.shortest());
                });
    }
}
