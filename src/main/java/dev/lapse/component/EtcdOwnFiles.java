package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that the members run etcd with: one for all, or one for each. Immutable. */
public final class EtcdOwnFiles {
    private static final String NAME = Section.ETCD.text() + ".file";

    private final Given given;
    private final Map<NodeName, EtcdOwnFile> files = new TreeMap<>();

    private EtcdOwnFiles(Given given) {
        this.given = given;
        Map<OwnFile, EtcdOwnFile> read = new HashMap<>();
        given.files().forEach((host, file) -> files.put(host, read.computeIfAbsent(file, EtcdOwnFile::new)));
    }

    static Fitted read(Given given, List<Host> hosts) {
        EtcdOwnFiles own = new EtcdOwnFiles(given);
        List<NodeName> members = hosts.stream()
                .filter(host -> host.carries(ComponentName.ETCD))
                .map(Host::name)
                .toList();
        Set<Unfit> unfit = new LinkedHashSet<>();
        own.files.forEach((host, file) -> unfit.addAll(file.unfit(host, members)));
        List<Said> says = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        own.files.values().forEach(file -> names.addAll(file.settings().keySet()));
        for (String name : names) {
            boolean same = own.files.values().stream()
                            .map(file -> Optional.ofNullable(file.settings().get(name)))
                            .distinct()
                            .count()
                    == 1;
            own.files.values().stream()
                    .filter(file -> file.settings().containsKey(name))
                    .findFirst()
                    .ifPresent(file -> {
                        if (same) {
                            says.add(file.said(name));
                        } else {
                            unfit.add(own.apart(name, file));
                        }
                    });
        }
        return new Fitted(new Etcd(Optional.of(own)), says, List.copyOf(unfit));
    }

    /** A setting that Lapse knows holds for all members, or for none that is known. */
    private Unfit apart(String name, EtcdOwnFile file) {
        String value = file.settings().get(name);
        EtcdOwnFile other = files.values().stream()
                .filter(each -> !value.equals(each.settings().get(name)))
                .findFirst()
                .orElseThrow();
        String slip = other.unknown().stream()
                .filter(unknown -> unknown.nearest().equals(Optional.of(name)))
                .findFirst()
                .map(unknown -> ", where line " + unknown.line() + " has \"" + unknown.name() + "\"")
                .orElse("");
        return new Unfit(
                file.file().name(),
                file.line(name),
                name + " is not the same in the files of all members: " + value + " here, "
                        + Optional.ofNullable(other.settings().get(name)).orElse("nothing") + " in "
                        + other.file().name() + slip + "; write the same into each");
    }

    /** What lines do not do, in words; one file may be that of several hosts. */
    List<String> doNothing() {
        return files.values().stream()
                .flatMap(file -> Stream.concat(
                        file.unknown().stream().map(name -> name.passedOver("etcd")), file.doesNothing().stream()))
                .distinct()
                .toList();
    }

    Given given() {
        return given;
    }

    private EtcdOwnFile of(NodeName host) {
        return Objects.requireNonNull(files.get(host));
    }

    /** The file as it runs on this host. */
    EditedFile edited(ClusterSpec cluster, NodeName host) {
        return of(host).edited(
                        host,
                        cluster.hostsWith(ComponentName.ETCD),
                        cluster.settings().of(Section.ETCD));
    }

    Acceptance judge(NodeName host) {
        return of(host).judge();
    }

    Comparison comparison(ClusterSpec cluster) {
        return new Comparison(
                Map.of(
                        NAME,
                        files.values().stream()
                                .map(file -> file.file().name())
                                .distinct()
                                .collect(Collectors.joining(", "))),
                List.of(StartedWith.file(ComponentName.ETCD, EtcdComparison.FILE)),
                answers -> differences(cluster, answers.get(0)).stream().toList());
    }

    Optional<Difference> differences(ClusterSpec cluster, String running) {
        if (StartedWith.tellsNothing(running)) {
            return Optional.of(
                    Difference.of(NAME, NotInEffect.NOT_KNOWN, StartedWith.why(EtcdComparison.FILE, running)));
        }
        Optional<NodeName> member = YamlDocument.of(new OwnFile(EtcdComparison.FILE, running))
                .text("name")
                .flatMap(name -> files.keySet().stream()
                        .filter(host -> host.value().equals(name))
                        .findFirst());
        if (member.isEmpty()) {
            return Optional.of(
                    Difference.of(NAME, "no name of a member", "that is what " + EtcdComparison.FILE + " has"));
        }
        return RunningFile.difference(edited(cluster, member.get())::render, running)
                .map(line -> Difference.of(NAME, line.seen(), line.why()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EtcdOwnFiles own && given.equals(own.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }
}
