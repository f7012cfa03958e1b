package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.scenario.FirstScenario;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a scenario to start from. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description =
                "Write a scenario to start from: it is valid as it stands, and its comments say what else there is.")
final class NewCommand implements Callable<Integer> {
    private static final String ENDING = ".yaml";

    @Parameters(
            paramLabel = "NAME",
            description = "of the scenario, with a folder before it where you like: tests/failover writes"
                    + " tests/failover.yaml; the folder must be there, the file must not")
    private String name = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path file = Path.of(name.endsWith(ENDING) ? name : name + ENDING);
        String text = text(file);
        NewFile.requirePlace(file);
        NewFile.write(file, text);
        PrintWriter out = spec.commandLine().getOut();
        out.println("wrote " + file);
        out.println("change it to your question, then");
        String lapse = System.getProperty("lapse.command", "./lapse");
        out.println("  " + lapse + " validate " + file);
        out.println("  " + lapse + " run " + file);
        out.flush();
        return 0;
    }

    private String text(Path file) {
        String base = file.getFileName().toString();
        try {
            return FirstScenario.text(base.substring(0, base.length() - ENDING.length()));
        } catch (IllegalArgumentException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "lapse: new " + name + ": " + bad.getMessage(), bad);
        }
    }
}
