package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.hand.ResidentOwner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What was done by hand, as a scenario file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write what was done by hand so far as a scenario file: topology, settings, probes, and the steps"
                + " with the holds that really passed. What was measured is offered as commented expectations. down"
                + " leaves the same in its report.")
final class ExportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "such as scenarios/mine.yaml; it must not be there yet; default: stdout")
    private @Nullable Path file;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() {
        Path meant = (file == null ? Path.of("by-hand.yaml") : file).toAbsolutePath();
        if (file != null) {
            NewFile.requirePlace(file);
        }
        if (!name.socket().isHeld()) {
            name.socket()
                    .lastReport()
                    .map(report -> report.resolve(ResidentOwner.EXPORT))
                    .filter(Files::isRegularFile)
                    .ifPresent(last -> {
                        throw new LapseException(
                                LapseException.Kind.BAD_INPUT,
                                "no cluster is up; what was done in the last session is in " + last);
                    });
        }
        List<String> lines = name.client().lines(OwnerRequest.of(OwnerRequest.Verb.EXPORT, meant.toString()));
        String text = String.join("\n", lines) + "\n";
        if (file == null) {
            System.out.print(text);
            return 0;
        }
        NewFile.write(file, text);
        System.err.println("lapse: wrote " + file
                + "; run it, at the profile that its head names: ./lapse run --profile NAME " + file);
        return 0;
    }
}
