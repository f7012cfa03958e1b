package dev.lapse.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lines of the user's own files that run in another form than they were written. */
public final class Replacements {
    private Replacements() {}

    /** In words; what is the same on all hosts that run with the file stands there once, else with its hosts. */
    public static List<String> of(ClusterSpec cluster) {
        List<String> lines = new ArrayList<>();
        for (Component component : cluster.components()) {
            component.given().ifPresent(given -> {
                Map<OwnFile.Replaced, List<NodeName>> replaced = new LinkedHashMap<>();
                Map<String, Long> hostsOf = given.files().values().stream()
                        .collect(Collectors.groupingBy(OwnFile::name, Collectors.counting()));
                cluster.hostsWith(component.name()).stream()
                        .filter(given.files()::containsKey)
                        .forEach(host -> component
                                .replaced(cluster, host)
                                .forEach(each -> replaced.computeIfAbsent(each, line -> new ArrayList<>())
                                        .add(host)));
                replaced.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(OwnFile.Replaced.ORDER))
                        .forEach(each -> lines.add(each.getKey().text()
                                + (each.getValue().size()
                                                < hostsOf.getOrDefault(
                                                        each.getKey().file(), 0L)
                                        ? each.getValue().stream()
                                                .map(NodeName::value)
                                                .collect(Collectors.joining(", ", " (on ", ")"))
                                        : "")));
            });
        }
        return List.copyOf(lines);
    }
}
