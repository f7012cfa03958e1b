package dev.lapse.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The settings that one section knows, under the component's own names.
 *
 * @param forms each name with its form
 * @param open what becomes of a name that is not among them: its form, or empty where it is unknown; throws
 *     IllegalArgumentException to say more than that
 * @param nesting whether a map as a value means names joined by dots
 */
public record SettingNames(
        Section section,
        Map<String, SettingForm> forms,
        Function<String, Optional<SettingForm>> open,
        Nesting nesting) {
    public SettingNames {
        forms = Collections.unmodifiableMap(new TreeMap<>(forms));
    }

    /** A section whose names are all known. */
    public static SettingNames closed(Section section, Map<String, SettingForm> forms) {
        return new SettingNames(section, forms, name -> Optional.empty(), Nesting.FLAT);
    }

    /** Whether a section's names come in maps. */
    public enum Nesting {
        FLAT,
        DOTTED
    }

    /** @throws IllegalArgumentException when the section has no such setting; the message names the nearest */
    public SettingForm form(String name) {
        SettingForm known = forms.get(name);
        return known != null
                ? known
                : open.apply(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                Nearest.unknown(section.text() + " setting", name, names())));
    }

    public Collection<String> names() {
        return forms.keySet();
    }

    /** Reads lists of names, parted by {@code |}, under their form. */
    public static Map<String, SettingForm> forms(Map<SettingForm, String> names) {
        Map<String, SettingForm> forms = new TreeMap<>();
        names.forEach((form, list) -> {
            for (String name : list.replace("\n", "").split("\\|")) {
                forms.put(name, form);
            }
        });
        return forms;
    }
}
