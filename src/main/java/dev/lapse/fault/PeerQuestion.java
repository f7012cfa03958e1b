package dev.lapse.fault;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that one host asks of another on the data network.
 *
 * @param from who asks; null: there is none that could
 * @param to who is asked
 * @param port where
 * @param request what is asked
 * @param patience how long an answer is waited for
 * @param byAddress whether it goes to the virtual address, and is asked only while that stands on {@code to}
 */
record PeerQuestion(
        @Nullable NodeName from, NodeName to, int port, Request request, Duration patience, boolean byAddress) {
    private static final Duration CONNECT_WITHIN = Duration.ofMillis(500);

    private static final Duration GREETED_WITHIN = Duration.ofSeconds(1);

    /** On a machine that is busy, too; a host that is down lets a call wait for so long. */
    private static final Duration CONNECTED_WITHIN = Duration.ofMillis(1500);

    /** Of the host's own address. */
    PeerQuestion(@Nullable NodeName from, NodeName to, int port, Request request, Duration patience) {
        this(from, to, port, request, patience, false);
    }

    /** Whether packets pass between the two, both ways. */
    static PeerQuestion connect(NodeName from, NodeName to, int port) {
        return new PeerQuestion(from, to, port, Request.CONNECT, CONNECT_WITHIN);
    }

    PeerQuestion within(Duration other) {
        return new PeerQuestion(from, to, port, request, other, byAddress);
    }

    /** Whether a process lives there that says something. */
    static PeerQuestion greeting(@Nullable NodeName from, NodeName to, int port) {
        return new PeerQuestion(from, to, port, Request.GREETING, GREETED_WITHIN);
    }

    /** How long all of it may take, a connection that meets silence too. */
    Duration limit() {
        return switch (request) {
            case CONNECT -> patience;
            case GREETING -> patience.multipliedBy(2);
            case CALL, LONG_CALL -> patience.plus(CONNECTED_WITHIN);
            case CALL_TO_END -> patience.multipliedBy(2).plus(CONNECTED_WITHIN);
        };
    }

    @Override
    public String toString() {
        return (request == Request.CONNECT ? "connect from " : "from ") + from
                + (byAddress ? " by the address to " : " to ") + to + ":" + port;
    }
}
