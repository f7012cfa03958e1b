package dev.lapse.component;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Unfit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which host of the topology each address of a file stands for: what {@code names} says; else the host whose name the
 * address, its first label or its server has; else, where as many addresses are left as nodes that all carry the same,
 * the nodes in the order in which the addresses come.
 *
 * @param names all of them
 * @param guesses what was taken by order, in words
 */
record HaproxyAddresses(Map<String, String> names, List<Unfit> unfit, Optional<String> guesses) {
    static HaproxyAddresses of(
            String file, List<HaproxyListener.ServerLine> servers, Map<String, String> given, List<Host> hosts) {
        Map<String, String> names = new TreeMap<>(given);
        Set<String> known = hosts.stream().map(host -> host.name().value()).collect(Collectors.toSet());
        Map<String, HaproxyListener.ServerLine> left = new LinkedHashMap<>();
        for (HaproxyListener.ServerLine server : servers) {
            byName(server, servers, known).ifPresent(host -> names.putIfAbsent(server.address(), host));
            if (!names.containsKey(server.address()) && !isElsewhere(server)) {
                left.putIfAbsent(server.address(), server);
            }
        }
        List<Host> nodes = hosts.stream()
                .filter(host -> host.carries(ComponentName.PATRONI))
                .toList();
        List<String> free = nodes.stream()
                .map(host -> host.name().value())
                .filter(host -> !names.containsValue(host))
                .toList();
        boolean alike = nodes.stream().map(HaproxyAddresses::carried).distinct().count() == 1;
        if (left.size() == free.size() && alike) {
            List<String> taken = new ArrayList<>();
            left.keySet().forEach(address -> {
                names.put(address, free.get(taken.size()));
                taken.add(address + " for " + names.get(address));
            });
            return new HaproxyAddresses(
                    names,
                    List.of(),
                    taken.isEmpty()
                            ? Optional.empty()
                            : Optional.of(file + ": taken by their order: " + String.join(", ", taken)
                                    + "; names: in the topology says otherwise"));
        }
        String example = "names: {" + left.keySet().stream().findFirst().orElse("") + ": "
                + free.stream().findFirst().orElse("pg1") + "}";
        return new HaproxyAddresses(
                names,
                left.values().stream()
                        .map(server -> new Unfit(
                                file,
                                server.line().number(),
                                "server " + server.name() + ": " + server.address()
                                        + " is none of the hosts of the topology, and " + left.size()
                                        + " addresses are left for " + free.size() + " nodes"
                                        + (alike ? "" : " that do not carry the same") + "; write " + example
                                        + " in the topology"))
                        .toList(),
                Optional.empty());
    }

    /** An address that only a running system knows, which is told elsewhere. */
    private static boolean isElsewhere(HaproxyListener.ServerLine server) {
        return server.address().isEmpty()
                || server.address().contains("/")
                || server.address().contains("@")
                || server.address().contains("$");
    }

    private static Set<String> carried(Host host) {
        return host.carries().stream()
                .map(component -> component.name().text())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A server's name counts where it goes with one address all over the file, and the other way round. */
    private static Optional<String> byName(
            HaproxyListener.ServerLine server, List<HaproxyListener.ServerLine> servers, Set<String> known) {
        String label = server.address().split("\\.", 2)[0];
        if (known.contains(server.address()) || known.contains(label)) {
            return Optional.of(known.contains(server.address()) ? server.address() : label);
        }
        boolean same = servers.stream()
                .allMatch(other ->
                        other.name().equals(server.name()) == other.address().equals(server.address()));
        return known.contains(server.name()) && same ? Optional.of(server.name()) : Optional.empty();
    }

    static Optional<NodeName> host(Map<String, String> names, String address) {
        return Optional.ofNullable(names.get(address)).map(NodeName::new);
    }
}
