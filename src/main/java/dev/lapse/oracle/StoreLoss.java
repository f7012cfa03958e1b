package dev.lapse.oracle;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A store without quorum: the primary demotes itself, and when the store is back the same node takes the lock again,
 * since no lease expires while the store has no leader.
 *
 * <pre>
 * back = max(hold + quorum, still served + start, wal_sender_timeout + [0, 0.6 s]) - still served
 *        + lock + max(promote, up) + [0, server_login_retry]
 * </pre>
 *
 * The pooler's retry is met where PostgreSQL starts no sooner than the store is back (measured 0.42 s of 1 s). The
 * third of the longest holds where replicas are silently gone as well: the stop in order of the demotion waits for
 * their walsenders (60.0 s after the cut in 7 of 7 runs). In two sites with four members and the line cut for 60 s
 * that makes 94 to 104.5 s; measured 97.6.
 *
 * @param hold zero: nothing but an election
 * @param replicasSilent whether packets to replicas are lost as well
 */
record StoreLoss(Configuration configuration, Duration hold, Back members, boolean replicasSilent) {
    /** t(n) = 0.21 s * (2^n - 1): when TCP sends again what it got no answer to. */
    private static final double FIRST_RETRANSMISSION = 0.21;

    /** TCP waits no longer than this between two tries. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(120);

    /** After so long the connections have been given up, and new ones are made at once (seen: 0.9 s after 330 s). */
    private static final Duration GIVEN_UP = Duration.ofSeconds(300);

    /** How exactly the runs were timed that showed it. */
    private static final Duration TOLERANCE = Duration.ofMillis(300);

    static final Interval WALSENDERS_END = Interval.millis(0, 600);

    /** How the members of the store find each other again. */
    enum Back {
        /** They were down, and start. */
        STARTED,
        /** They were frozen, or their connections were reset. */
        AT_ONCE,
        /** Packets were lost, without an end of the connections. */
        SILENT,
        /** They never were without quorum: the leader alone was lost. */
        ELECTED
    }

    Formula formula(Client client) {
        return new Formula(
                members == Back.ELECTED
                        ? "the store elects a leader, and may take longer for it than the primary waits"
                        : "the store has no quorum: the primary demotes itself, and comes back with the store",
                sinceRenewal -> at(sinceRenewal, client),
                configuration.loopWait(),
                terms(client));
    }

    private Set<Term> terms(Client client) {
        Set<Term> terms = EnumSet.of(Term.DEMOTE, Term.QUORUM, Term.PROMOTE);
        if (members == Back.SILENT) {
            terms.add(Term.RETRANSMISSION);
        }
        if (replicasSilent) {
            terms.add(Term.WAL_SENDERS);
        }
        if (!retried(lastOk(Duration.ZERO), client).isNone()) {
            terms.add(Term.POOLER_RETRY);
        }
        configuration.guide(client).ifPresent(guide -> terms.addAll(guide.upTerms()));
        return terms;
    }

