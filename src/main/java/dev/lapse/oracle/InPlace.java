package dev.lapse.oracle;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A process that is gone for a while and comes back where it was; the leader lock stays where it is. */
record InPlace(Configuration configuration, Client client) {
    /** An idle PostgreSQL, from the order to its first answer: no setting bounds it. */
    private static final Interval START = Interval.millis(200, 3_000);

    private static final Interval STOP = Interval.millis(100, 2_000);

    /** Python starts, reads its files and leads after its first loop; a hypothesis. */
    private static final Interval PATRONI_START = Interval.millis(1_000, 4_000);

    /** The supervisor starts again at once what ended, or a second after it began; and the process needs its time. */
    private static final Interval SUPERVISOR = Interval.millis(0, 2_000);

    /** The postmaster is killed: Patroni sees it at its next loop and starts it again (F9 of the bounds). */
    Formula postgresKilled() {
        return back(
                "PostgreSQL is started again where it was, at Patroni's next loop",
                Interval.upTo(configuration.loopWait()).plus(START));
    }

    /** With primary_start_timeout 0 the lock is given up at the next loop; the same node may be promoted anew. */
    Formula postgresKilledAndReplaced() {
        Interval loop = Interval.upTo(configuration.loopWait());
        Interval race = OldPrimary.ANSWERS.race();
        Interval same = Takeover.PROMOTE.plus(Interval.upTo(START.to()));
        Interval ready = configuration
                .guide(client)
                .map(guide -> same.or(same.max(guide.up().max(guide.down(OldPrimary.ANSWERS)))))
                .orElse(same);
        return Formula.constant(
                "failover: the lock is given up at Patroni's next loop, and the same node may win it",
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.DETECT, loop, "up to loop_wait"),
                                new Course.Part(Phase.ELECT, race, "the race"),
                                new Course.Part(Phase.PROMOTE, ready, "promotion, and the checks of both servers"),
                                reconnected()),
                        loop.plus(race).plus(ready).plus(client.reconnect())),
                configuration,
                EnumSet.of(Term.QUICK_RACE, Term.PROMOTE, Term.RISE, Term.FALL));
    }

    /** Patroni is asked to restart PostgreSQL. */
    Formula restarted() {
        return back("PostgreSQL stops in order and starts again where it was", STOP.plus(START));
    }

    private Formula back(String kind, Interval back) {
        Interval pooled = pooled(back);
        Set<Term> terms = EnumSet.of(Term.START);
        if (configuration.pools(client)) {
            terms.add(Term.POOLER_RETRY);
        }
        return Formula.constant(
                kind,
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.RESTART, back, "an idle database"),
                                new Course.Part(
                                        Phase.RECONNECT,
                                        pooled.minus(back).plus(client.reconnect()),
                                        client.text()
                                                + (configuration.pools(client)
                                                        ? ", and server_login_retry of the pooler"
                                                        : ""))),
                        pooled.plus(client.reconnect())),
                configuration,
                terms);
    }

    /**
     * A pooler tries again server_login_retry after the beginning of the attempt that failed: at once, and then at its
     * multiples. It is not additive.
     */
    private Interval pooled(Interval back) {
        long retry = Math.max(1, configuration.loginRetry().toMillis());
        long tries = (back.to().toMillis() + retry - 1) / retry;
        return configuration.pools(client) ? new Interval(back.from(), Duration.ofMillis(tries * retry + 300)) : back;
    }

    /**
     * Patroni is killed and its supervisor starts it again: PostgreSQL goes on, but checks are refused meanwhile, and a
     * balancer that counts fast finds the server down.
     */
    Formula patroniKilled() {
        Guide guide = configuration.guide(client).orElseThrow();
        Interval down = guide.down(OldPrimary.REFUSES);
        if (PATRONI_START.to().compareTo(down.from()) < 0) {
            return Formula.constant(
                    "Patroni is back before its checks have failed often enough",
                    Course.UNHARMED,
                    configuration,
                    Set.of(Term.PATRONI_START));
        }
        Interval restart = PATRONI_START.minus(down);
        Interval route = Interval.upTo(guide.up().to());
        return Formula.constant(
                "Patroni starts again; meanwhile its checks are refused, and the server may be found down",
                new Course(
                        down,
                        List.of(
                                new Course.Part(Phase.RESTART, restart, "the start of Patroni - still served"),
                                new Course.Part(Phase.ROUTE, route, guide.upText() + ", where it was found down"),
                                reconnected()),
                        Interval.upTo(
                                restart.plus(route).plus(client.reconnect()).to())),
                configuration,
                EnumSet.of(Term.PATRONI_START, Term.FALL, Term.RISE));
    }

    /** The process on the way is killed and started again at once. */
    Formula startedAtOnce(String kind) {
        return Formula.constant(
                kind,
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.RESTART, SUPERVISOR, "the supervisor starts it at once"),
                                reconnected()),
                        SUPERVISOR.plus(client.reconnect())),
                configuration,
                EnumSet.of(Term.SUPERVISOR));
    }

    /**
     * What is on the way is out until it is healed.
     *
     * @param start what it needs then
     * @param checked whether the balancer's check meets it, so that its server has to rise
     */
    Prediction untilHealed(Incident incident, Interval start, boolean checked, String kind) {
        return incident.hold()
                .map(hold -> Prediction.of(outFor(hold, start, checked, kind)))
                .orElseGet(() -> Prediction.none("it is out until it is healed, and nothing heals it"));
    }

    private Formula outFor(Duration hold, Interval start, boolean checked, String kind) {
        Interval out = Interval.exactly(hold).plus(start);
        Interval route = configuration
                .guide(client)
                .filter(guide ->
                        checked && guide.down(OldPrimary.REFUSES).from().compareTo(out.to()) <= 0)
                .map(guide -> Interval.upTo(guide.up().to()))
                .orElse(Interval.NONE);
        return Formula.constant(
                kind,
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(
                                        Phase.HOLD, out, "the hold" + (start.isNone() ? "" : ", and the start")),
                                new Course.Part(Phase.ROUTE, route, Takeover.upText(configuration, client)),
                                reconnected()),
                        out.plus(route).plus(client.reconnect())),
                configuration,
                start.isNone() ? Set.of() : Set.of(Term.SUPERVISOR));
    }

    /** What a process that is started at heal needs, or one that goes on then. */
    static Interval start(boolean goesOn) {
        return goesOn ? Interval.NONE : SUPERVISOR;
    }

    private Course.Part reconnected() {
        return new Course.Part(Phase.RECONNECT, client.reconnect(), client.text());
    }
}
