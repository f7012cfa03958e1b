package dev.lapse.component;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The {@code haproxy.cfg} of each balancer of a topology, in the order of its hosts. They may differ in what clients
 * meet, but not in the port where many balancers are one way in.
 */
final class HaproxyOwnFiles {
    private final List<Host> hosts;
    private final Map<NodeName, HaproxyOwnFile> files = new LinkedHashMap<>();
    private final Set<Unfit> unfit = new LinkedHashSet<>(); // one file may be that of several hosts

    private HaproxyOwnFiles(Given given, List<Host> hosts) {
        this.hosts = hosts;
        Map<String, String> names = new TreeMap<>(given.names());
        List<NodeName> order = hosts.stream().map(Host::name).toList();
        List<NodeName> balancers = given.files().keySet().stream()
                .sorted(Comparator.<NodeName>comparingInt(order::indexOf).thenComparing(NodeName::value))
                .toList();
        balancers.forEach(host -> {
            HaproxyOwnFile own =
                    read(given, Objects.requireNonNull(given.files().get(host)), names);
            names.putAll(own.names());
            files.put(host, own);
        });
    }

    /** What became of the files; their names are those that the user gave and those that were found. */
    static Fitted read(Given given, List<Host> hosts) {
        HaproxyOwnFiles all = new HaproxyOwnFiles(given, hosts);
        if (all.unfit.isEmpty()) { // else their ports are not known
            all.requireOnePort();
        }
        HaproxyOwnFile first = all.files.values().iterator().next();
        return new Fitted(new Haproxy(Optional.of(first), all.files), all.says(), List.copyOf(all.unfit));
    }

    private HaproxyOwnFile read(Given given, OwnFile file, Map<String, String> names) {
        HaproxyOwnFile unnamed = new HaproxyOwnFile(given, file, names, Optional.empty());
        List<HaproxyListener.ServerLine> servers = unnamed.sections().stream()
                .filter(HaproxySection::isProxy)
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.begins("server"))
                .map(HaproxyListener.ServerLine::of)
                .toList();
        FileAddresses addresses = FileAddresses.of(
                file.name(),
                servers.stream()
                        .filter(server -> !isElsewhere(server))
                        .map(server -> new FileAddresses.WrittenAddress(
                                server.address(),
                                server.name(),
                                "server " + server.name(),
                                server.line().number()))
                        .toList(),
                names,
                hosts,
                hosts.stream()
                        .filter(host -> host.carries(ComponentName.PATRONI))
                        .toList());
        HaproxyOwnFile own = new HaproxyOwnFile(given, file, addresses.names(), addresses.guesses());
        unfit.addAll(addresses.unfit());
        unfit.addAll(new HaproxyUnfit(own, hosts).all());
        return own;
    }

    /** An address that only a running system knows, which is told elsewhere. */
    private static boolean isElsewhere(HaproxyListener.ServerLine server) {
        return server.address().isEmpty()
                || server.address().contains("/")
                || server.address().contains("@")
                || server.address().contains("$");
    }

    /** Who comes by the virtual address, or by a pooler before several balancers, knows one port. */
    private void requireOnePort() {
        List<NodeName> behindAddress = files.keySet().stream()
                .filter(host -> carries(host, ComponentName.KEEPALIVED))
                .toList();
        boolean pooled = hosts.stream()
                .anyMatch(host -> host.carries(ComponentName.PGBOUNCER)
                        && !host.carries(ComponentName.PATRONI)
                        && !host.carries(ComponentName.HAPROXY));
        if (pooled) {
            requireOnePort(List.copyOf(files.keySet()), "a pooler before the balancers");
        } else {
            requireOnePort(behindAddress, "the virtual address");
        }
    }

    private boolean carries(NodeName host, ComponentName component) {
        return hosts.stream().anyMatch(each -> each.name().equals(host) && each.carries(component));
    }

    private void requireOnePort(List<NodeName> balancers, String way) {
        balancers.stream().findFirst().map(files::get).ifPresent(first -> {
            for (NodeName balancer : balancers) {
                HaproxyOwnFile other = files.get(balancer);
                for (Entrance entrance : Entrance.values()) {
                    if (!first.port(entrance).equals(other.port(entrance))) {
                        HaproxyListener listener = other.entrances().get(entrance);
                        String clients = entrance.name().toLowerCase(Locale.ROOT) + "s";
                        unfit.add(new Unfit(
                                other.file().name(),
                                listener == null ? 1 : listener.front().head().number(),
                                "not supported: another port for " + clients + " than in "
                                        + first.file().name() + "; " + way
                                        + " leads to any balancer, and so to one port"));
                    }
                }
            }
        });
    }

    /** What the file of the first balancer says, and what those of the others say instead. */
    private List<Said> says() {
        HaproxyOwnFile first = files.values().iterator().next();
        Map<String, String> common = first.settings();
        List<Said> says = new ArrayList<>();
        common.forEach((name, value) -> says.add(said(first, name, value, Optional.empty())));
        files.forEach((host, own) -> full(own.settings(), common).forEach((name, value) -> {
            if (!value.equals(common.get(name))) {
                says.add(said(own, name, value, Optional.of(host)));
            }
        }));
        return says;
    }

    /** With a value for each name that the first one has for one listener alone. */
    private static Map<String, String> full(Map<String, String> settings, Map<String, String> common) {
        Map<String, String> full = new TreeMap<>(settings);
        common.keySet()
                .forEach(name -> Optional.ofNullable(settings.get(HaproxyNames.ofBoth(name)))
                        .ifPresent(both -> full.putIfAbsent(name, both)));
        return full;
    }

    private static Said said(HaproxyOwnFile own, String name, String value, Optional<NodeName> host) {
        return new Said(own.file().name(), own.lineOf(name), Section.HAPROXY, name, value, host);
    }
}
