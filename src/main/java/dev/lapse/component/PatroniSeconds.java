package dev.lapse.component;

import dev.lapse.cluster.DurationText;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Times in a file of Patroni that are whole seconds without a unit. Of the first three it takes {@code int()}
 * ({@code config.py}, {@code _safe_copy_dynamic_configuration}), of the others a number that has no base unit.
 */
final class PatroniSeconds {
    private static final Set<String> BY_INT = Set.of("ttl", "loop_wait", "retry_timeout");

    private static final Set<String> NUMBERS = Set.of(
            "primary_start_timeout",
            "primary_stop_timeout",
            "master_start_timeout",
            "master_stop_timeout",
            "postgresql.pg_ctl_timeout",
            "watchdog.safety_margin");

    private PatroniSeconds() {}

    /** What is wrong with the value of a setting as it stands in the file; empty: nothing. */
    static Optional<String> wrong(String name, Node value) {
        boolean byInt = BY_INT.contains(name);
        if (!byInt && !NUMBERS.contains(name)) {
            return Optional.empty();
        }
        Optional<String> text = YamlDocument.text(value);
        boolean isNumber = value.getTag().equals(Tag.INT)
                || byInt && value.getTag().equals(Tag.FLOAT)
                || text.filter(seconds -> seconds.strip().matches("[+-]?[0-9]+"))
                        .isPresent();
        if (isNumber || !byInt && text.isEmpty()) {
            return Optional.empty();
        }
        String saw =
                text.map(seconds -> "\"" + seconds + "\"").orElse(value instanceof ScalarNode ? "null" : "no number");
        return Optional.of("patroni." + name + ": Patroni takes whole seconds without a unit here, saw " + saw
                + (byInt ? "; it would drop all that goes to the DCS with it" : "; it would take its default")
                + text.flatMap(PatroniSeconds::number)
                        .map(seconds -> "; write " + seconds)
                        .orElse(""));
    }

    private static Optional<String> number(String text) {
        try {
            return Optional.of(Long.toString(DurationText.parse(text.strip()).toSeconds()));
        } catch (IllegalArgumentException noDuration) {
            return Optional.empty();
        }
    }
}
