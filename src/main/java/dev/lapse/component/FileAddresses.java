package dev.lapse.component;

import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.TcpPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which host of the topology each address of a file stands for: what {@code names} says; else the host whose name the
 * address, its first label or the entry around it has; else, where as many addresses are left as hosts that they could
 * be and that all carry the same, these hosts in the order in which the addresses come.
 *
 * @param names all of them
 * @param guesses what was taken by order, in words
 */
record FileAddresses(Map<String, String> names, List<Unfit> unfit, Optional<String> guesses) {
    /**
     * An address in a file.
     *
     * @param label of the entry that has it, such as a server's name
     * @param what messages call the entry
     */
    record WrittenAddress(String address, String label, String what, int line) {}

    /**
     * @param given what {@code names} of the topology says
     * @param hosts all of the topology
     * @param meant the hosts that an address can stand for where nothing tells
     */
    static FileAddresses of(
            String file, List<WrittenAddress> all, Map<String, String> given, List<Host> hosts, List<Host> meant) {
        Map<String, String> names = new TreeMap<>(given);
        Set<String> known = hosts.stream().map(host -> host.name().value()).collect(Collectors.toSet());
        Map<String, WrittenAddress> left = new LinkedHashMap<>();
        for (WrittenAddress asked : all) {
            byName(asked, all, known).ifPresent(host -> names.putIfAbsent(asked.address(), host));
            if (!names.containsKey(asked.address())) {
                left.putIfAbsent(asked.address(), asked);
            }
        }
        List<String> free = meant.stream()
                .map(host -> host.name().value())
                .filter(host -> !names.containsValue(host))
                .toList();
        boolean alike = meant.stream().map(FileAddresses::carried).distinct().count() == 1;
        if (left.size() == free.size() && alike) {
            List<String> taken = new ArrayList<>();
            left.keySet().forEach(address -> {
                names.put(address, free.get(taken.size()));
                taken.add(address + " for " + names.get(address));
            });
            return new FileAddresses(
                    names,
                    List.of(),
                    taken.isEmpty()
                            ? Optional.empty()
                            : Optional.of(file + ": taken by their order: " + String.join(", ", taken)
                                    + "; names: in the topology says otherwise"));
        }
        String example = "names: {"
                + YamlTree.key(left.keySet().stream().findFirst().orElse("")) + ": "
                + free.stream()
                        .findFirst()
                        .orElse(meant.isEmpty() ? "pg1" : meant.get(0).name().value()) + "}";
        return new FileAddresses(
                names,
                left.values().stream()
                        .map(asked -> new Unfit(
                                file,
                                asked.line(),
                                asked.what() + ": " + asked.address() + " is none of the hosts of the topology, and "
                                        + left.size() + " addresses are left for " + free.size() + " hosts"
                                        + (alike || meant.isEmpty() ? "" : " that do not carry the same") + "; write "
                                        + example + " in the topology"))
                        .toList(),
                Optional.empty());
    }

    private static Set<String> carried(Host host) {
        return host.carries().stream()
                .map(component -> component.name().text())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A label counts where it goes with one address all over the file, and the other way round. */
    private static Optional<String> byName(WrittenAddress asked, List<WrittenAddress> all, Set<String> known) {
        String label = asked.address().split("\\.", 2)[0];
        if (known.contains(asked.address()) || known.contains(label)) {
            return Optional.of(known.contains(asked.address()) ? asked.address() : label);
        }
        boolean same = all.stream()
                .allMatch(other ->
                        other.label().equals(asked.label()) == other.address().equals(asked.address()));
        return known.contains(asked.label()) && same ? Optional.of(asked.label()) : Optional.empty();
    }

    /** The ports that a host of the topology has. */
    static Set<Integer> listening(List<Host> hosts, NodeName host) {
        return hosts.stream()
                .filter(each -> each.name().equals(host))
                .flatMap(each -> each.carries().stream())
                .flatMap(component -> component.ports().stream())
                .map(TcpPort::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Optional<NodeName> host(Map<String, String> names, String address) {
        return Optional.ofNullable(names.get(address)).map(NodeName::new);
    }
}
