package dev.lapse.probe;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.Timeline;
import dev.lapse.cluster.TimelineHistory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which transactions of a node the survivor has not: those after both had parted, and those that were under way then.
 * A row that the survivor lacks may be an old one that it has changed since; this tells the two apart.
 *
 * <p>Transaction numbers are given out one by one, so all from the first one that the survivor gave out after the fork
 * are different transactions on both, though they have the same numbers. The survivor's WAL from the fork on names it.
 * It holds as long as the numbers have not wrapped around.
 */
final class Parting {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final String DATA = "/var/lib/postgresql/lapse/pg_wal";
    private static final String HISTORY = "cat \"$1/$2.history\"";

    /** As many records hold all of the first transactions, in whatever order these came to write. */
    private static final String WAL = "pg_waldump -p \"$1\" -t \"$2\" -s \"$3\" -n 1000 2>&1 || true";

    private static final Pattern NUMBER = Pattern.compile("(?: tx: +|nextXid )(\\d{1,10})");

    private final Psql survivor;
    private final OptionalLong first;
    private final String unknown;

    private Parting(Psql survivor, OptionalLong first, String unknown) {
        this.survivor = survivor;
        this.first = first;
        this.unknown = unknown;
    }

    /** @throws LapseException when the survivor does not answer */
    static Parting of(Psql survivor, Timeline survivors, Timeline nodes) {
        TimelineHistory history = TimelineHistory.parse(
                survivors,
                survivor.place()
                        .run(WITHIN, List.of("sh", "-c", HISTORY, "sh", DATA, String.format("%08X", survivors.value())))
                        .stdout());
        Optional<Lsn> fork = history.leftAt(nodes);
        if (fork.isEmpty()) {
            return new Parting(
                    survivor,
                    OptionalLong.empty(),
                    "timeline " + nodes + " is no ancestor of the survivor's, " + survivors);
        }
        Timeline next = Stream.concat(history.forks().keySet().stream(), Stream.of(survivors))
                .filter(timeline -> timeline.compareTo(nodes) > 0)
                .min(Timeline::compareTo)
                .orElse(survivors);
        String wal = survivor.place()
                .run(
                        WITHIN,
                        List.of(
                                "sh",
                                "-c",
                                WAL,
                                "sh",
                                DATA,
                                next.toString(),
                                fork.get().toString()))
                .stdout();
        OptionalLong first = firstTransaction(wal);
        return new Parting(
                survivor, first, first.isPresent() ? "" : "the survivor no longer has its WAL from " + fork.get());
    }

    /** Of what pg_waldump prints: the smallest number of a transaction; empty where there is none. */
    static OptionalLong firstTransaction(String wal) {
        Matcher number = NUMBER.matcher(wal);
        LongStream.Builder numbers = LongStream.builder();
        while (number.find()) {
            numbers.add(Long.parseLong(number.group(1)));
        }
        return numbers.build().filter(found -> found > 0).min();
    }

    /** Why nobody knows; empty where somebody does. */
    String unknown() {
        return unknown;
    }

    /**
     * Whether a transaction is the node's own, of these.
     *
     * @throws LapseException when the survivor does not answer
     */
    Optional<LongPredicate> own(Set<Long> transactions) {
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> before = transactions.stream()
                .filter(number -> number < first.getAsLong())
                .collect(Collectors.toSet());
        Set<Long> shared = shared(before);
        return Optional.of(number -> number >= first.getAsLong() || !shared.contains(number));
    }

    /** Of those that began before the fork: those that were committed by then, and those too old to be asked for. */
    private Set<Long> shared(Set<Long> before) {
        Set<Long> shared = new HashSet<>();
        if (before.isEmpty()) {
            return shared;
        }
        String numbers = before.stream().map(String::valueOf).collect(Collectors.joining(","));
        String answer = survivor.run("select x from unnest('{" + numbers + "}'::bigint[]) x"
                + " where x < 3 or coalesce(pg_xact_status(x::text::xid8), 'committed') = 'committed';");
        answer.lines().map(Long::valueOf).forEach(shared::add);
        return shared;
    }
}
