package dev.lapse.oracle;

import dev.lapse.component.KeepalivedTimings;
import java.time.Duration;
import java.util.Set;

/**
 * keepalived on the nodes, whose check script succeeds on the primary alone (2.3.3; {@code vrrp_scheduler.c}, {@code
 * try_up_instance}). Where it fails the instance is in the state FAULT, and hears and says nothing:
 *
 * <pre>
 * up     up to interval + (rise - 1) * interval, and then 3 (down_timer_adverts) advert_int + skew without an
 *        advertisement
 * down   up to interval + (fall - 1) * interval, and then it resigns: skew
 * </pre>
 *
 * A script of the user's own is taken to succeed as soon as Patroni says {@code /primary}, and to fail as soon as it
 * does not.
 */
record AddressGuide(KeepalivedTimings timings) implements Guide {
    /** A run of the script. */
    private static final Interval RUN = Interval.millis(0, 200);

    /** The announcement (gratuitous ARP) goes out at once; how long a network takes to learn it, no setting bounds. */
    private static final Interval ANNOUNCED = Interval.millis(0, 300);

    @Override
    public Interval up() {
        Duration silence = timings.silence();
        return runs(timings.rise())
                .plus(new Interval(silence, silence.plus(timings.skew()))) // the lowest priority waits longest
                .plus(ANNOUNCED);
    }

    /** A host that is silent or gone has nobody to lead there; a script that hangs is ended by its timeout. */
    @Override
    public Interval down(OldPrimary old) {
        Interval resigned = runs(timings.fall()).plus(Interval.upTo(timings.skew()));
        return switch (old) {
            case SILENT, GONE -> Interval.NONE;
            case REFUSES, ANSWERS -> resigned;
            case HANGS -> resigned.plus(Interval.upTo(timings.timeout()));
        };
    }

    private Interval runs(int times) {
        return Interval.upTo(timings.interval())
                .plus(timings.interval().multipliedBy(times - 1L))
                .plus(RUN);
    }

    /** The address is at one place. */
    @Override
    public Interval settled(Client client, Interval isUp, Interval isDown) {
        return isUp.max(isDown);
    }

    /** Who takes the address resets them, and only when their client sends something. */
    @Override
    public boolean endsSessions() {
        return false;
    }

    @Override
    public Set<Term> upTerms() {
        return Set.of(Term.ADDRESS);
    }

    @Override
    public Set<Term> downTerms(OldPrimary old) {
        return Set.of(Term.ADDRESS);
    }

    @Override
    public String upText() {
        return "rise of the check script, and " + timings.downText();
    }
}
