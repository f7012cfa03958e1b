package dev.lapse.component;

import dev.lapse.cluster.NodeName;
import java.util.List;

/**
 * A way in that a file of the user's own has: a {@code listen} or {@code frontend} that takes TCP.
 *
 * @param port of its first {@code bind} with one
 * @param front the section that listens
 * @param back the section whose servers clients are sent to; the same for {@code listen}
 * @param routes the line by which it sends some clients elsewhere; 0: it does not
 */
record HaproxyListener(int port, HaproxySection front, HaproxySection back, int routes) {
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

    HaproxyCheck check() {
        return HaproxyCheck.of(back);
    }

    List<ServerLine> servers() {
        return back.lines().stream()
                .filter(line -> line.begins("server"))
                .map(ServerLine::of)
                .toList();
    }
}
