package dev.lapse.explain;

import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverOpened;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The observers of a run: how often each looked, and when it could not. */
final class Watchers {
    private final Map<String, Long> periods = new HashMap<>();
    private final List<ObserverBlind> blind;

    Watchers(List<ObserverOpened> opened, List<ObserverBlind> blind) {
        opened.forEach(one -> periods.put(one.observer(), one.periodNanos()));
        this.blind = blind;
    }

    /** The observer whose name ends so; where there is none, the end itself. */
    String named(String ending) {
        return periods.keySet().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElse(ending.substring(1));
    }

    /** What an observer saw at an instant may have happened when it had looked last, or since. */
    Occurrence saw(String observer, long atNanos, String event, String source) {
        long period = periods.getOrDefault(observer, 0L);
        long earliest = blind.stream()
                .filter(one -> one.observer().equals(observer))
                .filter(one -> one.sinceNanos() < atNanos && atNanos <= one.atNanos() + period)
                .mapToLong(ObserverBlind::sinceNanos)
                .min()
                .orElse(atNanos - period);
        return new Occurrence(earliest, atNanos, event, source);
    }

    /** When an observer could not look in this time; empty: it looked all the time, or the history does not say. */
    Optional<ObserverBlind> blind(String observer, long fromNanos, long toNanos) {
        return blind.stream()
                .filter(one -> one.observer().equals(observer))
                .filter(one -> one.sinceNanos() < toNanos && fromNanos < one.atNanos())
                .findFirst();
    }

    /** How long it could not look. */
    static String length(ObserverBlind blind) {
        long nanos = blind.atNanos() - blind.sinceNanos();
        return Lengths.unitOf(nanos).of(nanos);
    }

    /** Says which boundaries are known to no better than an observer that could not look for a while. */
    void note(Breakdown breakdown) {
        for (Ending ending : breakdown.endings()) {
            blind.stream()
                    .filter(one -> one.sinceNanos() == ending.by().earliestNanos())
                    .findFirst()
                    .ifPresent(one -> breakdown.untold("Observer " + one.observer() + " could not look for "
                            + length(one) + ": \"" + ending.by().event() + "\" is known to no better than that."));
        }
    }
}
