package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.report.VerdictCount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void folderStandsForItsScenariosAndAFileForItself() {
        Path file = Path.of("scenarios/no-fault.yaml");

        assertThat(RunCommand.scenarioFiles(file)).containsExactly(file);
        assertThat(RunCommand.scenarioFiles(Path.of("scenarios")))
                .contains(file)
                .noneMatch(each -> each.toString().contains("topologies"));
    }

    @Test
    void folderWithoutScenariosIsRefusedBeforeAnythingStarts() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));

        assertThat(commandLine.execute("run", folder.toString())).isEqualTo(64);
        assertThat(err.toString()).contains("expected scenario files (*.yaml), saw none");
    }

    @Test
    void aScenarioThatIsGivenTwiceIsRefused() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));

        assertThat(commandLine.execute("run", "scenarios/no-fault.yaml", "scenarios"))
                .isEqualTo(64);
        assertThat(err.toString())
                .startsWith("lapse: scenario no-fault is given twice")
                .contains("--repeat");
    }

    @Test
    void runAndUpTakeTheSameOptionsForTheirCluster() {
        for (String command : List.of("run", "up", "owner")) {
            assertThat(Main.commandLine()
                            .getSubcommands()
                            .get(command)
                            .getCommandSpec()
                            .optionsMap())
                    .containsKeys("--profile", "--set", "--seed", "--reports", "--address-pool", "--no-setup");
        }
    }

    @Test
    void verdictsAreCountedFromTheBestToTheWorst() {
        assertThat(VerdictCount.of(List.of(Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN, Verdict.PASS)))
                .isEqualTo("2 PASS, 1 UNKNOWN, 1 FAIL");
        assertThat(VerdictCount.of(List.of())).isEqualTo("none");
    }
}
