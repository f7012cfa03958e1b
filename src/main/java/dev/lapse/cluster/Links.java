package dev.lapse.cluster;

import java.time.Duration;
import java.util.List;

/** Touches the wire between hosts. Any thread; one fault at a time per host. */
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

    /**
     * Tells that the host was down and has started: its network namespace is new, so what lived in the old one is put
     * back before this returns. Nothing happens when nothing lived there.
     */
    void hostRestarted(NodeName host);

    /**
     * A Toxiproxy in front of a balancer: whatever arrives for these ports goes through it from now on, with no
     * address changed in any configuration.
     */
    ProxiedLink proxyClients(NodeName balancer, List<Integer> ports);

    /** A shell in the network namespace of a host. */
    interface Sidecar extends AutoCloseable {
        Shell.Result run(Duration timeout, List<String> command);

        @Override
        void close();
    }

    /** A timer that undoes a fault; closing it disarms. */
    interface DeadMan extends AutoCloseable {
        @Override
        void close();
    }

    /** A path through Toxiproxy. Each change takes about a millisecond. */
    interface ProxiedLink extends AutoCloseable {
        /** Closes live connections and refuses new ones. */
        void refuse();

        /** Accepts connections and drops every byte; connections made meanwhile are closed on {@link #restore()}. */
        void blackhole();

        void restore();

        /** What Toxiproxy says of itself now: enabled or not, and its toxics. */
        String describe();

        @Override
        void close();
    }
}
