package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands say before they need a cluster. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listOfCommandsHasWholeSentences() {
        for (CommandLine command : commands(Main.commandLine())) {
            assertThat(command.getCommandSpec().usageMessage().description()[0])
                    .as(command.getCommandName())
                    .matches("(?s).*[.?]");
        }
    }

    @Test
    void profileThatIsMistypedIsAnsweredWithTheNearestAndAllOfThem() {
        for (String[] command : List.of(
                new String[] {"run", "--profile", "fsat", "a.yaml"},
                new String[] {"up", "--profile", "fsat"},
                new String[] {"bench", "bring-up", "--profile", "fsat"})) {
            assertThat(lapse(command)).isEqualTo(64);
            assertThat(err.toString())
                    .contains("unknown profile \"fsat\"; did you mean \"fast\"? known: default, fast");
            err.getBuffer().setLength(0);
        }
        lapse("up", "--profile", "");
        assertThat(err.toString()).contains("unknown profile \"\"; known: default, fast");
    }

    @Test
    void defaultProfileIsNamedAsItIsTyped() {
        assertThat(lapse("run", "--help")).isZero();

        assertThat(out.toString()).contains("default: default").doesNotContain("DEFAULT");
    }

    @Test
    void exportIntoAFolderThatDoesNotExistSaysSo(@TempDir Path folder) {
        Path missing = folder.resolve("dir");

        assertThat(lapse("export", missing.resolve("x.yaml").toString())).isEqualTo(64);

        assertThat(err.toString()).contains("x.yaml: folder " + missing + " does not exist");
    }

    @Test
    void aJvmThatCannotGoOnIsTroubleOfTheHarnessAndNoVerdict() {
        CommandLine commands = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .setExecutionStrategy(parsed -> {
                    throw new OutOfMemoryError("Java heap space");
                });

        assertThat(Main.exitCode(commands, "check", "reports/latest")).isEqualTo(70);

        assertThat(err.toString())
                .contains("lapse: the JVM cannot go on: ", "Java heap space", "LAPSE_JAVA_OPTS=-Xmx2g");
    }

    private int lapse(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static List<CommandLine> commands(CommandLine parent) {
        return parent.getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), commands(command).stream()))
                .toList();
    }
}
