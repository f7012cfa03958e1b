package dev.lapse.oracle;

import java.time.Duration;
import java.util.List;

/**
 * A primary whose lease outlives the fault: where it has demoted itself by the heal, it leads again.
 *
 * <pre>
 * total = hold - still served + lock + max(promote, up) + [0, server_login_retry]
 * lock  = max(the loop that demotes has stopped and started PostgreSQL, the call of the store that is under way)
 *         + the sleep until the next loop; the pooler's retry where PostgreSQL starts no sooner than the heal
 * up    = the check that is under way + the rise of a server that was found down; Patroni says /primary from the lock
 *         on
 * </pre>
 *
 * @param held how long the fault is
 */
record LeadsAgain(Takeover takeover, Duration held, Client client) {
    Course after(Duration sinceRenewal, Interval lastOk) {
        Interval out = Interval.exactly(held).minus(lastOk);
        if (out.isNone()) {
            return Course.UNHARMED;
        }
        Interval lock = takeover.served().demotes() ? lock(sinceRenewal) : Interval.NONE;
        Interval promote = lock.isNone()
                ? Interval.NONE
                : hasDemoted(sinceRenewal) ? Takeover.PROMOTE : Interval.upTo(Takeover.PROMOTE.to());
        Interval route = takeover.configuration()
                .guide(client)
                .filter(guide -> guide.down(takeover.toBalancer()).from().compareTo(held) <= 0)
                .map(guide -> Interval.upTo(
                        guide.underWay(takeover.toBalancer()).plus(guide.up()).to())) // it may have been found down
                .orElse(Interval.NONE);
        Interval ready = promote.max(route);
        Interval total = out.plus(lock).plus(ready).plus(client.reconnect());
        return new Course(
                        lastOk,
                        List.of(
                                new Course.Part(
                                        Phase.HOLD, out, "the hold; the lease outlives it" + takeover.unserved()),
                                new Course.Part(
                                        Phase.ELECT,
                                        lock,
                                        "the old primary leads again: a call of the store under way, and its next loop"),
                                new Course.Part(Phase.PROMOTE, promote, "an idle database"),
                                new Course.Part(
                                        Phase.ROUTE,
                                        ready.minus(promote),
                                        Takeover.upText(takeover.configuration(), client)
                                                + ", where it was found down"),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        out.from().isZero() ? Interval.upTo(total.to()) : total)
                .retried(
                        lock.isNone() || started(sinceRenewal).isNone()
                                ? Interval.NONE
                                : takeover.configuration().retriedLogin(client));
    }

    /** From the heal until it has the lock again; nothing, where it has not demoted itself by then. */
    private Interval lock(Duration sinceRenewal) {
        Demotion demotion = demotion();
        if (Interval.exactly(held).minus(demotion.after(sinceRenewal)).isNone()) {
            return Interval.NONE;
        }
        Interval lock = started(sinceRenewal).max(demotion.underWay()).plus(StoreLoss.lock(takeover.configuration()));
        return hasDemoted(sinceRenewal) ? lock : Interval.upTo(lock.to());
    }

    /** How long after the heal its PostgreSQL may have stopped and started again. */
    private Interval started(Duration sinceRenewal) {
        Interval hold = Interval.exactly(held);
        Interval stopping = demotion().after(sinceRenewal).min(hold); // else it finds the store again
        Interval stopped = takeover.stopHangs() ? stopping.max(walSenders()) : stopping;
        return stopped.plus(Demotion.START).minus(hold);
    }

    private Demotion demotion() {
        return new Demotion(takeover.configuration(), takeover.store());
    }

    /** Whether it surely has by the heal. */
    private boolean hasDemoted(Duration sinceRenewal) {
        return demotion().after(sinceRenewal).to().compareTo(held) <= 0;
    }

    /** A stop in order waits for replicas that are silent: for wal_sender_timeout, or until it is healed. */
    private Interval walSenders() {
        Interval heard = new Interval(held, Retransmission.after(held));
        Duration timeout = takeover.configuration().walSenderTimeout();
        return timeout.isZero()
                ? heard
                : Interval.exactly(timeout).plus(StoreLoss.WALSENDERS_END).min(heard);
    }
}
