package dev.lapse.oracle;

import dev.lapse.component.KeepalivedTimings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The virtual address moves to another balancer (F15 of the bounds; keepalived 2.3.3).
 *
 * <pre>
 * holder gone      3 (down_timer_adverts) advert_int + skew, counted from its last advertisement: up to advert_int
 *                  before the fault
 * holder resigns   skew: it says so
 * script fails     fall * interval (less up to one interval), and then it resigns
 * </pre>
 */
record AddressMove(Configuration configuration, Way way) {
    /** The announcement (gratuitous ARP) goes out at once; how long a network takes to learn it, no setting bounds. */
    static final Interval ANNOUNCED = Interval.millis(0, 300);

    /** Processes of a host end one after another. */
    private static final Interval SHUTDOWN = Interval.millis(0, 2_000);

    /** How the holder loses it. */
    enum Way {
        GONE,
        SHUT_DOWN,
        SCRIPT_FAILS
    }

    Formula formula(Client client) {
        KeepalivedTimings first = configuration.addresses().get(0);
        Interval route = configuration.addresses().stream()
                .map(this::moved)
                .reduce(Interval::or) // who holds it is not known
                .orElseThrow()
                .plus(ANNOUNCED);
        return Formula.constant(
                "the virtual address moves to another balancer",
                new Course(
                        Interval.NONE,
                        List.of(
                                new Course.Part(Phase.ROUTE, route, why(first)),
                                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text())),
                        route.plus(client.reconnect())),
                configuration,
                Set.of(Term.ADDRESS));
    }

    private Interval moved(KeepalivedTimings timings) {
        Interval skew = Interval.exactly(timings.skew());
        return switch (way) {
            case GONE -> {
                Duration most = timings.down();
                yield new Interval(most.minus(timings.advert()), most);
            }
            case SHUT_DOWN -> SHUTDOWN.plus(skew);
            case SCRIPT_FAILS ->
                new Interval(
                                timings.interval().multipliedBy(timings.fall() - 1L),
                                timings.interval().multipliedBy(timings.fall()))
                        .plus(Interval.millis(0, 200)) // a run of the script
                        .plus(skew);
        };
    }

    private String why(KeepalivedTimings timings) {
        return switch (way) {
            case GONE -> timings.downText();
            case SHUT_DOWN -> "the shutdown, and skew";
            case SCRIPT_FAILS -> "fall * interval of the check script + skew";
        };
    }
}
