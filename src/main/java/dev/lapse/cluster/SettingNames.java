package dev.lapse.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The settings that one section knows, under the component's own names.
 *
 * @param forms each name with its form
 * @param open what becomes of a name that is not among them: its form, or empty where it is unknown; throws
 *     IllegalArgumentException to say more than that
 * @param nesting whether a map as a value means names joined by dots
 * @param told what a list of the settings tells of each
 */
public record SettingNames(
        Section section,
        Map<String, SettingForm> forms,
        Function<String, Optional<SettingForm>> open,
        Nesting nesting,
        Lore told) {
    public SettingNames {
        forms = Collections.unmodifiableMap(new TreeMap<>(forms));
    }

    public SettingNames(
            Section section,
            Map<String, SettingForm> forms,
            Function<String, Optional<SettingForm>> open,
            Nesting nesting) {
        this(section, forms, open, nesting, Lore.NOTHING);
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

    /**
     * What else is known of the settings.
     *
     * @param defaults what holds where a name is not set, as the component writes it; not every one is known
     * @param place where a name ends up: a file and a part of it
     * @param canonical the one name of those that mean the same
     */
    public record Lore(Map<String, String> defaults, UnaryOperator<String> place, UnaryOperator<String> canonical) {
        static final Lore NOTHING = new Lore(Map.of(), name -> "", name -> name);

        public Lore {
            defaults = Map.copyOf(defaults);
        }

        public Lore(Map<String, String> defaults, UnaryOperator<String> place) {
            this(defaults, place, name -> name);
        }
    }

    public SettingNames telling(Lore lore) {
        return new SettingNames(section, forms, open, nesting, lore);
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

    /** The one name of those that mean the same as this one. */
    public String canonical(String name) {
        return told.canonical().apply(name);
    }

    public Optional<String> defaultOf(String name) {
        return Optional.ofNullable(told.defaults().get(name));
    }

    public String placeOf(String name) {
        return told.place().apply(name);
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
