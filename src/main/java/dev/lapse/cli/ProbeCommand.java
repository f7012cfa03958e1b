package dev.lapse.cli;

import dev.lapse.check.Writes;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import dev.lapse.probe.Probe;
import dev.lapse.probe.UrlProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Watches a database as a client would, a line per second. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Watch PostgreSQL as a client that connects anew each time: a line per second, and every gap as it ends.",
            "A line has role, node, last row, counts and latency. Ctrl-C sums up. Without --url: the cluster that is up.",
            "Without --write or --read it only asks who answers, and needs no table.",
            "Exit codes: 0, 1 acknowledged rows are lost, 64 bad input, 70 no connection to begin with."
        })
final class ProbeCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long SECOND = 1_000_000_000L;

    @Option(names = "--url", paramLabel = "URL", description = "such as jdbc:postgresql://192.0.2.10:5000/app")
    private @Nullable String url;

    @Option(names = "--user", paramLabel = "USER", description = "default: PGUSER from the environment")
    private @Nullable String user = System.getenv("PGUSER");

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "seen by everybody on this machine; better: PGPASSWORD in the environment")
    private @Nullable String password = System.getenv("PGPASSWORD");

    @Option(names = "--write", description = "insert a row each time, and read back at the end which are lost")
    private boolean write;

    @Option(names = "--read", description = "read the newest row each time, whoever wrote it")
    private boolean read;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "with columns lane text, seq bigint, at timestamptz; default: ${DEFAULT-VALUE}")
    private String table = UrlProbe.TABLE;

    @Option(names = "--no-create", description = "with --write: do not make the table where it is missing")
    private boolean noCreate;

    @Option(names = "--drop", description = "with --write: drop the table at the end")
    private boolean drop;

    @Option(names = "--every", paramLabel = "DURATION", description = "default: ${DEFAULT-VALUE}")
    private String every = "100ms";

    @Option(names = "--timeout", paramLabel = "DURATION", description = "of an attempt; default: ${DEFAULT-VALUE}")
    private String timeout = "1s";

    @Option(names = "--for", paramLabel = "DURATION", description = "how long; default: until Ctrl-C")
    private @Nullable String length;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() {
        Lane lane = lane();
        Optional<Duration> until = Optional.ofNullable(length).map(ProbeCommand::duration);
        UrlProbe target = target();
        if (write && !noCreate) {
            target.create(PATIENCE);
        } else if ((write || read) && !target.tableExists(PATIENCE)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "table " + table + " is not there; a probe with --write makes it"
                            + (noCreate ? ", without --no-create" : ""));
        }
        Interruption.stopping(Thread.currentThread()::interrupt, "", System.err);
        NanoClock clock = NanoClock.startingNow();
        ProbeStory story = new ProbeStory(lane, Instant.now(), ZoneId.systemDefault());
        try (Probe probe = target.start(List.of(lane), story::see, clock)) {
            tell(story, clock, until);
        }
        Thread.interrupted(); // the probe is closed, and what is left takes a connection
        return sum(story, target, lane, clock);
    }

    private static void tell(ProbeStory story, NanoClock clock, Optional<Duration> until) {
        long end = until.map(Duration::toNanos).orElse(Long.MAX_VALUE);
        try {
            for (long tick = clock.nanos() + SECOND; tick - SECOND < end; tick += SECOND) {
                TimeUnit.NANOSECONDS.sleep(Math.min(tick, end) - clock.nanos());
                story.second(clock.nanos()).forEach(System.out::println);
                System.out.flush();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private int sum(ProbeStory story, UrlProbe target, Lane lane, NanoClock clock) {
        Optional<FinalRead> rows = Optional.empty();
        long ended = clock.nanos();
        if (write) {
            try {
                rows = Optional.of(target.finalRead(lane.name(), story.firstSeq(), PATIENCE, clock));
                if (drop) {
                    target.drop(PATIENCE);
                }
            } catch (LapseException e) {
                System.err.println("lapse: " + e.getMessage());
            }
        }
        System.out.println();
        story.sum(ended, rows).forEach(System.out::println);
        if (write && !drop) {
            System.out.println("       the rows stay in table " + table + "; --drop removes it");
        }
        boolean lost = rows.isPresent()
                && story.writes(rows)
                        .map(Writes::lost)
                        .filter(count -> count > 0)
                        .isPresent();
        return lost ? 1 : 0;
    }

    private Lane lane() {
        if (write && read) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "--write and --read are two probes; start one of each");
        }
        LaneKind kind = write ? LaneKind.WRITE : read ? LaneKind.READ : LaneKind.STATE;
        String unique = "%s-%d-%d"
                .formatted(
                        kind.name().toLowerCase(Locale.ROOT),
                        System.currentTimeMillis(),
                        ProcessHandle.current().pid());
        try {
            return new Lane(
                    new LaneName(unique),
                    kind,
                    Entrypoint.HAPROXY,
                    Vantage.NEW_CONNECTION,
                    null,
                    duration(every),
                    duration(timeout));
        } catch (IllegalArgumentException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "--every must be > 0s and --timeout at least as long, was " + every + " and " + timeout,
                    bad);
        }
    }

    private UrlProbe target() {
        if (url != null) {
            return new UrlProbe(url, Optional.ofNullable(user), Optional.ofNullable(password), table);
        }
        String wanted = read ? "read=" : "write=";
        String address = name.client().lines(OwnerRequest.of(OwnerRequest.Verb.ADDRESSES)).stream()
                .filter(line -> line.startsWith(wanted))
                .map(line -> line.substring(wanted.length()))
                .findFirst()
                .orElseThrow();
        List<String> credentials = name.client().lines(OwnerRequest.of(OwnerRequest.Verb.CREDENTIALS));
        return new UrlProbe(address, value(credentials, "PGUSER="), value(credentials, "PGPASSWORD="), table);
    }

    private static Optional<String> value(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst();
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException bad) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, bad.getMessage(), bad);
        }
    }
}
