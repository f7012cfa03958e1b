package dev.lapse.docker;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule that leads one link of a host through Toxiproxy, which listens on a port of its own for it. */
record Redirect(RedirectedLink link, int listen) {
    private static final String OUT = "LAPSE-OUT";
    private static final String IN = "LAPSE-IN";
    private static final String PASSING = "LAPSE-PASSING";

    /** Makes the chains, when they are not there. */
    static final String CHAINS = "set -e; for c in " + OUT + " " + IN
            + "; do iptables -w -t nat -n -L $c >/dev/null 2>&1"
            + " || iptables -w -t nat -N $c; done;"
            + " iptables -w -t nat -C OUTPUT -j " + OUT + " 2>/dev/null || iptables -w -t nat -I OUTPUT -j " + OUT + ";"
            + " iptables -w -t nat -C PREROUTING -j " + IN + " 2>/dev/null || iptables -w -t nat -I PREROUTING -j "
            + IN;

    /** The same for what the host forwards; nobody asks for it where nothing is forwarded. */
    private static final String PASSING_CHAIN = "{ iptables -w -n -L " + PASSING
            + " >/dev/null 2>&1 || { iptables -w -N " + PASSING + " && iptables -w -I FORWARD -j " + PASSING + "; }; }";

    static final String UNDO = "iptables -w -t nat -D OUTPUT -j " + OUT + "; iptables -w -t nat -D PREROUTING -j " + IN
            + "; for c in " + OUT + " " + IN + "; do iptables -w -t nat -F $c; iptables -w -t nat -X $c; done;"
            + " iptables -w -D FORWARD -j " + PASSING + " 2>/dev/null && iptables -w -F " + PASSING
            + " && iptables -w -X " + PASSING + "; true";

    /**
     * Which packets are led, and where Toxiproxy sends them on.
     *
     * @param peer the address of the other end; empty: what arrives here
     * @param except addresses and subnets from which what arrives is not led
     * @param only of what arrives here, what is led; empty: all but the exceptions
     * @param way the port at which clients arrive here that are forwarded to the other end; empty: there are none
     */
    record RedirectedLink(
            String name,
            Optional<String> peer,
            int port,
            List<String> except,
            Optional<Visitor> only,
            OptionalInt way) {
        static RedirectedLink to(String name, String peer, int port) {
            return new RedirectedLink(name, Optional.of(peer), port, List.of(), Optional.empty(), OptionalInt.empty());
        }

        static RedirectedLink arriving(int port, List<String> except) {
            return new RedirectedLink(
                    "clients-" + port, Optional.empty(), port, except, Optional.empty(), OptionalInt.empty());
        }

        /** What arrives from one host for another address than this host's own. */
        static RedirectedLink byAddress(String name, String from, String address, int port) {
            Optional<Visitor> only = Optional.of(new Visitor(from, address));
            return new RedirectedLink(name, Optional.empty(), port, List.of(), only, OptionalInt.empty());
        }

        /** The same, with the clients that arrive at this port to be forwarded there. */
        RedirectedLink withWay(int here) {
            return new RedirectedLink(name, peer, port, except, only, OptionalInt.of(here));
        }

        String upstream() {
            return peer.orElse("127.0.0.1") + ":" + port;
        }
    }

    /** Who sends packets to an address that is not the host's own. */
    record Visitor(String from, String to) {}

    String rule() {
        return link.peer()
                        .map(address -> "iptables -w -t nat -A " + OUT + " -p tcp -d " + address + " --dport "
                                + link.port() + " -m owner ! --uid-owner " + HostProxy.USER)
                        .orElse(arriving())
                + " -j REDIRECT --to-ports " + listen
                + (link.way().isPresent() ? " && " + forwarded(link.way().getAsInt()) : "");
    }

    /** Connections that were forwarded before go on by their own entries: they are reset. */
    private String forwarded(int way) {
        return "iptables -w -t nat -A " + IN + " -p tcp --dport " + way + " -j REDIRECT --to-ports " + listen + " && "
                + PASSING_CHAIN + " && iptables -w -A " + PASSING + " -p tcp -d "
                + link.peer().orElseThrow() + " --dport " + link.port() + " -j REJECT --reject-with tcp-reset";
    }

    /** What one host alone sends goes before what all clients do. */
    private String arriving() {
        if (link.only().isPresent()) {
            Visitor only = link.only().get();
            return "iptables -w -t nat -I " + IN + " -p tcp -s " + only.from() + " -d " + only.to() + " --dport "
                    + link.port();
        }
        String append = "iptables -w -t nat -A " + IN + " -p tcp --dport " + link.port();
        return link.except().isEmpty()
                ? append
                : append + " -s " + String.join(",", link.except()) + " -j RETURN && " + append;
    }

    private String arrived() {
        return "ss -K sport = :" + link.port()
                + link.only()
                        .map(only -> " and dst " + only.from() + " and src " + only.to())
                        .orElse("")
                + link.except().stream().map(from -> " and not dst " + from).collect(Collectors.joining());
    }

    /** Ends the connections that the links have: a redirect catches new ones only. */
    static String killing(List<Redirect> redirects) {
        return redirects.stream()
                        .map(redirect -> redirect.link
                                .peer()
                                .map(address -> "ss -K dst " + address + " dport = :" + redirect.link.port())
                                .orElse(redirect.arrived()))
                        .collect(Collectors.joining(" && "))
                + " >/dev/null";
    }

    /** The link's connections that Toxiproxy does not have: made before the redirect. */
    List<String> strays(List<Socket> sockets) {
        if (link.peer().isEmpty()) {
            return List.of(); // what arrived before cannot be told from what Toxiproxy sends on
        }
        Set<Integer> led = sockets.stream()
                .filter(socket -> socket.localPort() == listen)
                .map(Socket::peerPort)
                .collect(Collectors.toSet());
        return sockets.stream()
                .filter(socket -> socket.peerAddress().equals(link.peer().get())
                        && socket.peerPort() == link.port()
                        && socket.user() != HostProxy.USER
                        && !led.contains(socket.localPort()))
                .map(socket -> "port " + socket.localPort() + " to " + link.upstream())
                .toList();
    }

    /** How many connections pass now. */
    long passing(List<Socket> sockets) {
        return sockets.stream().filter(socket -> socket.localPort() == listen).count();
    }
}
