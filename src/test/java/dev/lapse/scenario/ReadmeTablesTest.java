package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.check.Expectation;
import dev.lapse.probe.SqlCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the README to what the reader of scenarios knows: keys and client settings have rows, and every example of YAML
 * reads. Rows of steps, groups of settings and expectations are held by the test of JUnit's package.
 */
class ReadmeTablesTest {
    private static final String STEPS = "steps: [{steady: 1s}]\n";
    private static final String ADDRESS_OF_NODES =
            "topology: {vip: true, hosts: {etcd1: [etcd], pg1: [patroni, keepalived], lb1: [haproxy]}}\n";

    private static final String PROBES = "probes: [{kind: write}, {kind: read}, {kind: read, via: vip}]\n";

    @TempDir
    private Path folder;

    @Test
    void expectationsThatAreAssumedAreMarkedSo() throws IOException {
        List<String> assumed = rows("### Expectations").stream()
                .filter(cells -> cells.get(4).startsWith("assumed: "))
                .map(cells -> name(cells.get(0)) + ": "
                        + quoted(cells.get(4)).findFirst().orElseThrow())
                .toList();

        assertThat(assumed)
                .containsExactlyInAnyOrderElementsOf(Expectation.defaults().stream()
                        .map(Expectation::toString)
                        .toList());
    }

    @Test
    void everyKeyOfAFileHasARow() throws IOException {
        assertThat(rows("### Keys of a file").stream()
                        .flatMap(cells -> quoted(cells.get(0)))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(ScenarioFile.KEYS);
    }

    @Test
    void everyKeyOfAProbeHasARow() throws IOException {
        assertThat(names("### Probes")).containsExactlyInAnyOrderElementsOf(keys("/$defs/probe/properties"));
    }

    @Test
    void everyClientSettingHasARowAndOnlyThoseCanBeSet() throws IOException {
        List<String> known = new ArrayList<>();
        keys("/$defs/probe/properties/pgjdbc/anyOf/1/properties").forEach(name -> known.add("pgjdbc " + name));
        keys("/$defs/probe/properties/hikari/properties").forEach(name -> known.add("HikariCP " + name));

        assertThat(rows("### Driver settings of a lane").stream()
                        .filter(cells -> cells.get(5).startsWith("yes"))
                        .map(cells -> cells.get(0).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void everyCaseThatIsMadeAgainstARealServerHasARow() throws IOException {
        assertThat(rows("### What a write can end with").stream()
                        .map(cells -> String.join(
                                " ",
                                cells.get(0).replace("`", ""),
                                cells.get(1),
                                cells.get(3),
                                cells.get(4),
                                cells.get(5))))
                .containsExactlyElementsOf(Stream.of(SqlCase.values())
                        .map(row -> String.join(
                                " ",
                                row.sqlState().orElse("none"),
                                row.severity().orElse("none"),
                                row.sent().name().toLowerCase(Locale.ROOT),
                                row.outcome().name().toLowerCase(Locale.ROOT),
                                row.row().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void scenarioOfTheFirstScreenIsValidWithTheTopologiesBesideIt(Profile profile) throws IOException {
        Path topologies = Files.createDirectories(folder.resolve("topologies"));
        try (Stream<Path> files = Files.list(Path.of("scenarios", "topologies"))) {
            for (Path file : files.toList()) {
                Files.copy(file, topologies.resolve(file.getFileName()));
            }
        }
        String yaml = blocks("yaml").get(0);
        Path file = Files.writeString(folder.resolve("primary-network-loss.yaml"), yaml);

        Scenario shown = ScenarioFile.read(file, profile, List.of());

        assertThat(yaml.lines().count()).isBetween(15L, 20L);
        assertThat(shown.cluster().topology()).isEqualTo("reference");
        Scenario shipped = ScenarioFile.read(Path.of("scenarios", "primary-network-loss.yaml"), profile, List.of());
        assertThat(shown.lanes()).isEqualTo(shipped.lanes());
        assertThat(shown.steps()).isEqualTo(shipped.steps());
        assertThat(shown.expectations()).isEqualTo(shipped.expectations());
    }

    /** Lines of YAML that stand in the README by themselves, with what makes a scenario of them. */
    static Stream<String> examples() throws IOException {
        return Stream.of(
                        rows("### Expectations").stream()
                                .filter(cells -> !name(cells.get(0)).equals("call_outage")) // of no scenario
                                .map(cells -> (name(cells.get(0)).equals("vip_on_primary") ? ADDRESS_OF_NODES : "")
                                        + PROBES
                                        + STEPS
                                        + "expect: {"
                                        + name(cells.get(3))
                                        + "}\n"),
                        rows("### Settings").stream().map(cells -> STEPS + name(cells.get(2)) + "\n"),
                        quoted(readme())
                                .filter(text -> text.startsWith("inject: "))
                                .map(text -> "steps: [{steady: 1s}, {" + text + "}, {heal: all}]\n"),
                        quoted(readme())
                                .filter(text -> text.startsWith("{kind: "))
                                .map(text -> "probes: [" + text + "]\n" + STEPS),
                        quoted(readme())
                                .filter(text -> text.startsWith("topology: {"))
                                .map(text -> text + "\n" + STEPS),
                        blocks("yaml").stream()
                                .filter(text -> text.startsWith("probes:"))
                                .map(text -> text + STEPS))
                .flatMap(texts -> texts);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsValid(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("example.yaml"), "name: example\n" + yaml);

        assertThat(ScenarioFile.read(file, Profile.DEFAULT, List.of()).name()).isEqualTo("example");
    }

    @Test
    void proseEndsAtColumn120() throws IOException {
        String withoutBlocks = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(readme())
                .replaceAll("");

        assertThat(withoutBlocks.lines().filter(line -> !line.startsWith("|") && line.length() > 120))
                .isEmpty();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(readme())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** The cells of the first table under a heading, without its head. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<String> lines = readme().lines()
                .dropWhile(line -> !line.equals(heading))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(lines).as(heading).hasSizeGreaterThan(2);
        return lines.stream()
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> names(String heading) throws IOException {
        return rows(heading).stream().map(cells -> name(cells.get(0))).toList();
    }

    private static String name(String cell) {
        return quoted(cell).findFirst().orElseThrow(() -> new AssertionError("no `name` in " + cell));
    }

    private static Stream<String> quoted(String text) {
        return Pattern.compile("`([^`\n]+)`").matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static List<String> keys(String pointer) throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Path.of("scenarios", "scenario.schema.json")));
        List<String> keys = new ArrayList<>();
        schema.at(pointer).fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
