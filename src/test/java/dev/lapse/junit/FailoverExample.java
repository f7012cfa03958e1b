package dev.lapse.junit;

import static dev.lapse.junit.LapseAssertions.assertThat;

import dev.lapse.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows, word for word; ReadmeTest compares. */
// from here
@ExtendWith(LapseExtension.class)
class FailoverExample {
    @Test
    void losingThePrimaryCostsAMinuteAndNoRow(Lapse lapse) {
        RunResult result = lapse.verify(Path.of("scenarios/primary-network-loss-sync.yaml"));
        assertThat(result).writeOutageAtMost(Duration.ofMinutes(1)).lostNoWrite();
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioPasses(Lapse lapse) {
        return lapse.scenarios(Path.of("scenarios"));
    }
}
