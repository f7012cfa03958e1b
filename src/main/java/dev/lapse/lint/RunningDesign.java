package dev.lapse.lint;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.HaproxyMet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster that is up, as its hosts run it. The rules judge what runs; where hosts differ, as each of them runs it.
 * What no host tells is judged as it was asked for, and told.
 *
 * @param asked what it was brought up with
 * @param runs what each host tells of each section
 */
public record RunningDesign(Design asked, List<HostRuns> runs) {
    static final String CHANGED = "changed-since-up";
    static final String APART = "hosts-differ";
    static final String UNSEEN = "not-seen";

    private static final String NOT_SET = "not set";

    public RunningDesign {
        runs = List.copyOf(runs);
    }

    /** What the rules say of what runs, errors first; and what differs from what was asked for. */
    public List<Concern> judge() {
        Map<String, Concern> concerns = new LinkedHashMap<>();
        Design first = running(Optional.empty());
        Linter.judge(first).forEach(concern -> concerns.put(concern.rule() + concern.what(), concern));
        Set<String> rules = concerns.values().stream().map(Concern::rule).collect(Collectors.toSet());
        for (NodeName host : apart().keySet()) {
            Design other = running(Optional.of(host));
            if (!other.cluster().settings().equals(first.cluster().settings())) {
                Linter.judge(other).stream()
                        .filter(concern -> !rules.contains(concern.rule()))
                        .forEach(concern ->
                                concerns.putIfAbsent(concern.rule() + concern.what(), concern.asRunOn(host)));
            }
        }
        return Linter.sorted(Stream.of(differing(), changed(), concerns.values().stream(), unseen())
                .flatMap(each -> each));
    }

    /** With the settings that this host runs with, and for the rest those of the first host that tells. */
    private Design running(Optional<NodeName> host) {
        Map<Section, Map<String, String>> values =
                new TreeMap<>(asked.cluster().settings().values());
        bySection()
                .forEach((section, told) -> values.put(
                        section,
                        told.stream()
                                .filter(each -> host.filter(each.host()::equals).isPresent())
                                .findFirst()
                                .orElse(told.get(0))
                                .settings()));
        List<NodeName> balancers = asked.cluster().balancers();
        ClusterSpec met = balancers.isEmpty()
                ? asked.cluster()
                : HaproxyMet.through(
                        asked.cluster(), host.filter(balancers::contains).orElse(balancers.get(0)));
        return asked.of(met.withSettings(new Settings(values)));
    }

    private Map<Section, List<HostRuns>> bySection() {
        return runs.stream()
                .filter(HostRuns::tells)
                .collect(Collectors.groupingBy(HostRuns::section, TreeMap::new, Collectors.toList()));
    }

    /** The hosts that run with something else than the first that tells, with the names. */
    private Map<NodeName, Set<String>> apart() {
        Map<NodeName, Set<String>> apart = new LinkedHashMap<>();
        bySection()
                .forEach((section, told) -> told.forEach(each -> names(told).stream()
                        .filter(name -> !value(each, name).equals(value(told.get(0), name)))
                        .forEach(name -> apart.computeIfAbsent(each.host(), host -> new LinkedHashSet<>())
                                .add(section + "." + name))));
        return apart;
    }

    private static Set<String> names(List<HostRuns> told) {
        Set<String> names = new TreeSet<>();
        told.forEach(each -> names.addAll(each.settings().keySet()));
        return names;
    }

    private static String value(HostRuns told, String name) {
        return told.settings().getOrDefault(name, NOT_SET);
    }

    private Stream<Concern> differing() {
        List<Concern> concerns = new ArrayList<>();
        bySection()
                .forEach((section, told) -> names(told).forEach(name -> {
                    Map<String, List<String>> hosts = new LinkedHashMap<>();
                    told.forEach(each -> hosts.computeIfAbsent(value(each, name), value -> new ArrayList<>())
                            .add(each.host().value()));
                    if (hosts.size() > 1) {
                        String seen = hosts.entrySet().stream()
                                .map(entry -> text(entry.getKey()) + " on " + String.join(", ", entry.getValue()))
                                .collect(Collectors.joining("; "));
                        concerns.add(Concern.error(
                                        APART, "hosts do not run alike: " + section + "." + name + " is " + seen)
                                .because("what holds depends on which of them is hit, and on which is primary then;"
                                        + " the other rules look at each")
                                .from(source(section))
                                .curedBy(Cure.of("set it alike on each, or bring the cluster up anew")));
                    }
                }));
        return concerns.stream();
    }

    /** What all hosts run with that is not what was asked for, in one concern. */
    private Stream<Concern> changed() {
        List<String> changes = new ArrayList<>();
        Set<String> sources = new LinkedHashSet<>();
        bySection().forEach((section, told) -> {
            Map<String, String> wanted = asked.cluster().settings().of(section);
            Set<String> names = new TreeSet<>(wanted.keySet());
            names.addAll(names(told));
            for (String name : names) {
                String before = wanted.getOrDefault(name, NOT_SET);
                Set<String> now = told.stream().map(each -> value(each, name)).collect(Collectors.toSet());
                if (now.size() == 1 && !now.contains(before)) {
                    changes.add(section + "." + name + ": brought up with " + text(before) + ", runs with "
                            + text(now.iterator().next()));
                    sources.add(source(section));
                }
            }
        });
        return changes.isEmpty()
                ? Stream.empty()
                : Stream.of(Concern.warning(CHANGED, "the cluster does not run with what it was brought up with")
                        .because("who reads the file of the bring-up reads something else; the rules judge what runs")
                        .counting(changes.toArray(String[]::new))
                        .from(sources.toArray(String[]::new))
                        .curedBy(Cure.of("set it back, or bring the cluster up with it")));
    }

    /** One concern for all that hosts do not tell for the same reason. */
    private Stream<Concern> unseen() {
        Map<String, List<HostRuns>> byWhy = runs.stream()
                .filter(each -> !each.tells())
                .collect(Collectors.groupingBy(HostRuns::unseen, LinkedHashMap::new, Collectors.toList()));
        return byWhy.entrySet().stream()
                .map(entry -> Concern.notKnown(
                        UNSEEN,
                        "with which settings of "
                                + joined(
                                        entry.getValue(), each -> each.section().text()) + " "
                                + joined(entry.getValue(), each -> each.host().value()) + " runs: " + entry.getKey()
                                + "; judged as other hosts run it, or as it was asked for"));
    }

    private static String joined(List<HostRuns> runs, Function<HostRuns, String> word) {
        return runs.stream().map(word).distinct().collect(Collectors.joining(", "));
    }

    private static String text(String value) {
        return value.isEmpty() ? "on" : value;
    }

    private static String source(Section section) {
        return switch (section.text()) {
            case "patroni" -> "GET /config of Patroni";
            case "postgresql" -> "pg_settings";
            case "haproxy" -> "the file that HAProxy's worker was started with";
            case "pgbouncer" -> "SHOW CONFIG of PgBouncer";
            case "keepalived" -> "keepalived's data (SIGUSR1)";
            case "etcd" -> "etcd's log of its start";
            default -> section + " itself";
        };
    }
}
