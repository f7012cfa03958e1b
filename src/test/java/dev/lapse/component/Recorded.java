package dev.lapse.component;

import dev.lapse.cluster.Comparison.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What real components answered, in files beside the tests. */
final class Recorded {
    private Recorded() {}

    static String answer(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code name: seen}. */
    static List<String> seen(List<Difference> differences) {
        return differences.stream()
                .map(difference -> difference.name() + ": " + difference.seen())
                .toList();
    }
}
