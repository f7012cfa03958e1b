package dev.lapse.cli;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does what a first run would have to do before its cluster comes up, and shows what the machine is like then. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Get this machine ready: a Docker engine, and the image of the hosts. What run, up, bench and verify do when"
                    + " they need it.",
            "Then doctor."
        })
final class SetupCommand implements Callable<Integer> {
    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            description = "Debian suite of the image; default: ${DEFAULT-VALUE}")
    private String suite = "trixie";

    @Option(
            names = "--no-setup",
            description = "install and start nothing on this machine, only build the image (read by the launcher)")
    private boolean noSetup;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        new Images(Engine.open(), line -> System.err.println("lapse: " + line)).host(suite);
        return DoctorCommand.diagnose(spec.commandLine().getOut());
    }
}
