package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PredictCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int predict(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "predict";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @Test
    void scenarioHasATableOfPhasesForEachFaultAndARowForEachClient() {
        assertThat(predict("scenarios/primary-network-loss.yaml")).isZero();

        assertThat(out.toString())
                .startsWith("primary-network-loss (default): ttl 30s, loop_wait 10s, retry_timeout 10s\n")
                .contains("inject#1: network-loss (interface-down) of primary\n")
                .containsPattern("\ndetect +20\\.0s +25\\.3s +30\\.5s +ttl - time since the renewal")
                .containsPattern("\nwrites stop +25\\.0s +31\\.9s +38\\.8s +through HAProxy\n")
                .containsPattern("\nwrites stop +25\\.0s +34\\.4s +43\\.8s +HikariCP through HAProxy\n")
                .contains("the scenario expects write_outage: 45s");
    }

    @Test
    void profileAndSettingsChangeWhatIsPredicted() {
        assertThat(predict("--profile", "fast", "--set", "patroni.ttl=40s", "scenarios/primary-network-loss.yaml"))
                .isZero();

        assertThat(out.toString()).contains("ttl 40s, loop_wait 2s, retry_timeout 3s");
    }

    @Test
    void topologyHasARowForEachWayToLoseItsPrimary() {
        assertThat(predict("no-pooler")).isZero();

        assertThat(out.toString())
                .containsPattern("\nswitchover of primary +through HAProxy +\\S+ +\\S+ +12\\.1s\\b")
                .containsPattern("\nfreeze patroni of primary +every node in its URL +none +none +none\n");
    }

    @Test
    void faultWithoutAFormulaSaysSo() {
        assertThat(predict("scenarios/dcs-faults.yaml")).isZero();

        assertThat(out.toString()).contains("NO FORMULA: what nospace does depends on chance");
    }

    @Test
    void whatIsNeitherScenarioNorTopologyIsRefused() {
        assertThat(predict("referense")).isEqualTo(64);

        assertThat(err.toString()).contains("did you mean \"reference\"?");
    }
}
