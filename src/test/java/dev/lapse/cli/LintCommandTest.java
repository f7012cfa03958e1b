package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    void everyLineFitsIntoATerminalOf100Columns() {
        lint("two-node");
        lint("two-node-strict");
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
