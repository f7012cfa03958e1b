package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A scenario's {@code load}: writes at a constant rate beside the lanes, since loss shows only where much is written.
 * Each client is a lane of one session with one write in flight; what is due while that is busy is not sent.
 *
 * @param clients from 1 to {@value #MOST_CLIENTS}
 * @param perSecond writes of all clients, in a second; of each client from 1 to {@value #MOST_OF_A_CLIENT}
 * @param via {@code haproxy} or {@code vip}
 */
public record LoadSpec(int clients, int perSecond, Entrypoint via) {
    static final int MOST_CLIENTS = 200;

    /** A write takes a round trip and a commit: a session has not many more in a second. */
    static final int MOST_OF_A_CLIENT = 500;

    static final int MOST_PER_SECOND = 10_000;
    static final List<Entrypoint> ENTRYPOINTS = List.of(Entrypoint.HAPROXY, Entrypoint.VIP);
    static final String EXAMPLE = "{clients: 8, rate: 500/s}";

    /** The regular expression of a rate in a file. */
    static final String RATE_FORM = "[1-9][0-9]{0,5}/s";

    private static final String UNIT = "/s";
    private static final String LANE = "load-";
    private static final long SECOND = 1_000_000_000;

    /** @throws IllegalArgumentException when no such load could be made, whatever the cluster */
    public LoadSpec {
        if (clients < 1 || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException("load clients must be from 1 to " + MOST_CLIENTS + ", was " + clients);
        }
        long most = Math.min(MOST_PER_SECOND, (long) MOST_OF_A_CLIENT * clients);
        if (perSecond < clients || perSecond > most) {
            throw new IllegalArgumentException("load rate must be from " + clients + UNIT + " (1/s of each client) to "
                    + most + UNIT + " with " + (clients == 1 ? "1 client" : clients + " clients") + ", was "
                    + perSecond + UNIT);
        }
        if (!ENTRYPOINTS.contains(via)) {
            throw new IllegalArgumentException("load via must be haproxy or vip, was " + via.text());
        }
    }

    /** So many clients that write so often, together, through HAProxy. */
    public static LoadSpec of(int clients, int perSecond) {
        return new LoadSpec(clients, perSecond, Entrypoint.HAPROXY);
    }

    public LoadSpec via(Entrypoint newVia) {
        return new LoadSpec(clients, perSecond, newVia);
    }

    /** The load that these lanes are of, if one is among them. */
    static Optional<LoadSpec> of(List<Lane> lanes) {
        List<Lane> load = lanes.stream().filter(Lane::isLoad).toList();
        if (load.isEmpty()) {
            return Optional.empty();
        }
        double periods = load.get(0).period().toNanos();
        return Optional.of(new LoadSpec(
                load.size(),
                (int) Math.round(load.size() * (double) SECOND / periods),
                load.get(0).via()));
    }

    /** @throws IllegalArgumentException when it is no whole number of writes in a second */
    static int rate(String text) {
        if (!text.matches(RATE_FORM)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a rate; write a whole number of writes a second, such as 500" + UNIT);
        }
        return Integer.parseInt(text.substring(0, text.length() - UNIT.length()));
    }

    /** @throws IllegalArgumentException when it is no whole number */
    static int clients(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a number of clients, such as 8");
        }
        return Integer.parseInt(text);
    }

    /**
     * A lane for each client.
     *
     * @throws IllegalArgumentException when the cluster has no such way in, or not the sessions for so many
     */
    List<Lane> lanes(ClusterSpec cluster) {
        if (via == Entrypoint.VIP && !cluster.vip()) {
            throw new IllegalArgumentException("load via vip: topology " + cluster.topology() + " has vip: false");
        }
        boolean onNodes = via == Entrypoint.VIP && cluster.addressFollowsPrimary();
        if (!onNodes && cluster.hostsWith(ComponentName.HAPROXY).isEmpty()) {
            throw new IllegalArgumentException("load via " + via.text() + ": topology " + cluster.topology()
                    + " has no host with " + ComponentName.HAPROXY.text());
        }
        Sessions sessions = Sessions.of(cluster);
        if (clients > sessions.most() / 2) {
            throw new IllegalArgumentException("load clients must be <= " + sessions.most() / 2 + ", half of "
                    + sessions.setting() + " " + sessions.most()
                    + ", since each holds a session and the lanes need theirs; was " + clients);
        }
        Duration period = Duration.ofNanos(clients * SECOND / perSecond);
        return IntStream.rangeClosed(1, clients)
                .mapToObj(client -> new Lane(
                        new LaneName(LANE + client), LaneKind.WRITE, via, Vantage.LOAD, null, period, LaneSpec.TIMEOUT))
                .toList();
    }

    /** As in a file. */
    public String text() {
        return "{clients: " + clients + ", rate: " + perSecond + UNIT + ", via: " + via.text() + "}";
    }
}
