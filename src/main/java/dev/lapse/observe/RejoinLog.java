package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.history.Recorder;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads in each node's log how it came back during a run, and which ways back failed: Patroni and PostgreSQL, which
 * write to the same file, say so nowhere else. What was in the log before the run does not count, and neither does
 * what a primary says of a standby that it cannot serve: the standby says it too. That a node's WAL had forked off is
 * no failure where pg_rewind then mended it: every old primary says so that started before it was rewound.
 */
public final class RejoinLog {
    private static final String LOG = "/var/log/lapse/patroni.log";
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final Pattern CAME_BACK = Pattern.compile("(pg_rewind exit code=0|replica has been created)");
    private static final Pattern REWIND_ERROR = Pattern.compile("(pg_rewind: (?:error|fatal): .*)");
    private static final Pattern REWIND_ENDED = Pattern.compile("(pg_rewind exit code=[1-9][0-9]*)");

    private static final Pattern REWOUND = Pattern.compile("pg_rewind exit code=0");

    /** The first group is what failed, in the log's own words: that the node went another way than the new primary. */
    private static final List<Pattern> DIVERGED = Stream.of(
                    "could not start WAL streaming: .*(requested starting point .*)",
                    "(requested timeline .* is not a child of this server.s history)",
                    "(highest timeline .* of the primary is behind recovery timeline .*)",
                    "(new timeline .* forked off current database system timeline .* before current recovery point .*)")
            .map(Pattern::compile)
            .toList();

    /** The same of all other failures. */
    private static final List<Pattern> FAILED = Stream.of(
                    "could not receive data from WAL stream: .*(requested WAL segment .* has already been removed)",
                    "(?:FATAL|PANIC): +(could not (?:find|locate) .*(?:WAL|redo|checkpoint).*)",
                    "(pg_basebackup exited with code=.*)",
                    REWIND_ERROR.pattern(),
                    REWIND_ENDED.pattern())
            .map(Pattern::compile)
            .toList();

    /** What grep keeps, so that only lines that matter leave the host: the same patterns, all of whose groups count. */
    private static final String WANTED = Stream.of(List.of(CAME_BACK), DIVERGED, FAILED)
            .flatMap(List::stream)
            .map(pattern -> pattern.pattern().replace("(?:", "("))
            .collect(Collectors.joining("|"));

    /** Takes the log, the first byte to read and the pattern; ends with 2 when there is no log to read. */
    private static final String READ = "test -r \"$1\" || exit 2; tail -c +\"$2\" \"$1\" | grep -aE \"$3\" || true";

    private final Shell shell;
    private final Map<NodeName, Long> sizes;

    private RejoinLog(Shell shell, Map<NodeName, Long> sizes) {
        this.shell = shell;
        this.sizes = sizes;
    }

    public static RejoinLog startingNow(Access access) {
        return startingNow(access.shell(), access.cluster().spec().nodes());
    }

    static RejoinLog startingNow(Shell shell, List<NodeName> nodes) {
        Map<NodeName, Long> sizes = new LinkedHashMap<>();
        for (NodeName node : nodes) {
            String size = shell.run(node, QUICK, List.of("stat", "-c", "%s", LOG))
                    .stdout()
                    .strip();
            sizes.put(node, size.isEmpty() ? 0L : Long.parseLong(size));
        }
        return new RejoinLog(shell, sizes);
    }

    /**
     * Records per node what its log tells since the start; nothing for a node whose log cannot be read, since its
     * host is down.
     *
     * @return how nodes came back, of those whose log says so
     */
    public Map<NodeName, String> record(Recorder recorder, NanoClock clock) {
        Map<NodeName, String> ways = new LinkedHashMap<>();
        sizes.forEach((node, size) -> lines(node, size).ifPresent(lines -> {
            lines.stream()
                    .filter(line -> CAME_BACK.matcher(line).find())
                    .reduce((earlier, later) -> later)
                    .ifPresent(line -> {
                        String how = line.contains("pg_rewind") ? "pg_rewind" : "basebackup";
                        ways.put(node, how);
                        recorder.record(new RejoinSeen(clock.nanos(), node, how, line));
                    });
            recorder.record(new RejoinLogRead(clock.nanos(), node, failures(lines)));
        }));
        return ways;
    }

    private Optional<List<String>> lines(NodeName node, long size) {
        try {
            Shell.Result read =
                    shell.run(node, QUICK, List.of("sh", "-c", READ, "sh", LOG, Long.toString(size + 1), WANTED));
            return read.succeeded()
                    ? Optional.of(read.stdout().lines().map(String::strip).toList())
                    : Optional.empty();
        } catch (LapseException e) {
            return Optional.empty(); // the host is down: it did not come back at all
        }
    }

    /** Each kind of failure once, as it was first told: a standby repeats itself with every attempt. */
    static List<RejoinLogRead.Failure> failures(List<String> lines) {
        List<RejoinLogRead.Failure> failures = new ArrayList<>();
        DIVERGED.forEach(pattern -> first(pattern, sinceRewound(lines)).ifPresent(failures::add));
        boolean rewindSaysWhy =
                lines.stream().anyMatch(line -> REWIND_ERROR.matcher(line).find());
        for (Pattern pattern : FAILED) {
            boolean saidBetter = rewindSaysWhy && pattern.pattern().equals(REWIND_ENDED.pattern());
            if (!saidBetter) {
                first(pattern, lines).ifPresent(failures::add);
            }
        }
        return failures;
    }

    /** A node that went another way is what pg_rewind is for: where it then worked, nothing had failed. */
    private static List<String> sinceRewound(List<String> lines) {
        int next = lines.size();
        while (next > 0 && !REWOUND.matcher(lines.get(next - 1)).find()) {
            next--;
        }
        return lines.subList(next, lines.size());
    }

    private static Optional<RejoinLogRead.Failure> first(Pattern pattern, List<String> lines) {
        for (String line : lines) {
            Matcher found = pattern.matcher(line);
            if (found.find()) {
                return Optional.of(new RejoinLogRead.Failure(found.group(1), line));
            }
        }
        return Optional.empty();
    }
}
