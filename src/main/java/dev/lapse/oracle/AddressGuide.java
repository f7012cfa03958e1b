package dev.lapse.oracle;

import dev.lapse.component.KeepalivedTimings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * keepalived on the nodes, whose check script succeeds on the primary alone (2.3.3; {@code vrrp_scheduler.c}, {@code
 * try_up_instance}). Where it fails the instance is in the state FAULT, and hears and says nothing:
 *
 * <pre>
 * up     up to interval + (rise - 1) * interval, and then 3 (down_timer_adverts) advert_int + skew without an
 *        advertisement; or, when the old holder resigns meanwhile, skew after that
 * down   up to interval + (fall - 1) * interval, and then it resigns: skew; while a run hangs, the next ones are left
 *        out
 * </pre>
 *
 * A script of the user's own is taken to succeed as soon as Patroni says {@code /primary}, and to fail as soon as it
 * does not.
 *
 * @param each the timings of each host: which one it is about is not known
 */
record AddressGuide(List<KeepalivedTimings> each) implements Guide {
    /** A run of the script. */
    private static final Interval RUN = Interval.millis(0, 200);

    /** The announcement (gratuitous ARP) goes out at once; how long a network takes to learn it, no setting bounds. */
    private static final Interval ANNOUNCED = Interval.millis(0, 300);

    @Override
    public Interval up() {
        return any(timings -> runs(timings, timings.interval(), timings.rise())
                .plus(new Interval(timings.silence(), timings.down())) // the lowest priority waits longest
                .plus(ANNOUNCED));
    }

    /** A host that is silent or gone has nobody to lead there; a script that hangs is ended by its timeout. */
    @Override
    public Interval down(OldPrimary old) {
        return switch (old) {
            case SILENT, GONE -> Interval.NONE;
            case REFUSES, ANSWERS ->
                any(timings -> runs(timings, timings.interval(), timings.fall()).plus(Interval.upTo(timings.skew())));
            case HANGS ->
                any(timings -> runs(timings, timings.interval(), timings.fall())
                        .or(runs(timings, timings.hanging(), timings.fall()).plus(timings.timeout()))
                        .plus(Interval.upTo(timings.skew())));
        };
    }

    /** Each asks its own host. */
    @Override
    public Interval underWay(OldPrimary old) {
        return Interval.NONE;
    }

    private Interval any(Function<KeepalivedTimings, Interval> length) {
        return each.stream().map(length).reduce(Interval::or).orElseThrow();
    }

    private static Interval runs(KeepalivedTimings timings, Duration apart, int times) {
        return Interval.upTo(timings.interval())
                .plus(apart.multipliedBy(times - 1L))
                .plus(RUN);
    }

    /** The address is at one place. A holder that resigns spares the new one the wait for its silence. */
    @Override
    public Interval settled(Client client, Interval isUp, Interval isDown) {
        Interval silence = any(timings -> Interval.upTo(timings.silence()));
        Interval heard = isDown.isNone() ? isUp : isUp.or(isUp.minus(silence));
        return heard.max(isDown);
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
        return "rise of the check script, and " + each.get(0).downText();
    }
}
