package dev.lapse.scenario;

import static dev.lapse.scenario.SchemaParts.ref;
import static dev.lapse.scenario.SchemaParts.refer;
import static dev.lapse.scenario.SchemaParts.type;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.component.Components;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The part of the schema about settings: for each section its names, and for each name what the reader takes. What
 * depends on the suite or on other settings, numbers with a unit that are out of range, and names that the reader takes
 * beside those that are known, the reader alone holds.
 */
final class SettingsSchema {
    private static final String VALUE = "value-";

    /** Of which a form that takes whole numbers takes at least one. */
    private static final List<String> NUMBERS = List.of("0", "1", "2", "3", "30", "1000");

    private static final String EXTENSION = "^(?!param[a-z]*\\.)[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)+$";

    /** The definitions by what they take, bounds of numbers aside, which stand beside the reference. */
    private final Map<String, Definition> values = new LinkedHashMap<>();

    private record Definition(String name, SettingForm form) {}

    private SettingsSchema() {}

    static void define(JsonObject definitions) {
        SettingsSchema schema = new SettingsSchema();
        Map<String, JsonText> sections = new LinkedHashMap<>();
        for (SettingNames names : Components.SHIPPED.settings()) {
            sections.put(names.section().text(), schema.section(names));
        }
        schema.values.values().forEach(value -> definitions.with(value.name(), value(value.form())));
        sections.forEach(definitions::with);
    }

    private JsonText section(SettingNames names) {
        Map<String, JsonText> known = new TreeMap<>();
        names.forms().forEach((name, form) -> known.put(name, reference(form)));
        Map<String, JsonText> open = new LinkedHashMap<>();
        if (names.section().equals(Section.PATRONI)) {
            return patroni(known);
        }
        if (names.section().equals(Section.POSTGRESQL)) {
            open.put(EXTENSION, reference(SettingForm.AS_WRITTEN));
            Map.copyOf(known).forEach((name, value) -> known.put(name.toLowerCase(Locale.ROOT), value));
        }
        if (names.section().equals(Section.HAPROXY)) {
            known.keySet().stream()
                    .filter(name -> isOfOneListener(names, name))
                    .forEach(name -> open.put("^(write|read)\\." + name + "$", known.get(name)));
        }
        return object(known, open);
    }

    private static boolean isOfOneListener(SettingNames names, String name) {
        try {
            return names.open().apply("write." + name).isPresent();
        } catch (IllegalArgumentException ofBoth) {
            return false;
        }
    }

    /** Its names come in maps, with dots, or both. */
    private JsonText patroni(Map<String, JsonText> known) {
        JsonText any = reference(SettingForm.AS_WRITTEN);
        Map<String, JsonText> open = new LinkedHashMap<>();
        open.put("^tags\\.[A-Za-z_][A-Za-z0-9_-]*$", any);
        open.put("^slots\\.[a-z0-9_]+\\.(type|database|plugin|cluster_type)$", any);
        open.put("^postgresql\\.[a-z][a-z0-9_]*\\.[A-Za-z0-9_-]+$", any);
        open.put("^postgresql\\.parameters\\..+$", any);
        open.put("^bootstrap\\.dcs\\..+$", JsonText.TRUE);
        Map<String, JsonText> all = new TreeMap<>(known);
        all.put("bootstrap", object(Map.of("dcs", ref(Section.PATRONI.text())), Map.of()));
        all.put("slots", object(Map.of(), Map.of("^[a-z0-9_]{1,63}$", slot(), "^[a-z0-9_]+\\.[a-z_]+$", any)));
        for (String first : List.of("log", "restapi", "tags", "watchdog")) {
            Map<String, JsonText> below = below(first + ".", known);
            all.put(first, object(below, first.equals("tags") ? Map.of("^[A-Za-z_][A-Za-z0-9_-]*$", any) : Map.of()));
        }
        Map<String, JsonText> ofPostgresql = below("postgresql.", known);
        Map<String, JsonText> more = new TreeMap<>(ofPostgresql);
        for (String second : List.of("recovery_conf", "callbacks", "bin_name")) {
            more.put(second, object(below(second + ".", ofPostgresql), Map.of()));
        }
        more.put(
                "basebackup",
                new JsonObject()
                        .with(
                                "anyOf",
                                JsonText.list(
                                        ofPostgresql.get("basebackup"),
                                        object(below("basebackup.", ofPostgresql), Map.of())))
                        .line());
        more.put("parameters", ref(Section.POSTGRESQL.text()));
        all.put(
                "postgresql",
                object(
                        more,
                        Map.of(
                                "^[a-z][a-z0-9_]*\\.[A-Za-z0-9_-]+$",
                                any,
                                "^(?!(" + words(more) + ")$)[a-z][a-z0-9_]*$",
                                type("object")
                                        .with("minProperties", 1)
                                        .with("additionalProperties", any)
                                        .line(),
                                "^parameters\\..+$",
                                any)));
        return object(all, open);
    }

