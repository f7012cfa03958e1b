package dev.lapse.cluster;

/**
 * Where a component listens; the same on every host.
 *
 * @param owner the component that listens
 * @param service what a link's name calls it, such as {@code rest}; two ports of one service tell peers of different
 *     kinds apart; empty: no link ends here by name
 * @param use who comes here
 * @param speech how it is spoken to
 */
public record TcpPort(ComponentName owner, int number, String service, Use use, Speech speech) {
    /** Who connects to a port. */
    public enum Use {
        /** Other components alone. */
        PEERS,
        /** Clients alone. */
        CLIENTS,
        /** Clients, and other components. */
        BOTH
    }

    /** Whether a link's name means this port by that word. */
    public boolean isCalled(String word) {
        return !service.isEmpty() && service.equals(word);
    }

    public boolean isForClients() {
        return use != Use.PEERS;
    }
}
