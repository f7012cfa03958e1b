package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A {@code patroni.yml} of the user's own, or the dynamic configuration that {@code patronictl show-config} prints,
 * with what it says of the settings that Lapse knows. A value of the file lies over one of {@code bootstrap.dcs} where
 * Patroni takes it from both; what it takes from the DCS alone counts there alone (its {@code config.py}, {@code
 * _build_effective_configuration}). Immutable.
 */
final class PatroniOwnFile {
    /** Any of these makes it a whole file. */
    private static final List<String> OF_A_NODE = List.of(
            "scope",
            "name",
            "bootstrap",
            "restapi",
            "etcd",
            "etcd3",
            "postgresql.listen",
            "postgresql.data_dir",
            "postgresql.authentication");

    private static final List<String> SECTIONS = List.of("watchdog", "tags", "log", "restapi");

    private static final String POSTGRESQL = "postgresql";
    private static final String PARAMETERS = "parameters";

    /** What the file is. */
    enum PatroniForm {
        NODE,
        DYNAMIC
    }

    /**
     * A setting as it will run.
     *
     * @param path the keys in the file
     * @param local whether Patroni takes it from the node's own file
     */
    record SaidSetting(Section section, String name, String value, List<String> path, boolean local, int line) {
        String key() {
            return section.text() + "." + name;
        }
    }

    private static final String UPSTREAM = "tags.replicatefrom";

    private final YamlDocument document;
    private final Map<String, String> members;
    private final PatroniForm form;
    private final Set<String> methods;
    private final Map<String, SaidSetting> settings = new LinkedHashMap<>();
    private final List<Unfit> unfit = new ArrayList<>();

    PatroniOwnFile(OwnFile file) {
        this(file, Map.of());
    }

    /** @param members what the names of other nodes in it stand for */
    PatroniOwnFile(OwnFile file, Map<String, String> members) {
        this.members = Map.copyOf(members);
        this.document = YamlDocument.of(file);
        this.form = OF_A_NODE.stream().anyMatch(document::has) ? PatroniForm.NODE : PatroniForm.DYNAMIC;
        this.methods = PatroniHere.methods(this);
        unfit.addAll(document.unfit());
        dynamic();
        if (form == PatroniForm.NODE) {
            local();
        }
    }

    /** Lines that only a file by itself can have: the marks around a document. */
    List<Integer> marks() {
        List<Integer> marks = new ArrayList<>();
        List<String> lines = List.of(file().text().split("\n", -1));
        for (int number = 1; number <= lines.size(); number++) {
            if (lines.get(number - 1).matches("(---|\\.\\.\\.)(\\s.*)?")) {
                marks.add(number);
            }
        }
        return marks;
    }

    YamlDocument document() {
        return document;
    }

    OwnFile file() {
        return document.file();
    }

    PatroniForm form() {
        return form;
    }

    /** By section and name. */
    Map<String, SaidSetting> settings() {
        return settings;
    }

    Optional<SaidSetting> setting(Section section, String name) {
        return Optional.ofNullable(settings.get(section.text() + "." + name));
    }

    /** Whether it has this setting with a value that it cannot have. */
    boolean isUnread(String key) {
        return unfit.stream().anyMatch(each -> each.why().startsWith(key + ":"));
    }

    /** Values that no such setting can have. */
    List<Unfit> unfit() {
        return unfit;
    }

    /** Where the settings for the DCS are. */
    List<String> dcs() {
        return form == PatroniForm.NODE ? List.of("bootstrap", "dcs") : List.of();
    }

    private void dynamic() {
        Optional<Node> map = form == PatroniForm.NODE ? document.find(dcs()).map(KeyedNode::value) : document.root();
        map.ifPresent(dcs -> document.entries(dcs).forEach(entry -> {
            if (entry.name().equals(POSTGRESQL)) {
                postgresql(entry.value(), with(dcs(), POSTGRESQL), false);
            } else if (!SECTIONS.contains(entry.name())) {
                flatten(entry.name(), entry, with(dcs(), entry.name()), false);
            }
        }));
    }

    private void local() {
        for (String section : SECTIONS) {
            document.find(section).ifPresent(entry -> flatten(section, entry, List.of(section), true));
        }
        document.find(POSTGRESQL).ifPresent(entry -> postgresql(entry.value(), List.of(POSTGRESQL), true));
    }

