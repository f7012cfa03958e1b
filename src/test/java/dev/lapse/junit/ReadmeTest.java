package dev.lapse.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.component.Components;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the README to the code. StrangeProjectIT builds and runs the project that it shows. */
class ReadmeTest {
    @TempDir
    private Path folder;

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void exampleIsTheOneThatIsCompiled() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/lapse/junit/FailoverExample.java"));

        assertThat(blocks("java")).contains(source.substring(source.indexOf("// from here\n") + 13));
    }

    @Test
    void everyWholeJavaFileCompiles() throws IOException {
        List<String> files = blocks("java").stream()
                .filter(block -> block.startsWith("import"))
                .toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        assertThat(files).hasSizeGreaterThanOrEqualTo(3);
        for (String file : files) {
            Matcher name = Pattern.compile("^class (\\w+)", Pattern.MULTILINE).matcher(file);
            assertThat(name.find()).isTrue();
            Path source = folder.resolve(name.group(1) + ".java");
            Files.writeString(source, file);
            StringWriter said = new StringWriter();
            try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
                List<String> options =
                        List.of("-d", folder.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
                assertThat(compiler.getTask(said, sources, null, options, null, sources.getJavaFileObjects(source))
                                .call())
                        .as(said.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void firstScenarioIsReadAtBothProfiles() throws IOException {
        Path file = folder.resolve("primary-network-loss.yaml");
        Files.writeString(file, blocks("yaml").get(0));

        for (Profile profile : Profile.values()) {
            Scenario scenario = ScenarioFile.read(file, profile, List.of());
            assertThat(scenario.steps()).hasSize(5);
        }
    }

    @Test
    void everyExpectationHasARow() {
        assertThat(firstCells("expectation"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Expectation.Check.values())
                        .map(check -> "`" + check.text() + "`")
                        .toList());
    }

    @Test
    void everyStepHasARow() {
        assertThat(firstCells("step").stream()
                        .map(cell -> cell.substring(1, cell.indexOf(':')))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Step.class.getPermittedSubclasses())
                        .map(step -> step.getSimpleName().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void everySettingGroupHasARow() {
        assertThat(firstCells("setting group"))
                .containsExactlyInAnyOrderElementsOf(Components.SHIPPED.sections().stream()
                        .map(section -> "`" + section + "`")
                        .toList());
    }

    @Test
    void everyVantageOfAClientIsNamed() {
        assertThat(Arrays.stream(Vantage.values()).filter(vantage -> vantage != Vantage.DIRECT))
                .allSatisfy(vantage -> assertThat(readme).contains("`" + vantage.text() + "`"));
    }

    @Test
    void everyShippedScenarioIsNamed() {
        String table = String.join(" ", firstCells("file"));
        assertThat(ScenarioFile.inFolder(Path.of("scenarios")))
                .map(file -> file.getFileName().toString().replace(".yaml", ""))
                .allSatisfy(name -> assertThat(Stream.of(table.split("[`, ]+")).filter(part -> !part.isEmpty()))
                        .anyMatch(part -> part.equals(name) || part.startsWith("-") && name.endsWith(part)));
    }

    @Test
    void everyIncidentIsNamed() {
        assertThat(firstCells("incident"))
                .containsExactlyElementsOf(ScenarioFile.inFolder(Path.of("scenarios", "incidents")).stream()
                        .map(file -> "`" + file.getFileName().toString().replace(".yaml", "") + "`")
                        .toList());
    }

    @Test
    void everyCaseIsNamed() {
        assertThat(firstCells("shipped case"))
                .containsExactlyElementsOf(ScenarioFile.inFolder(Path.of("scenarios", "cases")).stream()
                        .map(file -> "`" + file.getFileName().toString().replace(".yaml", "") + "`")
                        .toList());
    }

    @Test
    void incidentIsReadAsAPartOfAFile() throws IOException {
        String block = blocks("yaml").stream()
                .filter(yaml -> yaml.startsWith("incident:"))
                .findFirst()
                .orElseThrow();
        Path file = folder.resolve("c09.yaml");
        Files.writeString(file, "name: c09\nsteps: [{steady: 5s}]\nexpect: {write_outage: {min: 5s}}\n" + block);

        assertThat(IncidentFile.read(file, Profile.FAST, List.of()).prevention())
                .hasValueSatisfying(
                        prevention -> assertThat(prevention.scenario().name()).isEqualTo("c09-prevented"));
    }

    private List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** The first cells of the rows of the table that has this head. */
    private List<String> firstCells(String head) {
        List<String> lines = readme.lines().toList();
        int at = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| " + head + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no table with the head " + head)));
        return lines.subList(at + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
    }
}
