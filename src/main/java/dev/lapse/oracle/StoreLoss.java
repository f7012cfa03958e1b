package dev.lapse.oracle;

import dev.lapse.component.HaproxyTimings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A store without quorum: the primary demotes itself, and when the store is back the same node takes the lock again.
 * The members answer at once after the heal, as they do after a crash or a pause; after a silent cut TCP's next
 * retransmission comes on top, for which this is no formula.
 */
record StoreLoss(Configuration configuration, Duration hold) {
    /** From a store with a leader until the lock is taken: seen within 0.3 s, and at the next loop at the latest. */
    private Interval lock() {
        return Interval.upTo(configuration.loopWait());
    }

    Formula formula(Client client) {
        return new Formula(
                "the store has no quorum: the primary demotes itself, and comes back with the store",
                sinceRenewal -> at(sinceRenewal, client),
                configuration.loopWait(),
                terms(client));
    }

    private Set<Term> terms(Client client) {
        Set<Term> terms = EnumSet.of(Term.DEMOTE, Term.QUORUM, Term.PROMOTE);
        if (client.isBalanced()) {
            terms.add(Term.RISE);
        }
        return terms;
    }

    private Course at(Duration sinceRenewal, Client client) {
        Interval lastOk = Takeover.demoted(configuration, sinceRenewal);
        Interval quorum = Interval.upTo(configuration.election().multipliedBy(2).plusMillis(1_500));
        Interval back = Interval.exactly(hold).plus(quorum);
        Interval elected = back.plus(lock());
        Interval ready = Takeover.PROMOTE;
        if (client.isBalanced()) {
            HaproxyTimings timings = configuration.balancer().orElseThrow();
            ready = ready.max(Takeover.up(timings));
        }
        Interval none = Interval.exactly(hold).plus(quorum).minus(lastOk);
        if (none.to().isZero()) {
            return Course.UNHARMED;
        }
        Interval total = elected.plus(ready).plus(client.reconnect()).minus(lastOk);
        return new Course(
                lastOk,
                List.of(
                        new Course.Part(
                                Phase.NO_QUORUM, Interval.exactly(hold).minus(lastOk), "the hold - still served"),
                        new Course.Part(Phase.QUORUM, quorum, "the members start, and elect a leader"),
                        new Course.Part(Phase.ELECT, lock(), "up to loop_wait"),
                        new Course.Part(Phase.PROMOTE, Takeover.PROMOTE, "an idle database"),
                        new Course.Part(Phase.ROUTE, ready.minus(Takeover.PROMOTE), "rise of the server"),
                        new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                none.from().isZero() ? Interval.upTo(total.to()) : total);
    }
}
