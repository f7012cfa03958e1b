package dev.lapse.scenario;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Components;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings, each with the place where it was written. Layers are laid one over the other, the later ones on top. */
final class Layer {
    /** The keys of the sections in scenario and topology files. */
    static final List<String> SECTIONS = Components.SHIPPED.sections();

    /** Ends the descent into a map that contains itself. */
    private static final int LONGEST_NAME = 200;

    private Settings settings = Settings.NONE;
    private final Map<String, Place> places = new HashMap<>();

    Settings settings() {
        return settings;
    }

    Optional<Place> place(Section section, String name) {
        return Optional.ofNullable(places.get(section.text() + "." + name));
    }

    /** The settings of the sections in this map. */
    static Layer of(Fields fields) {
        Layer layer = new Layer();
        layer.read(fields);
        return layer;
    }

    private void read(Fields fields) {
        for (SettingNames names : Components.SHIPPED.settings()) {
            String section = names.section().text();
            fields.get(section)
                    .flatMap(value -> value.fields("a map of " + section + " settings"))
                    .ifPresent(entries -> read(names, "", entries));
        }
    }

    private void read(SettingNames names, String prefix, Fields entries) {
        Section section = names.section();
        entries.all().forEach((key, field) -> {
            String name = prefix + key;
            if (name.length() > LONGEST_NAME) {
                field.key().problem("a setting's name must have at most " + LONGEST_NAME + " characters");
            } else if (field.value().isMap() && names.nesting() == SettingNames.Nesting.DOTTED) {
                field.value().fields("").ifPresent(nested -> read(names, name + ".", nested));
            } else if (settings.get(section, name).isPresent()) {
                field.key().problem("key \"" + name + "\" is there twice");
            } else {
                field.key()
                        .checked(() -> names.form(name))
                        .ifPresent(form -> field.value()
                                .rawText("a value")
                                .flatMap(text -> field.value().checked(() -> toComponent(form, text)))
                                .ifPresent(value ->
                                        put(section, name, value, field.key().place())));
            }
        });
    }

    private static String toComponent(SettingForm form, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a setting must be one line");
        }
        return form.toComponent(text);
    }

    void layOver(Layer over) {
        settings = settings.merge(over.settings);
        places.putAll(over.places);
    }

    void layOver(Profile profile) {
        settings = profile.over(settings);
        Place place = Place.option("profile " + profile.text());
        profile.settings()
                .values()
                .forEach((section, entries) ->
                        entries.keySet().forEach(name -> places.put(section.text() + "." + name, place)));
    }

    /** An override from the command line, such as {@code patroni.ttl=25s} or {@code haproxy.timeout check=2s}. */
    void layOver(String override, Problems problems) {
        Place place = Place.option("--set " + override);
        int equals = override.indexOf('=');
        int dot = override.indexOf('.');
        if (dot < 1 || equals < dot) {
            problems.add(place, "expected section.name=value, such as patroni.ttl=25s");
            return;
        }
        String word = override.substring(0, dot);
        Optional<SettingNames> section = Components.SHIPPED.settings().stream()
                .filter(each -> each.section().text().equals(word))
                .findFirst();
        if (section.isEmpty()) {
            problems.add(place, Nearest.unknown("section", word, SECTIONS));
            return;
        }
        String name = override.substring(dot + 1, equals);
        try {
            SettingForm form = section.get().form(name);
            put(section.get().section(), name, toComponent(form, override.substring(equals + 1)), place);
        } catch (IllegalArgumentException bad) {
            problems.add(place, bad.getMessage());
        }
    }

    private void put(Section section, String name, String value, Place place) {
        settings = settings.with(section, name, value);
        places.put(section.text() + "." + name, place);
    }
}
