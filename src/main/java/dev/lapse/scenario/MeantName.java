package dev.lapse.scenario;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Answers a name that is neither a topology's nor a file's by what was probably meant, and where to look. */
final class MeantName {
    /** Where scenarios are, seen from where Lapse is started. */
    private static final Path FOLDER = Path.of("scenarios");

    private MeantName() {}

    /** @param known the names of the topologies */
    static LapseException unknown(String named, List<String> known) {
        Optional<Path> scenario = Nearest.of(named, known).isPresent() ? Optional.empty() : scenario(named);
        String what = named.isBlank()
                ? "expected a topology or a file, was nothing; known topologies: " + Nearest.list(known)
                : scenario.map(file -> "unknown topology \"" + named + "\"; did you mean the scenario " + file
                                + "? known topologies: " + Nearest.list(known))
                        .orElseGet(() -> Nearest.unknown("topology", named, known));
        return new LapseException(
                LapseException.Kind.BAD_INPUT,
                what + "; or give a topology or scenario file, such as one of the folder " + FOLDER);
    }

    private static Optional<Path> scenario(String named) {
        if (named.isBlank() || !Files.isDirectory(FOLDER)) {
            return Optional.empty();
        }
        List<String> names =
                ScenarioFile.inFolder(FOLDER).stream().map(InputFile::baseName).toList();
        return Nearest.of(named, names).map(name -> FOLDER.resolve(name + ".yaml"));
    }
}
