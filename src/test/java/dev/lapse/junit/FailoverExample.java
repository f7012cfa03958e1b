package dev.lapse.junit;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README shows, word for word; ReadmeTest compares. */
// from here
@ExtendWith(LapseExtension.class)
class FailoverExample {
    @TestFactory
    Stream<DynamicTest> everyScenarioPasses(Lapse lapse) {
        return lapse.scenarios(Path.of("scenarios"));
    }
}
