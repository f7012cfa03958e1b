package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is wrong with several files, gathered so that all of it is told at once, and nothing twice. One thread. */
final class InputErrors {
    private final Set<String> lines = new LinkedHashSet<>();

    /** What there is; where it cannot be read, the errors are kept and there is nothing. */
    <T> Stream<T> orNone(Supplier<Stream<T>> reading) {
        try {
            return reading.get();
        } catch (LapseException e) {
            if (e.kind() != LapseException.Kind.BAD_INPUT) {
                throw e;
            }
            e.getMessage().lines().forEach(lines::add);
            return Stream.empty();
        }
    }

    /** @throws LapseException of kind BAD_INPUT with a line per error, when there are any */
    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, String.join("\n", lines));
        }
    }
}