    private Course at(Duration sinceRenewal, Client client) {
        Interval lastOk = lastOk(sinceRenewal);
        Interval quorum = quorum();
        Interval none = none(lastOk);
        if (none.isNone()) {
            return Course.UNHARMED;
        }
        Interval looped = looped(lastOk);
        Interval ready = configuration
                .guide(client)
                .map(guide -> Takeover.PROMOTE.max(up(guide, none)))
                .orElse(Takeover.PROMOTE);
        Interval total = none.max(looped).plus(lock(configuration)).plus(ready).plus(client.reconnect());
        return new Course(
                        lastOk,
                        List.of(
                                new Course.Part(
                                        Phase.NO_QUORUM,
                                        Interval.exactly(hold).minus(lastOk),
                                        "the hold - still served"),
                                new Course.Part(
                                        Phase.QUORUM, quorum.minus(lastOk.minus(Interval.exactly(hold))), quorumBy()),
                                new Course.Part(
                                        Phase.ELECT,
                                        lock(configuration).plus(looped.minus(none)),
                                        "up to loop_wait - retry_timeout + 2.5s, not before it has "
                                                + (replicasSilent ? "stopped and " : "") + "started again"),
                                new Course.Part(Phase.PROMOTE, Takeover.PROMOTE, "an idle database"),
                                new Course.Part(
                                        Phase.ROUTE,
                                        ready.minus(Takeover.PROMOTE),
                                        Takeover.upText(configuration, client)),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        none.from().isZero() ? Interval.upTo(total.to()) : total)
                .retried(retried(lastOk, client));
    }

    private Interval lastOk(Duration sinceRenewal) {
        return new Demotion(configuration, met()).after(sinceRenewal);
    }

    /** From then until there is a store. */
    private Interval none(Interval lastOk) {
        return Interval.exactly(hold).plus(quorum()).minus(lastOk);
    }

    /** From then until the primary has stopped and started again. */
    private Interval looped(Interval lastOk) {
        Interval stopped = replicasSilent
                ? Interval.exactly(configuration.walSenderTimeout())
                        .plus(WALSENDERS_END)
                        .minus(lastOk)
                : Interval.NONE;
        return stopped.plus(Demotion.START);
    }

    private Interval retried(Interval lastOk, Client client) {
        boolean starts = !looped(lastOk).minus(none(lastOk)).isNone();
        return starts ? configuration.retriedLogin(client) : Interval.NONE;
    }

    /** In so long a time without a primary. */
    private static Interval up(Guide guide, Interval none) {
        boolean surelyDown =
                none.from().compareTo(guide.down(OldPrimary.ANSWERS).to()) > 0;
        return surelyDown ? guide.up() : Interval.upTo(guide.up().to());
    }

    /**
     * Members that are down or frozen are silent, and those that are left keep who asks them waiting for a quorum. The
     * client may still be connected to one of these: seen 2.0 to 6.1 s of service after the last one was killed, with a
     * retry_timeout of 3 s and three members.
     */
    private Demotion.Store met() {
        return switch (members) {
            case STARTED, AT_ONCE -> Demotion.Store.EITHER;
            case SILENT, ELECTED -> Demotion.Store.ERRORS;
        };
    }

    private String quorumBy() {
        return switch (members) {
            case STARTED -> "the members start, and elect a leader";
            case AT_ONCE, ELECTED -> "the members elect a leader";
            case SILENT -> "TCP's next retransmission, and an election";
        };
    }

    private Interval quorum() {
        Duration election = configuration.election().multipliedBy(2);
        return switch (members) {
            case STARTED -> Interval.upTo(election.plusMillis(1_500));
            case AT_ONCE -> Interval.upTo(election.plusMillis(500));
            case ELECTED -> new Interval(configuration.election(), election);
            case SILENT -> silent(configuration, hold);
        };
    }

    /** From the heal of a silent cut to a leader. */
    static Interval silent(Configuration configuration, Duration cut) {
        Duration election = configuration.election().multipliedBy(2);
        return configuration.givesSilentPeersUp()
                ? Interval.upTo(election.plusMillis(500))
                : retransmitted(cut, election);
    }

    /**
     * From the heal of a silent cut to a leader: rafthttp's own read deadline of 5 s does not work from etcd 3.5 on
     * (etcd#18052, #19143), so that members meet again at TCP's next retransmission.
     */
    static Interval retransmitted(Duration cut, Duration election) {
        Interval elected = new Interval(Duration.ZERO, election.plus(TOLERANCE));
        if (cut.compareTo(GIVEN_UP) > 0) {
            return elected;
        }
        double next = 0;
        for (int n = 1; next < cut.toMillis() / 1e3; n++) {
            next = FIRST_RETRANSMISSION * (Math.pow(2, n) - 1);
        }
        Interval wait = Interval.exactly(
                        Duration.ofMillis(Math.round(next * 1e3)).minus(cut))
                .min(Interval.exactly(cut))
                .min(Interval.exactly(LONGEST_WAIT));
        return wait.plus(elected).minus(Interval.upTo(TOLERANCE));
    }

    /**
     * From a store that answers to the lock: Patroni asks for the store until retry_timeout, or up to 2 s less ({@link
     * Demotion.Store#ERRORS}), and begins again at once where that is not shorter than its loop ({@code __main__.py},
     * {@code schedule_next_run}); else it sleeps in between. Seen within 0.3 s at 10/10.
     */
    static Interval lock(Configuration configuration) {
        Duration least = Demotion.leastPatience(configuration);
        Duration sleeps = configuration.loopWait().minus(least);
        return Interval.upTo((sleeps.isNegative() ? Duration.ZERO : sleeps).plusMillis(500));
    }
}
