package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.run.HandRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
                + " with the holds that really passed. down leaves the same in its report.")
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
        Path folder = meant.getParent();
        if (file != null && folder != null && !Files.isDirectory(folder)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "write " + file + ": folder " + folder + " does not exist");
        }
        List<String> lines = name.client().lines(HandRequest.of(HandRequest.Verb.EXPORT, meant.toString()));
        String text = String.join("\n", lines) + "\n";
        if (file == null) {
            System.out.print(text);
            return 0;
        }
        try {
            Files.writeString(meant, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException taken) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, file + " is there already", taken);
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "write " + file + ": " + e, e);
        }
        System.err.println("lapse: wrote " + file
                + "; run it, at the profile that its head names: ./lapse run --profile NAME " + file);
        return 0;
    }
}
