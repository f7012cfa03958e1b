package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients meet of a balancer, whatever else its file has.
 *
 * @param ports in the order of {@link Entrance}, as the other lists
 * @param servers host, port, and port of the check
 * @param isUnlike whether nothing is predicted of who comes in there
 * @param room the least period of a lane that leaves room for others
 */
public record HaproxyMet(
        Map<String, String> settings,
        List<OptionalInt> ports,
        List<List<Reached>> servers,
        List<Boolean> isUnlike,
        List<Optional<Duration>> room) {
    /** Where clients and checks reach a server. */
    public record Reached(NodeName host, int port, int checkPort) {}

    /** @param cluster as it is met through one balancer */
    static HaproxyMet of(ClusterSpec cluster) {
        Haproxy haproxy = Haproxy.in(cluster);
        return new HaproxyMet(
                cluster.settings().of(Section.HAPROXY),
                each(haproxy::port),
                each(entrance -> haproxy.own().stream()
                        .flatMap(own -> own.servers(entrance).stream())
                        .map(server -> new Reached(server.host(), server.port(), server.checkPort()))
                        .toList()),
                each(entrance -> HaproxyUnlike.of(cluster, entrance).isPresent()),
                each(entrance -> HaproxyFull.of(cluster, entrance).map(HaproxyFull::leastPeriod)));
    }

    /** Whether it matters to clients through which of these balancers they come. */
    public static boolean differ(ClusterSpec cluster, List<NodeName> balancers) {
        boolean mayDiffer = Haproxy.in(cluster).all().size() > 1
                || cluster.hosts().stream()
                        .anyMatch(host -> !host.own().of(Section.HAPROXY).isEmpty());
        return mayDiffer
                && balancers.stream()
                                .map(balancer -> of(through(cluster, balancer)))
                                .distinct()
                                .count()
                        > 1;
    }

    /** What each other balancer has otherwise than the first, in words. */
    static List<String> notes(ClusterSpec cluster) {
        List<NodeName> balancers = cluster.balancers();
        List<String> notes = new ArrayList<>();
        for (NodeName other : balancers) {
            if (differ(cluster, List.of(balancers.get(0), other))) {
                HaproxyMet first = of(through(cluster, balancers.get(0)));
                notes.add("balancer " + other + " differs from " + balancers.get(0) + " in "
                        + of(through(cluster, other)).unlike(first)
                        + "; what is predicted of a client is that of the balancer which it comes through");
            }
        }
        return notes;
    }

    private String unlike(HaproxyMet first) {
        List<String> unlike = new ArrayList<>();
        for (Entrance entrance : Entrance.values()) {
            int i = entrance.ordinal();
            String clients = " for " + entrance.name().toLowerCase(Locale.ROOT) + "s";
            if (!ports.get(i).equals(first.ports.get(i))) {
                unlike.add("port" + clients + " " + text(ports.get(i)) + " (" + text(first.ports.get(i)) + ")");
            }
            if (!servers.get(i).equals(first.servers.get(i))) {
                unlike.add("servers" + clients);
            }
            if (!isUnlike.get(i).equals(first.isUnlike.get(i))) {
                unlike.add("what can be predicted" + clients);
            } else if (!room.get(i).equals(first.room.get(i))) {
                unlike.add("room" + clients);
            }
        }
        Set<String> names = new TreeSet<>(settings.keySet());
        names.addAll(first.settings.keySet());
        boolean bothRead = Stream.of(this, first)
                .allMatch(each -> each.ports.get(Entrance.READ.ordinal()).isPresent());
        names.removeIf(name -> !bothRead && (name.startsWith("read.") || name.equals(HaproxyNames.READ_CHECK)));
        for (String name : names) {
            String value = settings.getOrDefault(name, "off");
            String before = first.settings.getOrDefault(name, "off");
            if (!value.equals(before)) {
                unlike.add(name + " " + value + " (" + before + ")");
            }
        }
        return String.join(", ", unlike);
    }

    private static String text(OptionalInt port) {
        return port.isPresent() ? Integer.toString(port.getAsInt()) : "none";
    }

    /** The same cluster with the file and the settings that this balancer has, at all of them. */
    public static ClusterSpec through(ClusterSpec cluster, NodeName balancer) {
        Haproxy shared = Haproxy.in(cluster);
        Settings own = new Settings(
                Map.of(Section.HAPROXY, cluster.host(balancer).own().of(Section.HAPROXY)));
        List<Host> hosts = cluster.hosts().stream()
                .map(host -> new Host(
                        host.name(),
                        host.carries().stream()
                                .map(component -> component.equals(shared) ? shared.at(balancer) : component)
                                .collect(Collectors.toCollection(LinkedHashSet::new)),
                        without(host.own())))
                .toList();
        return cluster.withHosts(hosts).withSettings(cluster.settings().merge(own));
    }

    private static Settings without(Settings own) {
        Map<Section, Map<String, String>> others = new TreeMap<>(own.values());
        others.remove(Section.HAPROXY);
        return new Settings(others);
    }

    private static <T> List<T> each(Function<Entrance, T> of) {
        return Arrays.stream(Entrance.values()).map(of).toList();
    }
}
