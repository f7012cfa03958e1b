package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a topology comes from: a folder beside the scenario, or Lapse itself. */
class TopologiesTest {
    private static final String STEPS = "steps:\n  - steady: 10s\n";
    private static final String ONE_NODE = "hosts:\n  etcd1: [etcd]\n  pg1: [patroni, pgbouncer]\n  lb1: [haproxy]\n";

    @TempDir
    private Path folder;

    private Scenario read(String yaml) throws IOException {
        return ScenarioFile.read(write("a.yaml", "name: a\n" + yaml + STEPS), Profile.DEFAULT, List.of());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String refused(String yaml) {
        return refused(() -> read(yaml));
    }

    private String refused(ThrowingCallable reading) {
        LapseException refused = catchThrowableOfType(LapseException.class, reading);
        assertThat(refused.kind()).isEqualTo(LapseException.Kind.BAD_INPUT);
        return refused.getMessage().replace(folder + "/", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "two-node", "two-node-strict", "all-in-one", "no-pooler"})
    void shippedTopologyIsKnownInAnyFolder(String name) throws IOException {
        ClusterSpec shipped = ScenarioFile.topology(Path.of("scenarios/topologies", name + ".yaml"));

        assertThat(read("topology: " + name + "\n").cluster()).isEqualTo(shipped.withSettings(shipped.settings()));
        assertThat(ScenarioFile.byHand(name, Profile.DEFAULT, List.of()).cluster())
                .isEqualTo(shipped);
    }

    @Test
    void referenceIsTheDefaultInAnyFolder() throws IOException {
        assertThat(read("").cluster().topology()).isEqualTo("reference");
        assertThat(ScenarioFile.parse("name: a\n" + STEPS).cluster().topology()).isEqualTo("reference");
    }

    @Test
    void fileBesideTheScenarioWins() throws IOException {
        write("topologies/reference.yaml", "name: reference\n" + ONE_NODE);

        assertThat(read("").cluster().hosts()).hasSize(3);
        assertThat(read("topology: reference\n").cluster().hosts()).hasSize(3);
        assertThat(read("topology: two-node\n").cluster().nodes()).hasSize(2);
    }

    @Test
    void topologyFileOfUpIsItselfWhateverItsNameIs() throws IOException {
        for (String name : List.of("reference.yml", "My_Cluster.yaml", "reference.yaml")) {
            Path file = write(name, ONE_NODE);

            assertThat(ScenarioFile.byHand(file.toString(), Profile.FAST, List.of())
                            .cluster()
                            .hosts())
                    .as(name)
                    .hasSize(3);
        }
    }

    @Test
    void scenarioOfUpNamesAShippedTopology() throws IOException {
        Path file = write("a.yaml", "name: a\ntopology: two-node\n" + STEPS);

        assertThat(ScenarioFile.byHand(file, Profile.FAST, List.of()).cluster().nodes())
                .hasSize(2);
    }

    @Test
    void unknownTopologyIsAnsweredWithThoseOfTheFolderAndThoseOfLapse() throws IOException {
        String known = "known: all-in-one, no-pooler, reference, two-node, two-node-strict";

        assertThat(refused("topology: refrence\n"))
                .isEqualTo("a.yaml:2:11: unknown topology \"refrence\"; did you mean \"reference\"? " + known
                        + "; a file in topologies adds one");

        write("topologies/mine.yaml", ONE_NODE);
        assertThat(refused("topology: mien\n"))
                .isEqualTo("a.yaml:2:11: unknown topology \"mien\"; did you mean \"mine\"? "
                        + known.replace("known: ", "known: mine, ") + "; a file in topologies adds one");
    }

    @Test
    void unknownTopologyOfUpIsAnsweredTheSameWay() {
        assertThat(refused(() -> ScenarioFile.byHand("two-nodes", Profile.FAST, List.of())))
                .isEqualTo("unknown topology \"two-nodes\"; did you mean \"two-node\"? known: all-in-one, no-pooler,"
                        + " reference, two-node, two-node-strict; or give a topology or scenario file, such as one of the"
                        + " folder scenarios");
        assertThat(refused(() -> ScenarioFile.byHand(folder.toString(), Profile.FAST, List.of())))
                .endsWith(": expected a file, is a folder");
    }

    @Test
    void folderInPlaceOfATopologyIsNotTakenForTheShippedOne() throws IOException {
        Files.createDirectories(folder.resolve("topologies/reference.yaml"));

        assertThat(refused("topology: reference\n"))
                .isEqualTo("topologies/reference.yaml: expected a file, is a folder");
        assertThat(refused("")).isEqualTo("topologies/reference.yaml: expected a file, is a folder");
    }

    @Test
    void errorInAShippedTopologyNamesIt() throws IOException {
        assertThat(refused("topology: two-node\nprobes:\n  - {kind: state, node: pg3}\n"))
                .startsWith("a.yaml:4:5: node pg3 does not run PostgreSQL");
        Problems problems = new Problems();
        TopologyReader.read(
                new Topologies.TopologySource("reference", "shipped topology reference.yaml", "hosts: 3\n"), problems);
        assertThat(refused(problems::throwIfAny))
                .isEqualTo("shipped topology reference.yaml:1:8: expected a map of host to components, such as"
                        + " pg1: [patroni, pgbouncer], was a text");
    }

    @Test
    void exportNamesAShippedTopologyInAnyFolder() throws IOException {
        Scenario scenario = read("topology: two-node\n");

        assertThat(scenario.toDraft(folder.resolve("b.yaml"), List.of(), List.of()))
                .contains("\ntopology: two-node\n")
                .doesNotContain("hosts:");
    }

    @Test
    void shippedTopologiesAreAllThoseOfTheRepository() throws IOException {
        try (var files = Files.list(Path.of("scenarios/topologies"))) {
            assertThat(Topologies.shipped().names())
                    .containsExactlyElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .map(file -> file.replace(".yaml", ""))
                                    .sorted()
                                    .toList());
        }
    }

    @Test
    void shippedTopologiesAreListedInAJarToo() throws IOException {
        Path jar = folder.resolve("lapse.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String entry : List.of("dev/lapse/topologies/b.yaml", "dev/lapse/topologies/a.yaml", "x.yaml")) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.closeEntry();
            }
        }

        assertThat(Topologies.namesBeside(URI.create("jar:" + jar.toUri() + "!/dev/lapse/topologies/a.yaml")
                        .toURL()))
                .containsExactly("a", "b");
    }
}
