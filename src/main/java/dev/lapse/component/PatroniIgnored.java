package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniOwnFile.PatroniForm;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keys of a file that Patroni reads over without a word: misspelt ones, and those where it looks for none. */
final class PatroniIgnored {
    /** What Patroni takes from the DCS, beside the settings that Lapse knows. */
    private static final List<String> MORE_OF_DCS = List.of(
            "postgresql",
            "slots",
            "permanent_slots",
            "permanent_replication_slots",
            "standby_cluster",
            "pause",
            "citus",
            "kubernetes",
            "primary_race_backoff");

    private static final Set<String> OF_DCS = Stream.concat(
                    PatroniSettings.FORMS.keySet().stream().filter(name -> !name.contains(".")), MORE_OF_DCS.stream())
            .collect(Collectors.toCollection(TreeSet::new));

    private static final Set<String> OF_FILE = Set.of(
            "scope",
            "name",
            "namespace",
            "bootstrap",
            "postgresql",
            "restapi",
            "ctl",
            "etcd",
            "etcd3",
            "consul",
            "zookeeper",
            "exhibitor",
            "kubernetes",
            "raft",
            "citus",
            "watchdog",
            "tags",
            "log");

    /** Sections in which each name is known, but for options of programs and names of the user's own. */
    private static final Set<String> CLOSED = Set.of("postgresql", "watchdog", "tags", "log", "restapi");

    private final PatroniOwnFile own;
    private final YamlDocument document;
    private final List<Remark> remarks = new ArrayList<>();

    private PatroniIgnored(PatroniOwnFile own) {
        this.own = own;
        this.document = own.document();
    }

    /** A note for each key that does nothing, with its line. */
    static List<Remark> of(PatroniOwnFile own) {
        PatroniIgnored ignored = new PatroniIgnored(own);
        ignored.dynamic();
        if (own.form() == PatroniForm.NODE) {
            ignored.topLevel();
        }
        return List.copyOf(ignored.remarks);
    }

    /** The key that stands in what goes to the DCS and is probably meant for this setting, which the file lacks. */
    static Optional<KeyedNode> insteadOf(PatroniOwnFile own, String name) {
        return new PatroniIgnored(own)
                .ofDcs().stream()
                        .filter(entry -> !OF_DCS.contains(entry.name()) && !CLOSED.contains(entry.name()))
                        .filter(entry -> nearest(entry.name(), OF_DCS).equals(Optional.of(name)))
                        .findFirst();
    }

    private List<KeyedNode> ofDcs() {
        return own.form() == PatroniForm.NODE
                ? document.entries(String.join(".", own.dcs()))
                : document.root().map(document::entries).orElse(List.of());
    }

    private void dynamic() {
        for (KeyedNode entry : ofDcs()) {
            if (entry.name().equals("postgresql")) {
                section(entry);
            } else if (CLOSED.contains(entry.name())) {
                note(
                        entry.name(),
                        entry,
                        "Patroni takes it from each node's own patroni.yml alone, and not from the DCS");
            } else if (!OF_DCS.contains(entry.name())) {
                note(entry.name(), entry, "Patroni has no such setting in the DCS" + meant(entry.name(), OF_DCS));
            }
        }
    }

    private void topLevel() {
        for (KeyedNode entry : document.root().map(document::entries).orElse(List.of())) {
            if (CLOSED.contains(entry.name())) {
                section(entry);
            } else if (OF_FILE.contains(entry.name()) || PatroniHere.isLeftOut(entry.name())) {
                continue;
            } else if (OF_DCS.contains(entry.name())) {
                note(
                        entry.name(),
                        entry,
                        "Patroni takes it from the DCS, and not from the top level of a file; write it below bootstrap.dcs");
            } else {
                Set<String> known = new TreeSet<>(OF_FILE);
                known.addAll(OF_DCS);
                unlessFar(entry.name(), entry, known);
            }
        }
    }

    /** Names that are not known, yet near to one that is; the others may be of a release that Lapse does not know. */
    private void section(KeyedNode section) {
        String prefix = section.name() + ".";
        Set<String> known = Stream.concat(
                        PatroniSettings.FORMS.keySet().stream(), PatroniSettings.elsewhereNames().stream())
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        if (section.name().equals("postgresql")) {
            known.addAll(PatroniHere.LISTS);
            known.addAll(own.methods());
            known.addAll(List.of("parameters", "name", "use_unix_socket", "pg_ident"));
        }
        document.entries(section.value()).stream()
                .filter(entry -> !known.contains(entry.name()))
                .forEach(entry -> unlessFar(prefix + entry.name(), entry, known));
    }

    private void unlessFar(String name, KeyedNode entry, Set<String> known) {
        if (nearest(entry.name(), known).isPresent()) {
            note(name, entry, "Patroni has no such setting" + meant(entry.name(), known));
        }
    }

    private static Optional<String> nearest(String name, Set<String> known) {
        return Nearest.of(name.toLowerCase(Locale.ROOT), known);
    }

    private static String meant(String name, Set<String> known) {
        return nearest(name, known)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    private void note(String name, KeyedNode entry, String why) {
        remarks.add(Remark.note(
                Section.PATRONI,
                name,
                "it does nothing: " + why + " (" + document.file().name() + ":" + entry.line() + ")"));
    }
}
