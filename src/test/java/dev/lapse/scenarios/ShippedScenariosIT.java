package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.report.Colour;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every shipped scenario passes against the real thing. {@code -Dlapse.scenarios=a,b} picks, {@code -Dlapse.profile} chooses. */
class ShippedScenariosIT {
    private static final Profile PROFILE =
            Profile.valueOf(System.getProperty("lapse.profile", "fast").toUpperCase(Locale.ROOT));

    @TestFactory
    List<DynamicTest> scenarioPasses() throws IOException {
        String picked = System.getProperty("lapse.scenarios", "");
        List<String> wanted = picked.isBlank() ? List.of() : List.of(picked.split(","));
        try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .filter(file -> wanted.isEmpty() || wanted.contains(name(file)))
                    .map(file -> DynamicTest.dynamicTest(name(file), () -> verify(file)))
                    .toList();
        }
    }

    private static void verify(Path file) {
        Scenario scenario = ScenarioFile.read(file, PROFILE, List.of());
        Series series = Series.open(RunOptions.into(Path.of("reports")), Progress.SILENT);
        RunResult result = series.run(scenario, 1, each -> {}).get(0);
        String summary = TerminalSummary.of(result.judgement(), result.report(), Colour.PLAIN);
        System.out.println(summary);
        assertThat(result.judgement().verdict()).as(summary).isEqualTo(Verdict.PASS);
        assertThat(result.end()).as(summary).isEqualTo(RunResult.End.STEADY);
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }
}
