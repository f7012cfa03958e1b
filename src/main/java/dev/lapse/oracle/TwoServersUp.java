package dev.lapse.oracle;

import dev.lapse.cluster.Entrance;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.component.HaproxyUnlike;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long the balancer's pool for writes has two servers UP after the primary is lost in one way: it finds the old one
 * down late, and the new one up soon. New connections then go to both.
 *
 * <pre>
 * window = old is down - max(new is up, the old one answers at all)      at each phase of the lease
 * </pre>
 *
 * @param phase after which renewal of the lease the window is longest
 * @param isDown when the old server is down, at that phase, since the loss; of a switchover since the lock was freed
 * @param isUp when the new one is up, since the same
 * @param begins the earliest moment at which both are up and the old one answers
 * @param longest the longest window; never zero
 * @param old what the old server does in it
 */
public record TwoServersUp(
        LossOfPrimary way,
        Duration phase,
        Interval isDown,
        Interval isUp,
        Duration begins,
        Duration longest,
        OldServer old) {
    /** A deposed primary follows after a sleep of 2 s, and its start ({@code ha.py}, {@code demote}). */
    private static final Duration FOLLOWS = Duration.ofMillis(2_200);

    private static final int STEPS = 100;

    /** For how long both are up at most, whether the old one answers or not. */
    public Duration bothUp() {
        return isDown.to().minus(isUp.from());
    }

    /** What the old server does with who comes to it. */
    public enum OldServer {
        /** It takes writes and acknowledges them. */
        WRITABLE,
        /** It takes writes, and their commits wait for a standby that follows somebody else by then. */
        WAITING,
        /** It answers 25006: read-only. */
        READ_ONLY,
        /** It stops, and answers that it does, or hangs. */
        GONE
    }

    /** A way to lose the primary. */
    public enum LossOfPrimary {
        /** Patroni frees the lock on purpose. */
        SWITCHOVER("a switchover"),
        PATRONI_KILLED("Patroni is killed and stays away"),
        PATRONI_FROZEN("Patroni freezes"),
        HOST_FROZEN("the host freezes"),
        HOST_SILENT("the host loses its network"),
        CUT_FROM_STORE("the primary loses etcd alone"),
        CUT_FROM_STORE_AND_REPLICAS("the primary loses etcd and its replicas");

        private final String text;

        LossOfPrimary(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }

        private boolean takesHost() {
            return this == HOST_FROZEN || this == HOST_SILENT;
        }
    }

    /** Each way after which it can be, in the order of {@link LossOfPrimary}; none without a balancer or an heir. */
    static List<TwoServersUp> of(Configuration configuration) {
        if (configuration.balancer().isEmpty()
                || HaproxyUnlike.of(configuration.spec(), Entrance.WRITE).isPresent()
                || configuration.spec().candidates().size() < 2) {
            return List.of();
        }
        return Arrays.stream(LossOfPrimary.values())
                .filter(way -> !way.takesHost()
                        || !configuration
                                .storeOutlives(configuration.spec().candidates())
                                .equals(Optional.of(false))) // nobody is promoted then
                .filter(way -> way != LossOfPrimary.CUT_FROM_STORE
                        || !configuration.spec().failsafe()) // every member answers, so the primary stays
                .flatMap(way -> longest(configuration, way).stream())
                .toList();
    }

    private static OldServer old(Configuration configuration, LossOfPrimary way) {
        return switch (way) {
            case SWITCHOVER, CUT_FROM_STORE -> OldServer.READ_ONLY;
            case PATRONI_KILLED, PATRONI_FROZEN ->
                configuration.waitsForStandby() ? OldServer.WAITING : OldServer.WRITABLE;
            case HOST_FROZEN, HOST_SILENT, CUT_FROM_STORE_AND_REPLICAS -> OldServer.GONE;
        };
    }

    private static Optional<TwoServersUp> longest(Configuration configuration, LossOfPrimary way) {
        Duration range = way == LossOfPrimary.SWITCHOVER ? Duration.ZERO : configuration.loopWait();
        return IntStream.rangeClosed(0, STEPS)
                .mapToObj(step -> range.multipliedBy(step).dividedBy(STEPS))
                .flatMap(phase -> at(configuration, way, phase))
                .reduce((one, other) -> one.longest.compareTo(other.longest) >= 0 ? one : other);
    }

    private static Stream<TwoServersUp> at(Configuration configuration, LossOfPrimary way, Duration phase) {
        HaproxyTimings timings = configuration.balancer().orElseThrow();
        Interval checksFail = checksFail(configuration, way, phase);
        Interval isDown = checksFail.plus(toBalancer(way).down(timings));
        Interval free = way == LossOfPrimary.SWITCHOVER
                ? Interval.NONE
                : Interval.exactly(configuration.ttl().minus(phase)).plus(Takeover.EXPIRY);
        Interval isUp = free.plus(toReplicas(way).race()).plus(Takeover.up(timings));
        Duration begin = isUp.from();
        if (way == LossOfPrimary.SWITCHOVER && FOLLOWS.compareTo(begin) > 0) {
            begin = FOLLOWS;
        }
        Duration window = isDown.to().minus(begin);
        return window.isNegative() || window.isZero()
                ? Stream.empty()
                : Stream.of(new TwoServersUp(way, phase, isDown, isUp, begin, window, old(configuration, way)));
    }

    private static Interval checksFail(Configuration configuration, LossOfPrimary way, Duration phase) {
        return switch (way) {
            case SWITCHOVER, PATRONI_KILLED, PATRONI_FROZEN, HOST_FROZEN, HOST_SILENT -> Interval.NONE;
            case CUT_FROM_STORE -> new Demotion(configuration, Demotion.Store.EITHER).after(phase);
            case CUT_FROM_STORE_AND_REPLICAS -> stopped(configuration, phase);
        };
    }

    /**
     * The stop waits for the walsenders of replicas that are silent. Until it is over the REST API says primary, but no
     * longer than ttl after the last renewal. With a wal_sender_timeout of 5 s no window was seen in 3 of 3 runs.
     */
    private static Interval stopped(Configuration configuration, Duration phase) {
        Interval lease = Interval.exactly(configuration.ttl().minus(phase)).plus(Takeover.OWN_EXPIRY);
        Interval demoted = new Demotion(configuration, Demotion.Store.EITHER).after(phase);
        return configuration.walSenderTimeout().isZero()
                ? lease
                : lease.min(demoted.max(
                        Interval.exactly(configuration.walSenderTimeout()).plus(StoreLoss.WALSENDERS_END)));
    }

    private static OldPrimary toBalancer(LossOfPrimary way) {
        return switch (way) {
            case SWITCHOVER, CUT_FROM_STORE, CUT_FROM_STORE_AND_REPLICAS -> OldPrimary.ANSWERS;
            case PATRONI_KILLED -> OldPrimary.REFUSES;
            case PATRONI_FROZEN, HOST_FROZEN -> OldPrimary.HANGS;
            case HOST_SILENT -> OldPrimary.SILENT;
        };
    }

    private static OldPrimary toReplicas(LossOfPrimary way) {
        return way == LossOfPrimary.CUT_FROM_STORE_AND_REPLICAS ? OldPrimary.SILENT : toBalancer(way);
    }
}