    private void postgresql(Node section, List<String> path, boolean local) {
        for (KeyedNode entry : document.entries(section)) {
            List<String> there = with(path, entry.name());
            if (entry.name().equals(PARAMETERS)) {
                document.entries(entry.value())
                        .forEach(parameter -> parameter(parameter, with(there, parameter.name()), local));
            } else if (!local || !entry.name().equals("use_slots")) { // Patroni takes it from the DCS alone
                String name = POSTGRESQL + "." + entry.name();
                if (local) {
                    settings.keySet().removeIf(key -> (key + ".").startsWith("patroni." + name + "."));
                }
                flatten(name, entry, there, local);
            }
        }
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    private void parameter(KeyedNode entry, List<String> path, boolean local) {
        String name = PostgresNames.NAMES.canonical(entry.name());
        Optional<String> text = YamlDocument.text(entry.value());
        if (text.isEmpty()
                || local && PatroniRemarks.FROM_DCS.contains(name)
                || isDropped(name)
                || PostgresNames.isSetElsewhere(name)
                || PatroniRemarks.RECOVERY.contains(name)) {
            return;
        }
        PostgresHere.value(name, PostgresHere.nowCalled(name, text.get()), libraries())
                .ifPresentOrElse(
                        value -> put(PostgresNames.NAMES, name, value, entry, path, local),
                        () -> settings.remove("postgresql." + name));
    }

    /** No PostgreSQL that Lapse runs has it: Patroni drops it, and says so in its log. */
    private static boolean isDropped(String name) {
        return !name.contains(".") && PostgresParameters.having(name).isEmpty() && !PostgresNames.isSetElsewhere(name);
    }

    /** Parameters without effect, by name, with what is to say of each. */
    Map<String, String> dropped() {
        Map<String, String> dropped = new TreeMap<>();

        postgresqlSections().stream()
                .flatMap(section -> document.entries(section + "." + PARAMETERS).stream())
                .filter(entry -> isDropped(entry.name()))
                .filter(entry -> !PatroniRemarks.RECOVERY.contains(entry.name()))
                .forEach(entry -> dropped.putIfAbsent(
                        entry.name(),
                        "it does nothing: no PostgreSQL here has it, and Patroni drops it"
                                + PostgresParameters.nearest(entry.name())
                                        .map(known -> "; did you mean \"" + known + "\"?")
                                        .orElse("")
                                + " (" + document.file().name() + ":" + entry.line() + ")"));
        return dropped;
    }

    /** What PostgreSQL is to load, by the file as it was written. */
    String libraries() {
        String key = ".shared_preload_libraries";
        return document.text(POSTGRESQL + "." + PARAMETERS + key)
                .or(() -> document.text(String.join(".", with(dcs(), POSTGRESQL + "." + PARAMETERS)) + key))
                .orElse("");
    }

    private void flatten(String name, KeyedNode entry, List<String> path, boolean local) {
        if (isLeftOut(name)) {
            return;
        }
        Optional<String> wrong = PatroniSeconds.wrong(name, entry.value());
        if (wrong.isPresent()) {
            unfit.add(document.unfit(entry.value(), wrong.get()));
            return;
        }
        boolean structured = PatroniSettings.isStructured(name);
        boolean listed = structured && PatroniSettings.FORMS.get(name).structure() == SettingForm.Structure.LIST;
        if (entry.value() instanceof MappingNode && (listed || !structured)) {
            document.entries(entry.value())
                    .forEach(child -> flatten(name + "." + child.name(), child, with(path, child.name()), local));
            return;
        }
        if (structured) {
            if (entry.value() instanceof CollectionNode<?>) {
                put(
                        PatroniSettings.NAMES,
                        name,
                        replaced(name, Json.line(document.json(entry.value()))),
                        entry,
                        path,
                        local);
            }
            return;
        }
        YamlDocument.text(entry.value())
                .ifPresent(text -> put(PatroniSettings.NAMES, name, replaced(name, text), entry, path, local));
    }

    private String replaced(String name, String text) {
        return name.equals(UPSTREAM) ? members.getOrDefault(text, text) : PatroniHere.value(name, text);
    }

    /** The node that the tag {@code replicatefrom} names, where it goes by another name here. */
    Optional<String> upstream() {
        return document.text(UPSTREAM).flatMap(name -> Optional.ofNullable(members.get(name)));
    }

    private boolean isLeftOut(String name) {
        return PatroniHere.isLeftOut(name)
                || methods.stream().anyMatch(method -> (name + ".").startsWith(POSTGRESQL + "." + method + "."));
    }

    /** The maps of the file whose name is postgresql. */
    List<String> postgresqlSections() {
        String ofDcs = String.join(".", with(dcs(), POSTGRESQL));
        return form == PatroniForm.NODE ? List.of(POSTGRESQL, ofDcs) : List.of(ofDcs);
    }

    /** Ways to make a replica that are not there. */
    Set<String> methods() {
        return methods;
    }

    private void put(SettingNames names, String name, String text, KeyedNode entry, List<String> path, boolean local) {
        SettingForm known;
        try {
            known = names.form(name);
        } catch (IllegalArgumentException notASetting) {
            return; // Patroni itself says what it makes of it
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return;
        }
        try {
            String value = known.structure() == SettingForm.Structure.SCALAR ? known.toComponent(text) : text;
            settings.put(
                    names.section().text() + "." + name,
                    new SaidSetting(names.section(), name, value, path, local, entry.line()));
        } catch (IllegalArgumentException wrong) {
            unfit.add(document.unfit(entry.value(), names.section().text() + "." + name + ": " + wrong.getMessage()));
        }
    }

    /** Names of settings that are in the node's own file. */
    Set<String> local(Section section) {
        return settings.values().stream()
                .filter(setting -> setting.local() && setting.section().equals(section))
                .map(SaidSetting::name)
                .collect(Collectors.toSet());
    }
}
