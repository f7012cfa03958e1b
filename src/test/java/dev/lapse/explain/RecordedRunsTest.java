package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measure;
import dev.lapse.check.Measurements;
import dev.lapse.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All recorded runs below the folder that {@code -Dlapse.recordings=DIR} names: every outage is explained. */
class RecordedRunsTest {
    private static final String FOLDER = "lapse.recordings";

    @TestFactory
    Stream<DynamicTest> everyOutageIsExplained() throws IOException {
        String folder = System.getProperty(FOLDER, "");
        assumeTrue(!folder.isEmpty(), "no recorded runs: name their folder by -D" + FOLDER + "=DIR");
        List<Path> recorded;
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            recorded = files.filter(file -> file.endsWith("history.jsonl.gz"))
                    .sorted()
                    .toList();
        }
        assertThat(recorded).as("histories below %s", folder).isNotEmpty();
        return recorded.stream()
                .map(file ->
                        DynamicTest.dynamicTest(Path.of(folder).relativize(file).toString(), () -> isExplained(file)));
    }

    private static void isExplained(Path file) {
        Measurements measured = Measure.of(HistoryFile.read(file));

        long outages = measured.lanes().stream()
                .map(LaneMeasure::outages)
                .mapToLong(List::size)
                .sum();
        assertThat(measured.explained()).hasSize((int) outages);
        measured.explained().forEach(Sums::hold);
    }
}
