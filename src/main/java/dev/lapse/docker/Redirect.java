package dev.lapse.docker;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule that leads one link of a host through Toxiproxy, which listens on a port of its own for it. */
record Redirect(Way way, int listen) {
    private static final String OUT = "LAPSE-OUT";
    private static final String IN = "LAPSE-IN";

    /** Makes the chains, when they are not there. */
    static final String CHAINS = "set -e; for c in " + OUT + " " + IN
            + "; do iptables -w -t nat -n -L $c >/dev/null 2>&1"
            + " || iptables -w -t nat -N $c; done;"
            + " iptables -w -t nat -C OUTPUT -j " + OUT + " 2>/dev/null || iptables -w -t nat -I OUTPUT -j " + OUT + ";"
            + " iptables -w -t nat -C PREROUTING -j " + IN + " 2>/dev/null || iptables -w -t nat -I PREROUTING -j "
            + IN;

    static final String UNDO = "iptables -w -t nat -D OUTPUT -j " + OUT + "; iptables -w -t nat -D PREROUTING -j " + IN
            + "; for c in " + OUT + " " + IN + "; do iptables -w -t nat -F $c; iptables -w -t nat -X $c; done; true";

    /**
     * Which packets are led, and where Toxiproxy sends them on.
     *
     * @param peer the address of the other end; empty: what arrives here
     * @param except addresses and subnets from which what arrives is not led
     */
    record Way(String name, Optional<String> peer, int port, List<String> except) {
        static Way to(String name, String peer, int port) {
            return new Way(name, Optional.of(peer), port, List.of());
        }

        static Way arriving(int port, List<String> except) {
            return new Way("clients-" + port, Optional.empty(), port, except);
        }

        String upstream() {
            return peer.orElse("127.0.0.1") + ":" + port;
        }
    }

    String rule() {
        return way.peer()
                        .map(address -> "iptables -w -t nat -A " + OUT + " -p tcp -d " + address + " --dport "
                                + way.port() + " -m owner ! --uid-owner " + HostProxy.USER)
                        .orElse(arriving())
                + " -j REDIRECT --to-ports " + listen;
    }

    private String arriving() {
        String append = "iptables -w -t nat -A " + IN + " -p tcp --dport " + way.port();
        return way.except().isEmpty()
                ? append
                : append + " -s " + String.join(",", way.except()) + " -j RETURN && " + append;
    }

    private String arrived() {
        return "ss -K sport = :" + way.port()
                + way.except().stream().map(from -> " and not dst " + from).collect(Collectors.joining());
    }

    /** Ends the connections that the links have: a redirect catches new ones only. */
    static String killing(List<Redirect> redirects) {
        return redirects.stream()
                        .map(redirect -> redirect.way
                                .peer()
                                .map(address -> "ss -K dst " + address + " dport = :" + redirect.way.port())
                                .orElse(redirect.arrived()))
                        .collect(Collectors.joining(" && "))
                + " >/dev/null";
    }

    /** The link's connections that Toxiproxy does not have: made before the redirect. */
    List<String> strays(List<Socket> sockets) {
        if (way.peer().isEmpty()) {
            return List.of(); // what arrived before cannot be told from what Toxiproxy sends on
        }
        Set<Integer> led = sockets.stream()
                .filter(socket -> socket.localPort() == listen)
                .map(Socket::peerPort)
                .collect(Collectors.toSet());
        return sockets.stream()
                .filter(socket -> socket.peerAddress().equals(way.peer().get())
                        && socket.peerPort() == way.port()
                        && socket.user() != HostProxy.USER
                        && !led.contains(socket.localPort()))
                .map(socket -> "port " + socket.localPort() + " to " + way.upstream())
                .toList();
    }

    /** How many connections pass now. */
    long passing(List<Socket> sockets) {
        return sockets.stream().filter(socket -> socket.localPort() == listen).count();
    }
}
