package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why there is no formula for a listener: its servers are not alike, its pool is not known, it fills up, or its check
 * looks at a text.
 */
public final class HaproxyUnlike {
    private static final String SPREAD = "spread-checks";

    private HaproxyUnlike() {}

    /** In words, of one way in; empty: all its clients go to one pool, whose servers are checked alike. */
    public static Optional<String> of(ClusterSpec cluster, Entrance entrance) {
        Optional<String> spread = cluster.settings()
                .get(Section.HAPROXY, "global " + SPREAD)
                .or(() -> cluster.settings().get(Section.HAPROXY, SPREAD))
                .filter(HaproxyUnlike::spreads)
                .map(percent -> SPREAD + " " + percent + " varies the time between checks");
        return Haproxy.in(cluster).all().stream()
                .flatMap(own -> Stream.concat(
                        Stream.ofNullable(own.entrances().get(entrance))
                                .flatMap(listener -> of(own, listener).stream()),
                        spread(own).stream()))
                .findFirst()
                .or(() -> spread);
    }

    private static boolean spreads(String percent) {
        return !percent.matches("0*|off");
    }

    /** Of each way in, and of all. */
    static List<String> of(HaproxyOwnFile own) {
        return Stream.concat(
                        own.entrances().values().stream().flatMap(listener -> of(own, listener).stream()),
                        spread(own).stream())
                .distinct()
                .toList();
    }

    private static List<String> spread(HaproxyOwnFile own) {
        return own.sections().stream()
                .filter(section -> section.kind().equals("global"))
                .flatMap(section -> section.last(SPREAD).stream())
                .filter(line -> spreads(line.word(1)))
                .map(line -> own.file().name() + ":" + line.number() + ": " + SPREAD + " " + line.word(1)
                        + " varies the time between checks")
                .toList();
    }

    private static List<String> of(HaproxyOwnFile own, HaproxyListener listener) {
        List<String> unlike = new ArrayList<>(of(listener));
        HaproxyRoute route = listener.route();
        String rule = own.file().name() + ":" + route.rule() + ": ";
        if (!route.isUsual()) {
            unlike.add(rule + "it hangs on this rule whether who connects to " + listener.name() + " is sent to "
                    + route.all().stream().map(HaproxySection::name).collect(Collectors.joining(" or ")));
        } else if (!route.others().isEmpty()) {
            unlike.add(rule + "who connects to " + listener.name() + " is sent to "
                    + listener.back().name() + ", and by this rule at times to "
                    + route.others().stream().map(HaproxySection::name).collect(Collectors.joining(" or ")));
        }
        HaproxyAdmission.uncertain(listener)
                .ifPresent(rejects -> unlike.add(own.file().name() + ":" + rejects.number()
                        + ": it hangs on this rule whether who connects to " + listener.name() + " is let in"));
        listener.check()
                .ofText()
                .ifPresent(expected -> unlike.add("the check of " + listener.name()
                        + " looks at the text of the answer, whatever its status: expect " + expected));
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
