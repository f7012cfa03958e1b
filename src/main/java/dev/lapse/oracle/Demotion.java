package dev.lapse.oracle;

import dev.lapse.cluster.ComponentName;
import java.time.Duration;

/**
 * When a primary that has lost the store is read-only: the rest of its loop, then what its client of etcd takes to give
 * up, then a stop that took up to 0.2 s.
 *
 * <pre>
 * share   = retry_timeout / members, at least 1 s        of one member ({@code etcd.py}, {@code _calculate_timeouts})
 * connect = max(1 s, share / 2)
 * </pre>
 *
 * With failsafe_mode a loop also asks every member, each up to 2 s, twice ({@code ha.py}).
 */
record Demotion(Configuration configuration, Store store) {
    private static final Interval STOP = Interval.millis(0, 200);
    private static final Duration FAILSAFE = Duration.ofSeconds(4);

    /** How long before it is read-only it asked its members in failsafe_mode, where one of them is silent. */
    static final Interval ASKED = Interval.upTo(FAILSAFE).plus(STOP);

    /**
     * The loop that demotes also starts PostgreSQL as a replica, and waits for it: it looks once a second whether it
     * listens, and then whether it accepts ({@code postgresql/__init__.py}, {@code wait_for_port_open} and
     * {@code wait_for_startup}), so that an idle one that is ready after 0.4 s may take it 2 s. A store that is back
     * meanwhile is not asked before: seen 1.7 s to the lock with a loop_wait of 2 s.
     */
    static final Interval START = Interval.millis(0, 2_300);

    /** How exactly the runs were timed that showed it. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** For so long after the renewal the loop that made it may still ask the store. */
    private static final Duration SAME_LOOP = Duration.ofMillis(300);

    /** What the primary meets when it asks the store. */
    enum Store {
        /**
         * A member answers, with errors, or refuses: Patroni asks until retry_timeout is over, and gives up the last
         * share of it when that is below a second ({@code api_execute}), and so up to 2 s before. Seen 8.2 to 10.0 s
         * of 10.
         */
        ERRORS,
        /**
         * No member answers, and packets are lost. Each is asked once: the first over a connection that is there, for
         * its share; the others have no connection, and cost a connect each. Then each is asked for the list of
         * members, which costs a connect each again ({@code _load_machines_cache}), and by then retry_timeout is over.
         * So it takes longer than retry_timeout: seen 5.9 to 6.1 s of 3 with three members. Only where the cut met
         * the loop that renewed the lease, which notices it then, does the next one ask for the list first and give up
         * when retry_timeout is over: seen 3 s.
         */
        SILENCE,
        /** One of both. */
        EITHER
    }

    Interval after(Duration sinceRenewal) {
        Duration loop = configuration.loopWait().minus(sinceRenewal);
        Interval alone = patience(sinceRenewal)
                .plus(loop.isNegative() ? Duration.ZERO : loop)
                .plus(STOP);
        return configuration.spec().failsafe() ? alone.plus(Interval.upTo(FAILSAFE)) : alone;
    }

    private Interval patience(Duration sinceRenewal) {
        boolean sameLoop = sinceRenewal.compareTo(SAME_LOOP) < 0;
        return switch (store) {
            case ERRORS -> errors();
            case SILENCE -> sameLoop ? errors().or(silence()) : silence();
            case EITHER -> errors().or(silence());
        };
    }

    private Interval errors() {
        return new Interval(leastPatience(configuration), configuration.retryTimeout());
    }

    /** How long Patroni asks a store that answers with errors, at least. */
    static Duration leastPatience(Configuration configuration) {
        Duration least = configuration.retryTimeout().minusSeconds(2);
        return least.isNegative() ? Duration.ZERO : least;
    }

    /**
     * How long a call of the store that met silence may go on after the heal: it waits for its member, or for a connect
     * whose first packet was lost, and only the next call finds the store. Seen 0.6 to 1.2 s from the heal to the lock
     * with a retry_timeout of 3 s and three members.
     */
    Interval underWay() {
        return store == Store.ERRORS
                ? Interval.NONE
                : Interval.upTo(calls().share().compareTo(calls().connect()) > 0 ? calls().share() : calls().connect());
    }

    /**
     * How Patroni calls its members when none answers.
     *
     * @param share how long one answer is waited for
     * @param connect how long a connect is waited for
     * @param tries how often each is called
     */
    private record Calls(Duration share, Duration connect, long tries) {}

    /** With one member or two each is tried more than once: three times in all, or twice each. */
    private Calls calls() {
        int members =
                Math.max(1, configuration.spec().hostsWith(ComponentName.ETCD).size());
        Duration retry = configuration.retryTimeout();
        long asked = Math.min(members, Math.max(1, retry.toSeconds()));
        Duration share = retry.dividedBy(asked);
        long tries = 1;
        while (tries < 4 - Math.min(members, 3) && share.dividedBy(tries + 1).compareTo(SECOND) >= 0) {
            tries++;
        }
        share = share.dividedBy(tries);
        Duration half = share.dividedBy(2);
        Duration connect = half.compareTo(SECOND) > 0 ? half : share.compareTo(SECOND) < 0 ? share : SECOND;
        return new Calls(share, connect, tries);
    }

    private Interval silence() {
        int members = configuration.spec().hostsWith(ComponentName.ETCD).size();
        Duration retry = configuration.retryTimeout();
        if (members == 0) {
            return new Interval(retry, retry.multipliedBy(2));
        }
        Calls calls = calls();
        Duration connects = calls.connect().multipliedBy(2 * members * calls.tries());
        return new Interval(
                rounded(connects.minus(TOLERANCE)),
                rounded(connects.minus(calls.connect()).plus(calls.share())));
    }

    private static Duration rounded(Duration length) {
        return Duration.ofMillis(Math.round(length.toNanos() / 1e6));
    }
}
