package dev.lapse.component;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the file of one host says of a section.
 *
 * @param file its name
 * @param lines of the settings that stand there; the others nobody wrote
 */
record FileSays(String file, Map<String, String> settings, Map<String, Integer> lines) {
    FileSays {
        settings = Map.copyOf(settings);
        lines = Map.copyOf(lines);
    }

    /**
     * What is wrong with a value that should have this form.
     *
     * @param value as the file has it
     * @return empty: it has
     */
    static Optional<String> complaint(SettingForm form, String name, String value) {
        try {
            form.toComponent(value);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(name + ": " + wrong.getMessage());
        }
    }

    /** What all files say is said of every host; what they say differently, of each. */
    static List<Said> all(Section section, Map<NodeName, FileSays> files) {
        List<Said> says = new ArrayList<>();
        Map<NodeName, FileSays> inOrder = new TreeMap<>(files);
        FileSays first = inOrder.values().iterator().next();
        inOrder.forEach((host, file) -> new TreeMap<>(file.settings).forEach((name, value) -> {
            boolean same = files.values().stream().allMatch(other -> value.equals(other.settings.get(name)));
            if (!same || file == first) {
                says.add(new Said(
                        file.file,
                        file.lines.getOrDefault(name, 1),
                        section,
                        name,
                        value,
                        same ? Optional.empty() : Optional.of(host)));
            }
        }));
        return says;
    }
}
