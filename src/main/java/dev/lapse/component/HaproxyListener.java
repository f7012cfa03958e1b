package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A way in that a file of the user's own has: a {@code listen} or {@code frontend} that takes TCP.
 *
 * @param port of its first {@code bind} with one; where its rules ask for the port, each port has a listener
 * @param front the section that listens
 * @param route the section whose servers clients are sent to, and those where some may go
 */
record HaproxyListener(int port, HaproxySection front, HaproxyRoute route) {
    /**
     * @param address as the file has it, without the port
     * @param port as the file has it
     */
    record ServerLine(String name, String address, String port, HaproxyLine line) {
        static ServerLine of(HaproxyLine line) {
            String address = line.word(2).replaceFirst("^(ipv4|ipv6|tcp|tcp4|tcp6)@", "");
            int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
            return new ServerLine(
                    line.word(1),
                    colon < 0 ? address : address.substring(0, colon),
                    colon < 0 ? "" : address.substring(colon + 1),
                    line);
        }
    }

    /**
     * What the running component calls a server.
     *
     * @param port that clients are sent to
     * @param checkPort that is asked
     */
    record NamedServer(String name, NodeName host, int port, int checkPort) {}

    String name() {
        return front.name();
    }

    /** The section whose servers clients are sent to while the cluster is whole. */
    HaproxySection back() {
        return route.back();
    }

    HaproxyCheck check() {
        return HaproxyCheck.of(back());
    }

    /** The same, of whose pools that one counts which lets this kind through, where no file tells it. */
    HaproxyListener of(Entrance entrance) {
        return new HaproxyListener(
                port,
                front,
                route.preferring(section -> HaproxyCheck.of(section).passedBy().equals(Optional.of(entrance))));
    }

    /** Whom it lets through by its checks; empty: that hangs on more than them. */
    Optional<Entrance> passedBy() {
        if (route.isUsual()) {
            return check().passedBy();
        }
        Set<Optional<Entrance>> each = route.all().stream()
                .map(section -> HaproxyCheck.of(section).passedBy())
                .collect(Collectors.toSet());
        return each.size() == 1 ? check().passedBy() : Optional.empty();
    }

    /** Its name, what is asked, and where a rule decides. */
    String told() {
        return name() + " (" + check().told()
                + (route.isUsual() ? "" : ", or another by the rule in line " + route.rule())
                + ")";
    }

    List<ServerLine> servers() {
        return servers(back());
    }

    static List<ServerLine> servers(HaproxySection section) {
        return section.lines().stream()
                .filter(line -> line.begins("server"))
                .map(ServerLine::of)
                .toList();
    }
}
