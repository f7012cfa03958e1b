package dev.lapse.scenario;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Components;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Settings, each with the place where it was written. Layers are laid one over the other, the later ones on top. */
final class Layer {
    /** The keys of the sections in scenario and topology files. */
    static final List<String> SECTIONS = Components.SHIPPED.sections();

    /** Ends the descent into a map that contains itself. */
    private static final int LONGEST_NAME = 200;

    /** Whose file it is. */
    enum Strictness {
        /** Written by people: what is not known is refused. */
        STRICT,
        /** Written by a Lapse, perhaps an older one, which had taken it. */
        RECORDED
    }

    private final Strictness strictness;
    private Settings settings = Settings.NONE;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Place> values = new HashMap<>();

    /** Of the keys, those that a file of the user's own says of one listener: a setting of both lies over them. */
    private final Set<String> yielding = new HashSet<>();

    Layer(Strictness strictness) {
        this.strictness = strictness;
    }

    Settings settings() {
        return settings;
    }

    /** Whether Lapse wrote it itself, perhaps an older one. */
    boolean isRecorded() {
        return strictness == Strictness.RECORDED;
    }

    Optional<Place> place(Section section, String name) {
        return Optional.ofNullable(places.get(key(section, name)));
    }

    /** Where it is written what this is about; of a value, its name where it came by an option. */
    Optional<Place> place(Remark remark) {
        Optional<Place> name = Optional.ofNullable(places.get(remark.setting()));
        return remark.about() == Remark.About.NAME
                ? name
                : Optional.ofNullable(values.get(remark.setting())).or(() -> name);
    }

    private static String key(Section section, String name) {
        return section.text() + "." + name;
    }

    /** The settings of the sections in this map. */
    static Layer of(Fields fields, Strictness strictness) {
        Layer layer = new Layer(strictness);
        layer.read(fields);
        return layer;
    }

    /** What files of the user's own say, of every host or of one. */
    static Layer ofFiles(List<OwnFile.Said> says, Function<String, String> path) {
        Layer layer = new Layer(Strictness.STRICT);
        says.forEach(said -> {
            layer.settings = layer.settings.with(said.section(), said.name(), said.value());
            String key = key(said.section(), said.name());
            layer.places.put(key, new Place(path.apply(said.file()), said.line(), 1));
            layer.yielding.add(key);
        });
        return layer;
    }

    /** The settings that a component has on one host alone, in its first section. */
    void ofHost(Component component, Fields entries) {
        if (component.settings().isEmpty()) {
            entries.self().problem(component.name() + " has no settings; write {}");
        } else {
            read(component.settings().get(0), "", entries);
        }
    }

    /** Knows the places of what this host has of its own. */
    void knowPlaces(NodeName host, Layer own) {
        String before = "hosts." + host + ".";
        own.places.forEach((name, place) -> places.put(before + name, place));
        own.values.forEach((name, place) -> values.put(before + name, place));
        own.yielding.forEach(name -> yielding.add(before + name));
    }

    /** A host without what its file says and somebody who has the last word says of all hosts. */
    Host heldAt(Host host) {
        Settings own = host.own();
        for (Section section : host.own().values().keySet()) {
            for (String name : host.own().of(section).keySet()) {
                boolean isOfFile = yielding.contains("hosts." + host.name() + "." + key(section, name));
                if (isOfFile && (hasLastWord(section, name) || hasLastWord(section, ofBoth(name)))) {
                    own = own.without(section, name);
                }
            }
        }
        return new Host(host.name(), host.carries(), own);
    }

    /** Whether somebody says it who is above files. */
    private boolean hasLastWord(Section section, String name) {
        return settings.get(section, name).isPresent() && !yielding.contains(key(section, name));
    }

    /** Of a setting that one listener has of its own, that of both. */
    private static String ofBoth(String name) {
        return name.replaceFirst("^(write|read)\\.", "");
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
        entries.all().forEach((key, field) -> {
            String name = prefix + key;
            if (name.length() > LONGEST_NAME) {
                field.key().problem("a setting's name must have at most " + LONGEST_NAME + " characters");
            } else if (!field.value().isMap() && Components.SHIPPED.isAbove(names, name)) {
                field.value().fields("a map");
            } else if (field.value().isMap()
                    && names.nesting() == SettingNames.Nesting.DOTTED
                    && !Components.SHIPPED.holdsNoNames(names, name)) {
                if (strictness == Strictness.RECORDED || isTakenBelow(names, field.key(), name)) {
                    field.value().fields("").ifPresent(nested -> read(names, name + ".", nested));
                }
            } else {
                read(Components.SHIPPED.home(names.section(), name), name, field);
            }
        });
    }

