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

/** Every shipped case comes out as the configuration predicts. {@code -Dlapse.scenarios} picks by name. */
@ExtendWith(LapseExtension.class)
class ShippedCasesIT {
    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = ShippedScenariosIT.MACHINE, mode = ResourceAccessMode.READ)
    Stream<DynamicTest> caseComesOutAsPredicted(Lapse lapse) {
        return lapse.scenarios(Path.of("scenarios", "cases"), ShippedScenariosIT::isExplained);
    }
}
