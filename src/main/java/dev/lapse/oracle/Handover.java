package dev.lapse.oracle;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A primary that stops in order and frees the lock itself: a switchover, or a host that is shut down. The lease has
 * no part in it. With a lasting OK:
 *
 * <pre>
 * stop + 1 s + max(race + max(promote, up), the old one is down)
 * </pre>
 *
 * The second is Patroni's sleep after it freed the lock ({@code ha.py}); the checkpoint is taken before.
 */
record Handover(Configuration configuration, OldPrimary old) {
    /** Of an idle database 0.08 to 0.16 s, in 12 switchovers; a client may get its last answer after it has begun. */
    private static final Interval STOP = Interval.millis(0, 2_000);

    private static final Duration SLEEP = Duration.ofSeconds(1);

    Formula formula(Client client) {
        Course course = course(client);
        return new Formula(
                "handover: the old primary stops in order and frees the lock",
                sinceRenewal -> course,
                configuration.loopWait(),
                terms(client));
    }

    private Set<Term> terms(Client client) {
        Set<Term> terms = EnumSet.of(Term.STOP, Term.QUICK_RACE, Term.PROMOTE);
        configuration.guide(client).ifPresent(guide -> {
            terms.addAll(guide.upTerms());
            terms.addAll(guide.downTerms(old));
        });
        return terms;
    }

    private Course course(Client client) {
        Interval stopped = STOP.plus(SLEEP);
        Interval elected = OldPrimary.ANSWERS.race();
        Interval promoted = elected.plus(Takeover.PROMOTE);
        Interval ready = configuration
                .guide(client)
                .map(guide -> guide.settled(client, promoted.max(elected.plus(guide.up())), guide.down(old)))
                .orElse(promoted);
        return new Course(
                Interval.NONE,
                List.of(
                        new Course.Part(Phase.STOP, stopped, "a fast shutdown, and Patroni's sleep of 1s"),
                        new Course.Part(Phase.ELECT, elected, "the race"),
                        new Course.Part(Phase.PROMOTE, Takeover.PROMOTE, "an idle database"),
                        new Course.Part(
                                Phase.ROUTE,
                                ready.minus(promoted),
                                Takeover.upText(configuration, client) + ", fall of the old one"),
                        new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                stopped.plus(ready).plus(client.reconnect()));
    }
}
