package dev.lapse.scenarios;

import dev.lapse.junit.Lapse;
import dev.lapse.junit.LapseExtension;
import java.nio.file.Path;
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
 * measures the harness itself has the machine alone, and {@link KnownCutIT} looks closer at the other. {@code -Dlapse.scenarios=a,b} picks, {@code -Dlapse.profile} chooses.
 */
@ExtendWith(LapseExtension.class)
class ShippedScenariosIT {
    private static final Path FOLDER = Path.of("scenarios");
    private static final String NO_FAULT = "no-fault";
    static final String MACHINE = "the machine";

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = MACHINE, mode = ResourceAccessMode.READ)
    Stream<DynamicTest> scenarioPasses(Lapse lapse) {
        return lapse.scenarios(FOLDER)
                .filter(test -> !test.getDisplayName().equals(NO_FAULT)
                        && !test.getDisplayName().equals(KnownCutIT.NAME));
    }

    @TestFactory
    @ResourceLock(MACHINE)
    Stream<DynamicTest> controlPasses(Lapse lapse) {
        return lapse.scenarios(FOLDER).filter(test -> test.getDisplayName().equals(NO_FAULT));
    }
}