    private JsonText slot() {
        Map<String, JsonText> properties = new TreeMap<>();
        for (String property : List.of("type", "database", "plugin", "cluster_type")) {
            properties.put(property, reference(Components.SHIPPED.form(Section.PATRONI, "slots.a." + property)));
        }
        return object(properties, Map.of());
    }

    private static String words(Map<String, JsonText> known) {
        return known.keySet().stream().filter(name -> !name.contains(".")).collect(Collectors.joining("|"));
    }

    private static Map<String, JsonText> below(String prefix, Map<String, JsonText> known) {
        Map<String, JsonText> below = new TreeMap<>();
        known.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), value);
            }
        });
        return below;
    }

    private static JsonText object(Map<String, JsonText> known, Map<String, JsonText> open) {
        JsonObject object = type("object").with("additionalProperties", JsonText.FALSE);
        if (!known.isEmpty()) {
            JsonObject properties = new JsonObject();
            known.forEach(properties::with);
            object.with("properties", properties.lines());
        }
        if (!open.isEmpty()) {
            JsonObject patterns = new JsonObject();
            new TreeMap<>(open).forEach(patterns::with);
            object.with("patternProperties", patterns.lines());
        }
        return object.lines();
    }

    private JsonText reference(SettingForm form) {
        String key = form.structure() + " " + form.pattern() + isNumeric(form);
        String name = values.computeIfAbsent(key, unknown -> new Definition(VALUE + (values.size() + 1), form))
                .name();
        JsonObject reference = refer(name);
        form.range()
                .ifPresent(range -> reference
                        .with("minimum", new JsonText(range.min().toPlainString()))
                        .with("maximum", new JsonText(range.max().toPlainString())));
        return reference.line();
    }

    private static boolean isNumeric(SettingForm form) {
        return form.range().isPresent();
    }

    /** What YAML may have made of the texts of this form. */
    private static JsonText value(SettingForm form) {
        switch (form.structure()) {
            case LIST:
                return type("array").line();
            case MAP:
                return type("object").line();
            case SCALAR:
                break;
        }
        List<String> types = new ArrayList<>(List.of("string"));
        if (takes(form, "1.5")) {
            types.add("number");
        } else if (NUMBERS.stream().anyMatch(number -> takes(form, number))) {
            types.add("integer");
        }
        if (takes(form, "true") || takes(form, "false")) {
            types.add("boolean");
        }
        if (takes(form, "")) {
            types.add("null");
        }
        JsonObject value = new JsonObject().with("type", types);
        if (!form.pattern().equals(".*")) {
            value.with("pattern", "^(" + form.pattern() + ")$");
        }
        if (form.range().isEmpty() && types.size() > 1 && !takes(form, "-1")) {
            value.with("minimum", takes(form, "0") || takes(form, "1.5") ? 0 : 1);
        }
        if (form.range().isEmpty() && takes(form, "1") && !takes(form, "2")) {
            value.with("maximum", 1);
        }
        return value.line();
    }

    private static boolean takes(SettingForm form, String text) {
        return Pattern.matches(form.pattern(), text);
    }
}
