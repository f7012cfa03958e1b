package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder with a scenario {@code a.yaml} and the topology {@code reference} beside it. */
record ScenarioFolder(Path folder) {
    /** The least that a scenario needs. */
    static final String HEAD = "name: a\n";

    static final String STEPS = "steps:\n  - steady: 10s\n";

    Scenario read(String yaml, Profile profile, String... overrides) {
        write("a.yaml", yaml);
        if (!Files.exists(folder.resolve("topologies/reference.yaml"))) {
            write("topologies/reference.yaml", contents(Path.of("scenarios/topologies/reference.yaml")));
        }
        return ScenarioFile.read(folder.resolve("a.yaml"), profile, List.of(overrides));
    }

    Scenario read(String yaml) {
        return read(yaml, Profile.DEFAULT);
    }

    void topology(String yaml) {
        write("topologies/reference.yaml", yaml);
    }

    /** What the reader says is wrong, with paths relative to the folder. */
    String problems(String yaml, String... overrides) {
        LapseException refused = catchThrowableOfType(LapseException.class, () -> read(yaml, Profile.FAST, overrides));
        return refused == null
                ? "no problem"
                : refused.kind() + " " + refused.getMessage().replace(folder + "/", "");
    }

    private void write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
