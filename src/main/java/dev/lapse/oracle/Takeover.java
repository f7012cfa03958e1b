package dev.lapse.oracle;

import dev.lapse.component.HaproxyTimings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A primary that cannot renew its lease, and the replica that takes over.
 *
 * <pre>
 * gone    = ttl - time since the last renewal + [0, 0.5 s]     etcd looks twice a second (lease/lessor.go, runLoop)
 * elected = gone + race                                        OldPrimary.race
 * ready   = max(elected + promote, elected + up, old is down)  through the balancer; else elected + promote
 * </pre>
 *
 * Where the store's leader is lost with the primary, the new leader of the store grants the lease anew:
 * {@code gone = election + ttl + [0, 0.5 s]}, whatever the phase ({@code lessor.Promote}).
 */
record Takeover(Configuration configuration, OldPrimary old, Served served, Optional<Duration> hold) {
    static final Interval EXPIRY = Interval.millis(0, 500);

    /** From the lock to a writable node; an idle one needed 0.05 to 0.18 s, a replay in arrears has no bound. */
    static final Interval PROMOTE = Interval.millis(50, 1_000);

    /** How long the old primary serves clients after the fault. */
    enum Served {
        NOT_AT_ALL,
        /** Until the balancer has it down. */
        UNTIL_DOWN,
        /** Until it demotes itself, since it cannot reach the store. */
        UNTIL_DEMOTED
    }

    Formula formula(String kind, Client client) {
        return new Formula(kind, sinceRenewal -> at(sinceRenewal, client), configuration.loopWait(), terms(client));
    }

    private Set<Term> terms(Client client) {
        Set<Term> terms = EnumSet.of(Term.LEASE, Term.PROMOTE);
        terms.addAll(old.raceTerms());
        if (served == Served.NOT_AT_ALL && configuration.storeOnNodes()) {
            terms.add(Term.REARM);
        }
        if (served == Served.UNTIL_DEMOTED) {
            terms.add(Term.DEMOTE);
        }
        if (client.isBalanced()) {
            terms.add(Term.RISE);
            terms.addAll(served == Served.NOT_AT_ALL ? Set.of() : old.downTerms()); // else it is down long before
        }
        return terms;
    }

    /** A fault that is healed before the lease has run out lasts no longer than it is held. */
    private Course at(Duration sinceRenewal, Client client) {
        Interval lastOk = lastOk(sinceRenewal);
        Interval gone = gone(sinceRenewal);
        if (hold.isEmpty() || hold.get().compareTo(gone.to()) > 0) {
            return takenOver(lastOk, gone, client);
        }
        Course held = held(lastOk, hold.get(), client);
        return hold.get().compareTo(gone.from()) < 0
                ? held
                : new Course(
                        lastOk,
                        takenOver(lastOk, gone, client).phases(),
                        held.total().or(takenOver(lastOk, gone, client).total()));
    }

    private Course held(Interval lastOk, Duration held, Client client) {
        Interval out = Interval.exactly(held).minus(lastOk);
        if (out.to().isZero()) {
            return Course.UNHARMED;
        }
        Interval route = Interval.NONE;
        if (client.isBalanced()) {
            HaproxyTimings timings = configuration.balancer().orElseThrow();
            if (old.down(timings).from().compareTo(held) <= 0) {
                route = Interval.upTo(up(timings).to()); // it may have been found down
            }
        }
        return new Course(
                lastOk,
                List.of(
                        new Course.Part(Phase.HOLD, out, "the hold; the lease outlives it" + unserved()),
                        new Course.Part(Phase.ROUTE, route, "rise of the server, where it was found down"),
                        new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                out.plus(route).plus(client.reconnect()));
    }

    private String unserved() {
        return served == Served.NOT_AT_ALL ? "" : " - still served";
    }

    private Course takenOver(Interval lastOk, Interval gone, Client client) {
        Interval elected = gone.plus(old.race());
        Interval ready = PROMOTE;
        if (client.isBalanced()) {
            HaproxyTimings timings = configuration.balancer().orElseThrow();
            Interval checksFail = served == Served.UNTIL_DEMOTED ? lastOk : Interval.NONE;
            Interval isDown = checksFail.plus(old.down(timings)).minus(elected);
            ready = PROMOTE.max(up(timings)).max(isDown);
        }
        Interval total = elected.plus(ready).plus(client.reconnect()).minus(lastOk);
        return new Course(
                lastOk,
                List.of(
                        new Course.Part(Phase.DETECT, gone.minus(lastOk), detectedBy()),
                        new Course.Part(Phase.ELECT, old.race(), "the race: what the old primary's REST does"),
                        new Course.Part(Phase.PROMOTE, PROMOTE, "an idle database"),
                        new Course.Part(Phase.ROUTE, ready.minus(PROMOTE), "rise of the new server, fall of the old"),
                        new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                total);
    }

    private String detectedBy() {
        return "ttl - time since the renewal + up to 0.5s" + unserved();
    }

    private Interval gone(Duration sinceRenewal) {
        Interval usual =
                Interval.exactly(configuration.ttl().minus(sinceRenewal)).plus(EXPIRY);
        if (served != Served.NOT_AT_ALL || !configuration.storeOnNodes()) {
            return usual;
        }
        Interval anew = new Interval(
                        configuration.election(), configuration.election().multipliedBy(3))
                .plus(configuration.ttl())
                .plus(EXPIRY);
        return usual.or(anew);
    }

    private Interval lastOk(Duration sinceRenewal) {
        return switch (served) {
            case NOT_AT_ALL -> Interval.NONE;
            case UNTIL_DOWN -> old.down(configuration.balancer().orElseThrow());
            case UNTIL_DEMOTED -> demoted(configuration, sinceRenewal);
        };
    }

    /**
     * When a primary without the store is read-only: the rest of its loop, then retry_timeout. Patroni gives up the
     * last share of it when that is below a second ({@code etcd.py}, {@code api_execute}); the stop took up to 0.2 s.
     */
    static Interval demoted(Configuration configuration, Duration sinceRenewal) {
        Duration loop = configuration.loopWait().minus(sinceRenewal);
        Duration retry = configuration.retryTimeout();
        Duration least = retry.minusSeconds(2);
        return new Interval(loop.plus(least.isNegative() ? Duration.ZERO : least), loop.plus(retry))
                .plus(Interval.millis(0, 200));
    }

    /** From the first good check of a server that is down until clients are sent there. */
    static Interval up(HaproxyTimings timings) {
        return Interval.upTo(timings.downInter()).plus(timings.fastInter().multipliedBy(timings.rise() - 1L));
    }
}
