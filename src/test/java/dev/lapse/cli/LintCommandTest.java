package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int lint(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "lint";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @Test
    void errorIsTheExitCodeOne() {
        assertThat(lint("two-node")).isEqualTo(1);

        assertThat(out.toString())
                .startsWith("two-node (default): ")
                .contains("\nerror two-servers-up.patroni-frozen: two servers are UP for writes for up to 25s when")
                .contains("\n  cure    haproxy.timeout check: 6600ms; a primary whose REST API is slower than that")
                .contains("\n  run     shown by the scenario hung-check-two-servers\n");
    }

    @Test
    void warningsAloneAreTheExitCodeZero() {
        assertThat(lint("reference", "--set", "haproxy.check-pooler=on")).isZero();

        assertThat(out.toString()).contains("\nwarning ").doesNotContain("\nerror ");
    }

    @Test
    void timingsThatPatroniChangesAreToldAndNotRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("low.yaml");
        Files.writeString(
                file, "name: low\npatroni: {ttl: 1s, loop_wait: 1s, retry_timeout: 0}\nsteps:\n  - steady: 5s\n");

        assertThat(lint(file.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("and runs it as ttl 20,\n  loop_wait 1, retry_timeout 3");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void jsonHasTheSameFindings() throws IOException {
        assertThat(lint("two-node", "--format", "json")).isEqualTo(1);

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("format").asInt()).isEqualTo(1);
        assertThat(json.path("subject").asText()).isEqualTo("two-node");
        assertThat(json.path("errors").asInt()).isEqualTo(3);
        JsonNode frozen = json.path("findings").get(0);
        assertThat(frozen.path("rule").asText()).isEqualTo("two-servers-up.patroni-frozen");
        assertThat(frozen.path("severity").asText()).isEqualTo("error");
        assertThat(frozen.path("arithmetic")).hasSize(3);
        assertThat(frozen.path("cures")
                        .get(0)
                        .path("settings")
                        .path("haproxy.timeout check")
                        .asText())
                .isEqualTo("6600ms");
        assertThat(frozen.path("shown_by").asText()).isEqualTo("hung-check-two-servers");
        assertThat(json.findValuesAsText("severity")).contains("not_known");
    }

    @Test
    void whatNoSettingSaysIsGivenByOptions() {
        lint(
                "no-pooler",
                "--write-outage",
                "60s",
                "--wal-rate",
                "20MB/s",
                "--replication-delay",
                "200ms",
                "--tcp-retries2",
                "5",
                "--sites",
                "etcd1+etcd2|etcd3");

        assertThat(out.toString())
                .contains("\nerror start-timeout-long: ")
                .contains("  sum     20MB/s * 200ms = 4MB > 1MB\n")
                .contains("\nwarning etcd-sites: the loss of one site takes etcd's quorum\n")
                .doesNotContain("etcd-silent-loss");
    }

    @Test
    void partitionOfAScenarioNamesTheSites(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("parted.yaml");
        Files.writeString(
                file,
                "name: parted\nsteps:\n  - steady: 5s\n  - inject: {partition: etcd1+etcd2+pg1|others}\n  - hold: 9s\n"
                        + "  - heal: all\n");

        assertThat(lint(file.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("etcd1+etcd2+pg1 has 2 of 3 members: its loss leaves 1");
    }

    @Test
    void optionThatIsNotInItsFormIsRefused() {
        assertThat(lint("reference", "--wal-rate", "5MB")).isEqualTo(64);
        assertThat(lint("reference", "--wal-rate", "fast/s")).isEqualTo(64);
        assertThat(lint("reference", "--write-outage", "60")).isEqualTo(64);
        assertThat(lint("reference", "--tcp-retries2", "0")).isEqualTo(64);
        assertThat(lint("reference", "--format", "xml")).isEqualTo(64);
        assertThat(lint("reference", "--sites", "etcd1|etdc2")).isEqualTo(64);
        assertThat(lint("reference", "--sites", "etcd1")).isEqualTo(64);

        assertThat(err.toString())
                .contains("--wal-rate 5MB: \"5MB\" is no rate; write a size per second, such as 5MB/s")
                .contains("--wal-rate fast/s: \"fast\" is no size")
                .contains("--write-outage 60: \"60\" needs a unit")
                .contains("--tcp-retries2 0: expected 1 to 255")
                .contains("--sites etcd1|etdc2: unknown host \"etdc2\"; did you mean \"etcd2\"?")
                .contains("--sites etcd1: a partition needs two sides or more");
    }

    @Test
    void withoutAnArgumentTheClusterThatIsUpIsMeant() {
        assertThat(lint("--name", "nobody-has-this")).isEqualTo(64);
        assertThat(lint("--name", "nobody-has-this", "--set", "patroni.ttl=25s"))
                .isEqualTo(64);

        assertThat(err.toString())
                .contains("no cluster is up (no ")
                .contains("--set is for a scenario or topology, such as ./lapse lint reference --set patroni.ttl=25s");
    }

    @Test
    void everyLineFitsIntoATerminalOf100Columns() {
        lint("two-node");
        lint("two-node-strict", "--write-outage", "20s");
        lint("scenarios/client-vantages.yaml");

        assertThat(out.toString()).doesNotContainPattern("[^\n]{101}");
    }

    @Test
    void whatIsNeitherScenarioNorTopologyIsRefused() {
        assertThat(lint("referense")).isEqualTo(64);
        assertThat(lint("primary-crash")).isEqualTo(64);
        assertThat(lint("nowhere/none.yaml")).isEqualTo(64);

        assertThat(err.toString())
                .contains("did you mean \"reference\"?")
                .contains("did you mean the scenario scenarios/primary-crash.yaml?")
                .contains("nowhere/none.yaml");
    }
}