    /** A map of which nothing is taken is told once, and not for each of its names. */
    private static boolean isTakenBelow(SettingNames names, Value key, String name) {
        return key.checked(() -> names.open().apply(name)).isPresent();
    }

    private void read(Components.Home home, String name, Fields.Field field) {
        if (settings.get(home.section(), home.name()).isPresent()) {
            field.key().problem("key \"" + name + "\" is there twice");
            return;
        }
        Optional<SettingForm> form = strictness == Strictness.RECORDED
                ? Optional.of(recorded(home))
                : field.key().checked(home::form);
        form.flatMap(known -> text(field.value(), known)).ifPresent(value -> {
            put(home, value, field.key().place());
            values.put(key(home.section(), home.name()), field.value().place());
        });
    }

    /** What an older Lapse took is taken, whatever this one knows of it. */
    private static SettingForm recorded(Components.Home home) {
        try {
            return home.form();
        } catch (IllegalArgumentException unknownNow) {
            return SettingForm.AS_WRITTEN;
        }
    }

    private Optional<String> text(Value value, SettingForm form) {
        if (form.structure() == SettingForm.Structure.SCALAR) {
            return value.rawText(form == SettingForm.AS_WRITTEN ? "a value" : form.expected())
                    .flatMap(text -> value.checked(() -> toComponent(form, text)));
        }
        return value.isText()
                ? value.rawText("")
                        .filter(text -> isJson(text))
                        .or(() -> value.json(form.structure() == SettingForm.Structure.LIST))
                : value.json(form.structure() == SettingForm.Structure.LIST);
    }

    /** What {@link ScenarioYaml} or {@code --set} has of a list or a map. */
    private static boolean isJson(String text) {
        return text.matches("(?s)\\[.*]|\\{.*}");
    }

    private String toComponent(SettingForm form, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a setting must be one line");
        }
        try {
            return form.toComponent(text);
        } catch (IllegalArgumentException refused) {
            if (strictness == Strictness.RECORDED) {
                return text;
            }
            throw refused;
        }
    }

    void layOver(Layer over) {
        over.places.keySet().stream()
                .filter(key -> !over.yielding.contains(key))
                .forEach(this::yieldTo);
        settings = settings.merge(over.settings);
        yielding.addAll(over.yielding);
        over.places.keySet().forEach(values::remove);
        places.putAll(over.places);
        values.putAll(over.values);
    }

    private void yieldTo(String key) {
        yielding.remove(key);
        int dot = key.indexOf('.');
        Section section = new Section(key.substring(0, dot));
        for (String listener : List.of("write.", "read.")) {
            String own = listener + key.substring(dot + 1);
            if (yielding.remove(key(section, own))) {
                settings = settings.without(section, own);
                places.remove(key(section, own));
            }
        }
    }

    void layOver(Profile profile) {
        settings = profile.over(settings);
        Place place = Place.option("profile " + profile.text());
        profile.settings()
                .values()
                .forEach((section, entries) -> entries.keySet().forEach(name -> placed(section, name, place)));
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
            Components.Home home = Components.SHIPPED.home(section.get().section(), name);
            SettingForm form = home.form();
            put(home, given(form, override.substring(equals + 1)), place);
        } catch (IllegalArgumentException bad) {
            problems.add(place, bad.getMessage());
        }
    }

    private String given(SettingForm form, String text) {
        if (form.structure() != SettingForm.Structure.SCALAR && !isJson(text)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must be " + form.expected() + "; write it as JSON, such as "
                            + (form.structure() == SettingForm.Structure.LIST
                                    ? "[\"one\", \"two\"]"
                                    : "{\"name\": \"value\"}"));
        }
        return toComponent(form, text);
    }

    private void put(Components.Home home, String value, Place place) {
        yieldTo(key(home.section(), home.name()));
        settings = settings.with(home.section(), home.name(), value);
        placed(home.section(), home.name(), place);
    }

    private void placed(Section section, String name, Place place) {
        places.put(key(section, name), place);
        values.remove(key(section, name));
        yielding.remove(key(section, name));
    }
}
