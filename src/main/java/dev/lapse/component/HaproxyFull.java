package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrance;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many new connections a listener of the user's own has room for while a primary is silent. HAProxy goes on to
 * connect for clients that have given up, {@code timeout connect} once and again for each of {@code retries}; beyond
 * {@code maxconn} it accepts nobody, reads and its page of statistics among them. HAProxy 3.0.11 keeps those for ever
 * whose server is marked down meanwhile: with {@code maxconn 100} and a client every 20 ms it was still full two
 * minutes after the lost host had come back ({@code show sess}: 99 streams without a timeout). In TCP mode it does so
 * with {@code option abortonclose} as well: 100 of 100, which stayed.
 *
 * @param place of the limit, in words
 * @param connections that it lets in
 * @param held how long it connects for one client
 */
public record HaproxyFull(String place, long connections, Duration held) {
    private static final String RETRIES = "3";

    /** One part for a lane that connects for each attempt, the rest for all other lanes. */
    private static final int PARTS = 3;

    private static final Duration STEP = Duration.ofMillis(10);

    /** How often a lane connects where there is room. */
    private static final Duration USUAL = Duration.ofMillis(20);

    /** Of the one that is full first; empty: they leave the limit to HAProxy, or have no {@code timeout connect}. */
    public static Optional<HaproxyFull> of(ClusterSpec cluster, Entrance entrance) {
        return Haproxy.in(cluster).all().stream()
                .flatMap(own -> of(own, entrance).stream())
                .max(Comparator.comparing(HaproxyFull::leastPeriod));
    }

    static Optional<HaproxyFull> of(HaproxyOwnFile own, Entrance entrance) {
        return Optional.ofNullable(own.entrances().get(entrance)).flatMap(listener -> of(own, listener));
    }

    private static Optional<HaproxyFull> of(HaproxyOwnFile own, HaproxyListener listener) {
        Optional<HaproxyLine> limit = Stream.concat(
                        own.sections().stream()
                                .filter(section -> section.kind().equals("global"))
                                .flatMap(section -> section.last("maxconn").stream()),
                        listener.front().last("maxconn").stream())
                .filter(line -> line.word(1).matches("[1-9][0-9]{0,9}"))
                .min(Comparator.comparingLong(line -> Long.parseLong(line.word(1))));
        return limit.flatMap(line -> held(listener.back())
                .map(held -> new HaproxyFull(
                        own.file().name() + ":" + line.number() + ": maxconn " + line.word(1),
                        Long.parseLong(line.word(1)),
                        held)));
    }

    private static Optional<Duration> held(HaproxySection back) {
        String retries = back.last("retries").map(line -> line.word(1)).orElse(RETRIES);
        return back.last("timeout", "connect")
                .map(line -> line.word(2))
                .map(text -> text.matches("[0-9]+") ? text + "ms" : text)
                .filter(text -> text.matches("[0-9]{1,9}(ms|s|m|h)") && retries.matches("[0-9]{1,4}"))
                .map(text -> DurationText.parse(text).multipliedBy(Long.parseLong(retries) + 1));
    }

    /** How often a lane may connect that is not to be what fills it. */
    public Duration leastPeriod() {
        long steps = held.multipliedBy(PARTS).dividedBy(STEP.multipliedBy(connections));
        return STEP.multipliedBy(steps + 1);
    }

    /** Whether a lane as it usually is takes more than its part. */
    public boolean isNarrow() {
        return leastPeriod().compareTo(USUAL) > 0;
    }

    /** What one does that connects so often, in words; empty: there is room. */
    public Optional<String> filledBy(Duration period) {
        long waiting = held.dividedBy(period);
        return waiting <= connections
                ? Optional.empty()
                : Optional.of(place + " is full while no server answers: a lane that connects every "
                        + DurationText.of(period) + " leaves " + waiting + " clients to connect, and HAProxy takes no"
                        + " other");
    }
}
