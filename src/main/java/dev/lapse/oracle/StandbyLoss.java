package dev.lapse.oracle;

import dev.lapse.cluster.ReplicationMode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A standby that commits wait for is gone (F11 of the bounds): they wait until PostgreSQL has no walsender for it, or
 * the store no member of its name ({@code postgresql/sync.py}, {@code current_state}); and then for the primary's next
 * loop.
 */
record StandbyLoss(Configuration configuration, Silence silence) {
    /** A replica sleeps half a second longer than loop_wait ({@code ha.py}). */
    private static final Duration REPLICA_MORE = Duration.ofMillis(500);

    private static final Interval WALSENDER_ENDS = Interval.millis(0, 600);

    /** The store is written and PostgreSQL reads its configuration again. */
    private static final Interval SWITCH = Interval.millis(0, 300);

    /** What the primary meets of the standby. */
    enum Silence {
        /** The connection ends at once. */
        ENDS,
        /** Neither the primary nor the store hears of it: what comes first counts. */
        OF_ALL,
        /** Its replication alone is silent, and Patroni sleeps twice for it. */
        OF_REPLICATION
    }

    /** Whether commits go on without one standby, in each way that it may be chosen. */
    boolean isMissed(boolean isSynchronous) {
        ReplicationMode mode = configuration.replication();
        long left = configuration.spec().fewestStandbys() - 1;
        return configuration.waitsForStandby()
                && (mode.kind() == ReplicationMode.Kind.QUORUM
                        ? left < mode.standbys()
                        : isSynchronous || left < mode.standbys());
    }

    /**
     * Why commits would wait without an end that a setting bounds. Strict mode wants one standby; of more that are
     * asked for, Patroni leaves out those that are gone ({@code ha.py}, {@code _process_multisync_replication}).
     */
    Optional<String> unbounded() {
        ReplicationMode mode = configuration.replication();
        long left = configuration.spec().fewestStandbys() - 1;
        return mode.strict() && left < 1
                ? Optional.of("strict mode, and no standby is left: commits wait until the standby is back")
                : Optional.empty();
    }

    Formula formula(Client client, Optional<Duration> hold) {
        Interval released = released();
        Interval total = hold.filter(held -> held.compareTo(released.from()) < 0)
                .map(held -> new Interval(held, released.to()))
                .orElse(released);
        EnumSet<Term> terms = EnumSet.of(Term.RELEASE);
        return Formula.constant(
                "commits wait for a standby that is gone, until Patroni no longer asks for it",
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.RELEASE, total, why()),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        total.plus(client.reconnect())),
                configuration,
                terms);
    }

    private String why() {
        return switch (silence) {
            case ENDS -> "up to loop_wait";
            case OF_ALL -> "the first of wal_sender_timeout and the member's ttl, then up to loop_wait";
            case OF_REPLICATION -> "wal_sender_timeout, then up to loop_wait + 2s";
        };
    }

    private Interval released() {
        Interval loop = Interval.upTo(configuration.loopWait()).plus(SWITCH);
        Interval walsender = Interval.exactly(configuration.walSenderTimeout()).plus(WALSENDER_ENDS);
        Interval member = Interval.exactly(configuration.ttl())
                .minus(Interval.upTo(configuration.loopWait().plus(REPLICA_MORE)))
                .plus(Takeover.EXPIRY);
        boolean endless = configuration.walSenderTimeout().isZero();
        return switch (silence) {
            case ENDS -> loop;
            case OF_ALL -> (endless ? member : walsender.min(member)).plus(loop);
            case OF_REPLICATION -> walsender.plus(loop).plus(Interval.millis(0, 2_000));
        };
    }
}
