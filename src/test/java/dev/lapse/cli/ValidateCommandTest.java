package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.scenario.KnownNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** new and validate: what needs no cluster at all. */
class ValidateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lapse(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    @Test
    void newScenarioIsValidAtBothProfiles() {
        String name = folder.resolve("failover").toString();

        assertThat(lapse("new", name)).isZero();
        assertThat(out.toString())
                .contains("wrote " + name + ".yaml\n", "./lapse validate " + name + ".yaml\n", "./lapse run " + name);
        for (String profile : new String[] {"default", "fast"}) {
            assertThat(lapse("validate", "--profile", profile, name + ".yaml"))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(out.toString())
                .contains("failover.yaml: scenario, ok: topology reference, 5 lanes, 5 steps, about 70s, and up to 120s"
                        + " to settle\n")
                .contains("5 steps, about 40s, and up to");
    }

    @Test
    void newReplacesNothingAndMakesNoFolder() throws IOException {
        String there = file("there.yaml", "mine");

        assertThat(lapse("new", there)).isEqualTo(64);
        assertThat(lapse("new", folder.resolve("none/a").toString())).isEqualTo(64);
        assertThat(lapse("new", folder.resolve("My_Test.yaml").toString())).isEqualTo(64);
        assertThat(lapse("new", folder.resolve("series").toString())).isEqualTo(64);
        assertThat(lapse("new", "")).isEqualTo(64);

        assertThat(err.toString().replace(folder + "/", ""))
                .contains("there.yaml is there already\n")
                .contains("none/a.yaml: folder none does not exist\n")
                .contains("new My_Test.yaml: scenario name must match [a-z0-9][a-z0-9-]{0,80}, was \"My_Test\"\n")
                .contains("scenario name must not be \"series\"");
        assertThat(Files.readString(Path.of(there))).isEqualTo("mine");
        assertThat(folder).isDirectoryNotContaining(entry -> !entry.endsWith("there.yaml"));
    }

    @Test
    void allShippedScenariosAndTopologiesAreTold() {
        assertThat(lapse("validate", "scenarios")).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains("scenarios/no-fault.yaml: scenario, ok: topology reference, ")
                .contains("scenarios/topologies/two-node.yaml: topology, ok: 7 hosts, 2 nodes, 2 balancers\n");
        assertThat(out.toString()).contains("/all-in-one.yaml: topology, ok: 4 hosts, 3 nodes, 1 balancer\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void allErrorsOfAllFilesAreTold() throws IOException {
        String good = file("good.yaml", "name: good\nsteps: [{steady: 10s}]\n");
        String bad = file("bad.yaml", "name: bad\ntimings: x\nsteps: [{hold: 5}]\n");
        file("folder/empty.yaml", "");
        String topology = file("my.yaml", "hosts: {etcd1: [etcd], pg1: [patrony]}\n");
        String missing = folder.resolve("missing.yaml").toString();

        assertThat(lapse("validate", bad, good, folder.resolve("folder").toString(), missing, topology))
                .isEqualTo(64);

        assertThat(out.toString().replace(folder + "/", "")).startsWith("good.yaml: scenario, ok: ");
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(err.toString().replace(folder + "/", "").lines())
                .containsExactly(
                        "bad.yaml:2:10: unknown timings \"x\"; known: profile, fixed",
                        "bad.yaml:3:16: \"5\" needs a unit, such as 5ms or 5s",
                        "folder/empty.yaml:1:1: the file is empty",
                        "missing.yaml: cannot be read: there is no such file",
                        KnownNames.in(
                                "my.yaml:1:30: unknown component \"patrony\"; did you mean \"patroni\"? known: @COMPONENTS"));
    }

    @Test
    void whoWasNotAskedAboutTheUsersOwnFilesIsSaidOnce() throws IOException {
        file("mine.ini", "[databases]\n* = host=127.0.0.1\n[pgbouncer]\n");
        String hosts = "hosts: {etcd1: [etcd], pg1: [patroni, pgbouncer], pg2: [patroni, pgbouncer], lb1: [haproxy]}\n";
        String one = file("one.yaml", "name: one\n" + hosts + "files: {pgbouncer: mine.ini}\n");
        String two = file("two.yaml", "name: two\n" + hosts + "files: {pgbouncer: mine.ini}\n");
        String none = file("none.yaml", "name: none\n" + hosts);

        assertThat(lapse("validate", one, none, two)).as(err.toString()).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("note: ")))
                .containsExactly("note: only Lapse has read mine.ini; whether the components take it they say"
                        + " themselves: ./lapse validate --judge FILE..., or ./lapse run");

        out.getBuffer().setLength(0);
        assertThat(lapse("validate", none)).isZero();
        assertThat(lapse("validate", "--judge", none)).isZero();
        assertThat(out.toString().replace(folder + "/", ""))
                .isEqualTo("none.yaml: topology, ok: 4 hosts, 2 nodes, 1 balancer\n".repeat(2)
                        + "no file of a component is your own, so none was asked\n");
    }

    @Test
    void overridesAreReadToo() throws IOException {
        String one = file("one.yaml", "name: one\nsteps: [{steady: 10s}]\n");
        String two = file("two.yaml", "name: two\nsteps: [{steady: 10s}]\n");

        assertThat(lapse("validate", "--set", "patroni.ttl=25x", one, two)).isEqualTo(64);
        assertThat(err.toString())
                .isEqualTo("--set patroni.ttl=25x: \"25x\" must be whole seconds, such as 30 or 30s\n");
        assertThat(lapse("validate", "--set", "patroni.ttl=40s", one, "scenarios/topologies/reference.yaml"))
                .isZero();
        assertThat(lapse("validate", "--profile", "fsat", one)).isEqualTo(64);
    }

    @Test
    void runTellsTheErrorsOfAllItsFilesToo() throws IOException {
        String one = file("one.yaml", "");
        String two = file("two.yaml", "name: three\nsteps: [{steady: 10s}]\n");

        assertThat(lapse("run", one, two, folder.resolve("none").toString())).isEqualTo(64);
        assertThat(err.toString().replace(folder + "/", "").lines())
                .containsExactly(
                        "one.yaml:1:1: the file is empty",
                        "two.yaml:1:7: name must equal the file's name \"two\", was \"three\"",
                        "none: cannot be read: there is no such file");
    }

    @Test
    void runAndUpRefuseBadInputBeforeTheyReachForAnEngine() throws IOException {
        String good = file("good.yaml", "name: good\nsteps: [{steady: 10s}]\n");
        String taken = file("latest.yaml", "name: latest\nsteps: [{steady: 10s}]\n");
        String reports = file("reports", "");

        for (String[] arguments : new String[][] {
            {"run", "--set", "patroni.ttl=25x", good},
            {"run", "--address-pool", "8.8", good},
            {"run", "--repeat", "0", good},
            {"run", "--reports", reports, good},
            {"run", good, taken},
            {"up", "--set", "patroni.ttl=25x"},
            {"up", "--address-pool", "8.8"},
            {"up", "--reports", reports},
            {"up", "--name", "A"},
            {"up", folder.resolve("none.yaml").toString()},
        }) {
            assertThat(lapse(arguments)).as(String.join(" ", arguments)).isEqualTo(64);
        }
        assertThat(err.toString())
                .contains("latest.yaml:1:7: scenario name must not be \"latest\"")
                .contains("none.yaml: cannot be read: there is no such file");
    }
}
