package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What makes the timings of one server not those of the others, so that no formula can take them. */
public final class HaproxyUnlike {
    private static final String SPREAD = "spread-checks";

    private HaproxyUnlike() {}

    /** In words; empty: all servers of a way in are checked alike. */
    public static Optional<String> of(ClusterSpec cluster) {
        Optional<String> spread = cluster.settings()
                .get(Section.HAPROXY, "global " + SPREAD)
                .or(() -> cluster.settings().get(Section.HAPROXY, SPREAD))
                .filter(HaproxyUnlike::spreads)
                .map(percent -> SPREAD + " " + percent + " varies the time between checks");
        return Haproxy.in(cluster)
                .own()
                .flatMap(own -> of(own).stream().findFirst())
                .or(() -> spread);
    }

    private static boolean spreads(String percent) {
        return !percent.matches("0*|off");
    }

    static List<String> of(HaproxyOwnFile own) {
        List<String> unlike = new ArrayList<>();
        own.entrances().forEach((entrance, listener) -> unlike.addAll(of(listener)));
        own.sections().stream()
                .filter(section -> section.kind().equals("global"))
                .flatMap(section -> section.last(SPREAD).stream())
                .filter(line -> spreads(line.word(1)))
                .forEach(line -> unlike.add(own.file().name() + ":" + line.number() + ": " + SPREAD + " " + line.word(1)
                        + " varies the time between checks"));
        return unlike;
    }

    private static List<String> of(HaproxyListener listener) {
        List<String> unlike = new ArrayList<>();
        for (String name : new TreeSet<>(HaproxyDerived.KEYWORDS.keySet())) {
            List<String> values = listener.servers().stream()
                    .map(server -> server.name() + " "
                            + keywords(listener, server)
                                    .getOrDefault(name, HaproxyDerived.KEYWORDS.getOrDefault(name, "off")))
                    .toList();
            boolean differ = values.stream()
                            .map(value -> value.substring(value.lastIndexOf(' ')))
                            .distinct()
                            .count()
                    > 1;
            if (differ) {
                unlike.add("servers of " + listener.name() + " differ in " + name + ": " + String.join(", ", values));
            }
        }
        String disabled = listener.servers().stream()
                .filter(server -> keywords(listener, server).containsKey("disabled"))
                .map(HaproxyListener.ServerLine::name)
                .collect(Collectors.joining(", "));
        if (!disabled.isEmpty()) {
            unlike.add("servers of " + listener.name() + " are disabled: " + disabled);
        }
        return unlike;
    }

    private static Map<String, String> keywords(HaproxyListener listener, HaproxyListener.ServerLine server) {
        return HaproxyKeywords.of(listener.back(), server.line());
    }
}
