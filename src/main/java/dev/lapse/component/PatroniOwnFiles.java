package dev.lapse.component;

import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniOwnFile.SaidSetting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files that the nodes run Patroni with: one for all, or one for each. Immutable. */
public final class PatroniOwnFiles {
    private final Given given;
    private final Map<NodeName, PatroniOwnFile> files = new TreeMap<>();

    private PatroniOwnFiles(Given given) {
        this.given = given;
        Map<OwnFile, PatroniOwnFile> read = new HashMap<>();
        Map<String, String> members = members(given);
        given.files()
                .forEach((host, file) ->
                        files.put(host, read.computeIfAbsent(file, text -> new PatroniOwnFile(text, members))));
    }

    /** What the names of nodes stand for: what the topology says, else the host whose own file has the name. */
    private static Map<String, String> members(Given given) {
        Map<String, String> members = new TreeMap<>();
        boolean each =
                Set.copyOf(given.files().values()).size() == given.files().size();
        if (each) {
            given.files()
                    .forEach((host, file) ->
                            YamlDocument.of(file).text("name").ifPresent(name -> members.put(name, host.value())));
        }
        members.putAll(given.names());
        return members;
    }

    static Fitted read(Given given, List<Host> hosts) {
        PatroniOwnFiles own = new PatroniOwnFiles(given);
        Set<Unfit> unfit = new LinkedHashSet<>();
        own.files.forEach((host, file) -> {
            unfit.addAll(file.unfit());
            unfit.addAll(PatroniHere.unfit(file));
            unfit.addAll(PatroniFit.hindered(file, host, hosts));
        });
        List<Said> says = own.says(unfit);
        return new Fitted(new Patroni(Optional.of(own)), says, List.copyOf(unfit));
    }

    /** What all files say alike is of the cluster; the rest of a node, unless it goes to the DCS. */
    private List<Said> says(Set<Unfit> unfit) {
        List<Said> says = new ArrayList<>();
        Set<String> keys = new TreeSet<>();
        files.values().forEach(file -> keys.addAll(file.settings().keySet()));
        PatroniOwnFile first = files.values().iterator().next();
        boolean unread = files.values().stream()
                .anyMatch(file -> file.document().root().isEmpty()); // which is told, and nothing is known of it
        for (String key : keys) {
            boolean same = files.values().stream()
                            .map(file -> Optional.ofNullable(file.settings().get(key))
                                    .map(SaidSetting::value))
                            .distinct()
                            .count()
                    == 1;
            if (files.values().stream().anyMatch(file -> file.isUnread(key))) {
                continue; // which is told at its line
            }
            if (same) {
                says.add(said(first, first.settings().get(key), Optional.empty()));
                continue;
            }
            Set<PatroniOwnFile> told = new LinkedHashSet<>();
            files.forEach((host, file) -> {
                SaidSetting setting = file.settings().get(key);
                if (setting == null) {
                    return;
                }
                if (setting.local()) {
                    says.add(said(file, setting, Optional.of(host)));
                } else if (!unread && told.add(file)) {
                    unfit.add(new Unfit(
                            file.file().name(),
                            setting.line(),
                            key + " is not the same in the files of all nodes: " + setting.value() + " here, "
                                    + other(key, setting)
                                    + "; whichever node makes the cluster puts its own into the DCS; write into each what"
                                    + " patronictl show-config says"));
                }
            });
        }
        return says;
    }

    /** What another file has there. */
    private String other(String key, SaidSetting setting) {
        return files.values().stream()
                .filter(file -> !value(file, key).equals(Optional.of(setting.value())))
                .findFirst()
                .map(file -> value(file, key).orElse("nothing") + " in "
                        + file.file().name() + slip(file, setting))
                .orElseThrow();
    }

    /** The line of a file that has not this setting but one of nearly its name. */
    private static String slip(PatroniOwnFile file, SaidSetting setting) {
        return file.settings().values().stream().anyMatch(said -> said.name().equals(setting.name()))
                ? ""
                : PatroniIgnored.insteadOf(file, setting.name())
                        .map(entry -> ", where line " + entry.line() + " has \"" + entry.name() + "\"")
                        .orElse("");
    }

    private static Optional<String> value(PatroniOwnFile file, String key) {
        return Optional.ofNullable(file.settings().get(key)).map(SaidSetting::value);
    }

    private static Said said(PatroniOwnFile file, SaidSetting setting, Optional<NodeName> host) {
        return new Said(file.file().name(), setting.line(), setting.section(), setting.name(), setting.value(), host);
    }

    /** Of what does nothing. */
    List<Remark> remarks() {
        Stream<Remark> dropped = files.values().stream()
                .flatMap(file -> file.dropped().entrySet().stream())
                .distinct()
                .map(each -> Remark.note(Section.POSTGRESQL, each.getKey(), each.getValue()));
        Stream<Remark> ignored = files.values().stream().distinct().flatMap(file -> PatroniIgnored.of(file).stream());
        return Stream.concat(dropped, ignored).distinct().toList();
    }

    Given given() {
        return given;
    }

    PatroniOwnFile of(NodeName host) {
        return Objects.requireNonNull(files.get(host));
    }

    Set<NodeName> hosts() {
        return files.keySet();
    }

    /** Names of settings that stand in the nodes' own files. */
    Set<String> local(Section section) {
        Set<String> names = new TreeSet<>();
        files.values().forEach(file -> names.addAll(file.local(section)));
        return names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PatroniOwnFiles own && given.equals(own.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }
}
