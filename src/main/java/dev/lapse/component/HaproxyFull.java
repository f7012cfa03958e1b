package dev.lapse.component;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a listener of the user's own has room for the lanes while a primary is silent. HAProxy goes on to connect for
 * clients that have given up, {@code timeout connect} once and again for each of {@code retries}; a lane that connects
 * for each attempt leaves one behind every 20 ms. Beyond {@code maxconn} HAProxy accepts nobody, reads and its page of
 * statistics among them, and with 100 it was still full when the lost host came back.
 */
final class HaproxyFull {
    /** How often such a lane connects, unless it says otherwise. */
    private static final Duration EVERY = Duration.ofMillis(20);

    private static final String CONNECT = "timeout connect";
    private static final String RETRIES = "3";

    private HaproxyFull() {}

    private record ConnectionLimit(HaproxyLine line, long connections) {}

    /** In words; empty: there is room, or the file leaves the limit to HAProxy. */
    static Optional<String> of(HaproxyOwnFile own, HaproxyListener listener) {
        Optional<ConnectionLimit> limit = Stream.concat(
                        own.sections().stream()
                                .filter(section -> section.kind().equals("global"))
                                .flatMap(section -> section.last("maxconn").stream()),
                        listener.front().last("maxconn").stream())
                .filter(line -> line.word(1).matches("[1-9][0-9]{0,9}"))
                .map(line -> new ConnectionLimit(line, Long.parseLong(line.word(1))))
                .min(Comparator.comparingLong(ConnectionLimit::connections));
        return limit.flatMap(least -> waiting(listener)
                .filter(waiting -> waiting > least.connections())
                .map(waiting -> own.file().name() + ":" + least.line().number() + ": maxconn "
                        + least.connections() + " is full while no server answers, since a lane that connects every "
                        + DurationText.of(EVERY) + " leaves " + waiting + " clients to connect, and HAProxy takes no"
                        + " other"));
    }

    /** How many clients of one lane are there at a time. */
    private static Optional<Long> waiting(HaproxyListener listener) {
        HaproxySection back = listener.back();
        if (back.last("option", "abortonclose").isPresent()) {
            return Optional.empty();
        }
        String retries = back.last("retries").map(line -> line.word(1)).orElse(RETRIES);
        return back.last(CONNECT.split(" "))
                .map(line -> line.word(2))
                .map(text -> text.matches("[0-9]+") ? text + "ms" : text)
                .filter(text -> text.matches("[0-9]{1,9}(ms|s|m|h)") && retries.matches("[0-9]{1,4}"))
                .map(DurationText::parse)
                .map(connect ->
                        connect.multipliedBy(Long.parseLong(retries) + 1).dividedBy(EVERY));
    }
}
