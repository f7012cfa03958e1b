package dev.lapse.scenario;

import dev.lapse.cluster.LapseException;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is wrong with the files of one scenario, gathered so that all of it is told at once. One thread. */
final class Problems {
    private record Problem(Place place, String message) {}

    private final TreeSet<Problem> found =
            new TreeSet<>(Comparator.comparing(Problem::place).thenComparing(Problem::message));

    void add(Place place, String message) {
        found.add(new Problem(place, message));
    }

    boolean none() {
        return found.isEmpty();
    }

    /** How many there are so far; what follows from a broken part is not worth telling. */
    int count() {
        return found.size();
    }

    /** @throws LapseException with a line per problem, {@code file:line:column: message}, when there are any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    found.stream()
                            .map(problem -> problem.place() + ": " + problem.message())
                            .collect(Collectors.joining("\n")));
        }
    }
}
