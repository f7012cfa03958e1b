package dev.lapse.oracle;

import dev.lapse.component.HaproxyTimings;
import java.time.Duration;
import java.util.Set;

/**
 * How the REST of Patroni on the old primary answers once the fault is there. It decides how long the race takes, since
 * each replica asks it, and when the balancer finds the old primary down.
 */
enum OldPrimary {
    /** Packets are lost: a connect meets silence. */
    SILENT,
    /** A connect is refused or the host is unreachable at once. */
    REFUSES,
    /** A connect is accepted and no answer comes; once the backlog of 5 is full, connects meet silence. */
    HANGS,
    /** It answers 503. */
    ANSWERS,
    /** Gone from the network with its container: unreachable at once, or silent. */
    GONE;

    /**
     * From the free lock to the new holder. A replica waits up to 2 s for each member that does not answer ({@code
     * ha.py}, {@code fetch_node_status}); measured 2.10 to 2.14 s of a silent one, 0.1 to 0.25 s otherwise. A host that
     * has crashed is silent too, for ARP gives up after 3 s only: 2.10 to 2.13 s in 12 of 12 crashes.
     */
    Interval race() {
        Interval quick = Interval.millis(100, 350);
        Interval slow = Interval.millis(2_000, 2_250);
        return switch (this) {
            case SILENT, HANGS, GONE -> slow;
            case REFUSES, ANSWERS -> quick;
        };
    }

    /** Why the race takes so long, for people. */
    String raceText() {
        return switch (this) {
            case SILENT, HANGS, GONE -> "the old primary's REST API is asked, and is silent";
            case REFUSES, ANSWERS -> "the old primary's REST API is asked, and answers or refuses";
        };
    }

    Set<Term> raceTerms() {
        return switch (this) {
            case SILENT, HANGS, GONE -> Set.of(Term.SLOW_RACE);
            case REFUSES, ANSWERS -> Set.of(Term.QUICK_RACE);
        };
    }

    Set<Term> downTerms() {
        return switch (this) {
            case SILENT -> Set.of(Term.SILENT_FALL);
            case REFUSES, ANSWERS -> Set.of(Term.FALL);
            case HANGS -> Set.of(Term.HUNG_FALL);
            case GONE -> Set.of(Term.FALL, Term.SILENT_FALL);
        };
    }

    /** From the moment at which its checks fail until the balancer has it down. */
    Interval down(HaproxyTimings timings) {
        Duration betweenFailures = timings.fastInter().multipliedBy(timings.fall() - 1L);
        return Interval.upTo(timings.inter())
                .plus(betweenFailures)
                .plus(new Interval(
                        check(timings).from().multipliedBy(timings.fall()),
                        check(timings).to().multipliedBy(timings.fall())));
    }

    /**
     * How long a check that met it goes on after the heal: until TCP sends the lost packet of its connect again, 1 s
     * and 3 s after the first, or until the connect is given up.
     */
    Interval underWay(HaproxyTimings timings) {
        if (this != SILENT && this != GONE) {
            return Interval.NONE;
        }
        Duration left = check(timings).to();
        Duration longest = Duration.ZERO;
        for (Duration wait = Duration.ofSeconds(1); wait.compareTo(left) < 0; wait = wait.multipliedBy(2)) {
            longest = wait;
            left = left.minus(wait);
        }
        return Interval.upTo(longest.compareTo(left) > 0 ? longest : left);
    }

    /** What one failing check takes: a connect may take as long as the shorter of timeout connect and inter. */
    private Interval check(HaproxyTimings timings) {
        Duration connect = timings.connect().compareTo(timings.inter()) < 0 ? timings.connect() : timings.inter();
        return switch (this) {
            case SILENT -> Interval.exactly(connect);
            case REFUSES, ANSWERS -> Interval.NONE;
            case HANGS -> Interval.exactly(connect).or(Interval.exactly(timings.check()));
            case GONE -> Interval.upTo(connect);
        };
    }
}
