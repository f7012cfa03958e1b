package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Measurements;
import dev.lapse.explain.OutageKind;
import dev.lapse.explain.Sums;
import dev.lapse.junit.Lapse;
import dev.lapse.junit.LapseExtension;
import dev.lapse.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Every shipped scenario passes against the real thing: {@code -Dlapse.clusters} of them side by side, but the one that
 * measures the harness itself has the machine alone, and {@link KnownCutIT} looks closer at the other. Every outage is
 * explained. {@code -Dlapse.scenarios=a,b} picks, {@code -Dlapse.profile} chooses.
 */
@ExtendWith(LapseExtension.class)
class ShippedScenariosIT {
    private static final Duration STALL = Duration.ofSeconds(2);

    private static final Path FOLDER = Path.of("scenarios");
    private static final String NO_FAULT = "no-fault";
    static final String MACHINE = "the machine";

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = MACHINE, mode = ResourceAccessMode.READ)
    Stream<DynamicTest> scenarioPasses(Lapse lapse) {
        return lapse.scenarios(FOLDER, ShippedScenariosIT::isExplained)
                .filter(test -> !test.getDisplayName().equals(NO_FAULT)
                        && !test.getDisplayName().equals(KnownCutIT.NAME));
    }

    @TestFactory
    @ResourceLock(MACHINE)
    Stream<DynamicTest> controlPasses(Lapse lapse) {
        return lapse.scenarios(FOLDER, ShippedScenariosIT::isExplained)
                .filter(test -> test.getDisplayName().equals(NO_FAULT));
    }

    /** Every outage has phases that sum to it, and a kind, unless it may be a stall of a busy machine. */
    static void isExplained(RunResult result) {
        Measurements measured = result.judgement().measurements();
        assertThat(measured.explained())
                .hasSize(measured.lanes().stream()
                        .mapToInt(lane -> lane.outages().size())
                        .sum())
                .allSatisfy(explained -> {
                    Sums.hold(explained);
                    if (explained.outage().lengthNanos() < STALL.toNanos()) {
                        return;
                    }
                    assertThat(explained.kind()).as("kind of %s", explained).isNotEqualTo(OutageKind.UNKNOWN);
                });
    }
}
