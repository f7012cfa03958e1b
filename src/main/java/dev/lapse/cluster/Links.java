package dev.lapse.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Touches the wire between hosts. Any thread. */
public interface Links {
    /** A container with NET_ADMIN in the host's network namespace; it lives until closed or until the host ends. */
    Sidecar join(NodeName host);

    /** Takes the host off the data network, and its default route off the watch network, where Docker moves it. */
    void disconnect(NodeName host);

    /** Puts the host back on the data network with the address it had; nothing happens when it is there. */
    void connect(NodeName host);

    boolean connected(NodeName host);

    /** Has the watchdog connect the host again after this time, whatever becomes of the harness. */
    DeadMan connectAfter(NodeName host, Duration after);

    /** A shell in the network namespace of the engine itself, where the host side of every veth pair is. */
    Sidecar joinEngine();

    /**
     * Tells that the host was down and has started: its network namespace is new, so what lived in the old one
     * (sidecars, proxies, standing rules) is put back before this returns. Nothing happens when nothing lived there.
     */
    void hostRestarted(NodeName host);

    /**
     * A Toxiproxy in front of a host: whatever arrives at these doors goes through it from now on, with no address
     * changed in any configuration. Connections that were there are killed. One link per door; a door that is led
     * already is the same link.
     */
    List<ProxiedLink> proxyClients(NodeName host, List<Door> doors);

    /**
     * A port of a host as its clients find it on the data network.
     *
     * @param except hosts whose connections are no clients' and stay as they are
     * @param byAddress the one host that is meant, and only where it comes by the virtual address, while that stands on
     *     this host; empty: whoever arrives
     */
    record Door(int port, List<NodeName> except, Optional<NodeName> byAddress) {
        public Door {
            except = List.copyOf(except);
        }

        public Door(int port, List<NodeName> except) {
            this(port, except, Optional.empty());
        }

        /** What this host sends to the port of the virtual address. */
        public static Door byAddress(int port, NodeName from) {
            return new Door(port, List.of(), Optional.of(from));
        }
    }

    /**
     * A Toxiproxy in the way of what a host sends to these ports of its peers, with no address changed in any
     * configuration. Connections that were there are killed; they pass the proxy when they are made anew. One link per
     * hop; a hop that is there already is the same link.
     *
     * @throws LapseException when a connection still passes by the proxy
     */
    List<ProxiedLink> proxy(NodeName source, List<Hop> hops);

    /** Where a proxied link ends. */
    record Hop(NodeName peer, int port) {}

    /** A shell in the network namespace of a host. */
    interface Sidecar extends AutoCloseable {
        Shell.Result run(Duration timeout, List<String> command);

        /** What has to be run again in a new namespace, after the host was killed and started; empty: nothing. */
        void standing(String script);

        @Override
        void close();
    }

    /** A timer that undoes a fault; closing it disarms. */
    interface DeadMan extends AutoCloseable {
        @Override
        void close();
    }

    /** A path through Toxiproxy. Each change takes some milliseconds; what several callers do adds up. */
    interface ProxiedLink extends AutoCloseable {
        /** Closes live connections and refuses new ones. */
        void refuse();

        /** Undoes one call of {@link #refuse()}; nothing is refused any more when each was undone. */
        void admit();

        /** Does these to all connections, live and new, beside what was done before. */
        void add(List<Toxic> toxics);

        /** Undoes what one call of {@link #add} did; what others did stays. */
        void remove(List<Toxic> toxics);

        /**
         * Undoes everything on the link's host after this time, whatever becomes of the harness, unless closed before.
         */
        DeadMan restoreAfter(Duration deadMan);

        /** Undoes everything that was done to it. */
        void restore();

        /** What Toxiproxy says of the link now: enabled or not, its toxics, and how many connections pass. */
        String describe();

        @Override
        void close();
    }
}
