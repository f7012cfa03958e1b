package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.history.LapseVersion;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of Lapse. */
@Command(
        name = "lapse",
        mixinStandardHelpOptions = true,
        versionProvider = Main.BuiltVersion.class,
        description = "Measures how long PostgreSQL stops answering when a Patroni cluster loses something.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NewCommand.class,
            AdoptCommand.class,
            ValidateCommand.class,
            PredictCommand.class,
            LintCommand.class,
            RunCommand.class,
            IncidentsCommand.class,
            CheckCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            UpCommand.class,
            StatusCommand.class,
            InjectCommand.class,
            HealCommand.class,
            ProbeCommand.class,
            PsqlCommand.class,
            ExecCommand.class,
            LogsCommand.class,
            EventsCommand.class,
            ExportCommand.class,
            DownCommand.class,
            OwnerCommand.class,
            FaultsCommand.class,
            SettingsCommand.class,
            SetupCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 PASS, 1 FAIL, 2 UNKNOWN, 64 bad input, 69 no Docker engine, 70 harness error.",
        })
public final class Main {
    private Main() {}

    /** {@code lapse 0.1.0, revision 4f1c2a9d7e30}. */
    static final class BuiltVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"lapse " + LapseVersion.text()};
        }
    }

    public static void main(String[] arguments) {
        System.exit(exitCode(commandLine(), arguments));
    }

    /** Also where the JVM cannot go on: its own exit code 1 would be read as FAIL. */
    static int exitCode(CommandLine commands, String... arguments) {
        try {
            return commands.execute(arguments);
        } catch (VirtualMachineError | LinkageError error) {
            commands.getErr()
                    .println("lapse: the JVM cannot go on: " + error
                            + (error instanceof OutOfMemoryError
                                    ? "; give it more memory: LAPSE_JAVA_OPTS=-Xmx2g"
                                    : ""));
            return LapseException.Kind.HARNESS.exitCode();
        }
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main());
        for (String whole : new String[] {"psql", "exec"}) { // what comes behind the host is not ours
            commands.getSubcommands().get(whole).setStopAtPositional(true).setUnmatchedOptionsArePositionalParams(true);
        }
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, words) -> {
                    PrintWriter err = error.getCommandLine().getErr();
                    err.println("lapse: " + error.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
                    err.println(
                            "try: " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
                    return LapseException.Kind.BAD_INPUT.exitCode();
                })
                .setExecutionExceptionHandler((error, command, result) -> {
                    PrintWriter err = command.getErr();
                    if (error instanceof LapseException known) {
                        err.println(
                                known.kind() == LapseException.Kind.BAD_INPUT
                                        ? known.getMessage()
                                        : "lapse: " + known.getMessage());
                        for (Throwable also : known.getSuppressed()) {
                            err.println("lapse: also: " + also.getMessage());
                        }
                        return known.kind().exitCode();
                    }
                    error.printStackTrace(err);
                    return LapseException.Kind.HARNESS.exitCode();
                });
    }
}
