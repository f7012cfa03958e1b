package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.docker.AttachedCommand;
import dev.lapse.docker.HostLog;
import dev.lapse.hand.CommandPlace;
import dev.lapse.hand.OwnerAnswer;
import dev.lapse.hand.OwnerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the components of a host have logged. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Show what the components of a host have logged, of a host that is down too.",
            "Without COMPONENT: of all that it carries, in order of time, each line with its component.",
            "PostgreSQL writes into the log of patroni. down leaves all logs in the report."
        })
final class LogsCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 500;

    @Parameters(index = "0", paramLabel = "HOST", description = "such as pg1 or lb1")
    private String host = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COMPONENT",
            description = "etcd, patroni, pgbouncer, haproxy, keepalived or vip-manager, where the host carries it")
    private @Nullable String component;

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is logged, until Ctrl-C or the end of the session")
    private boolean follow;

    @Option(names = "--since", paramLabel = "DURATION", description = "only what is not older, such as 30s")
    private @Nullable String since;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() throws InterruptedException {
        Instant from = since == null ? Instant.MIN : Instant.now().minus(duration(since));
        OwnerRequest request = OwnerRequest.of(OwnerRequest.Verb.LOGS, host);
        CommandPlace place = CommandPlace.of(name.client().lines(request));
        List<String> wanted = wanted(place);
        Map<String, byte[]> logs = HostLog.read(place.container(), place.where());
        List<LoggedLine> lines = new ArrayList<>();
        wanted.forEach(one -> lines.addAll(LoggedLine.of(
                one, new String(whole(logs.getOrDefault(one, new byte[0])), StandardCharsets.UTF_8))));
        lines.stream()
                .filter(line -> !line.at().isBefore(from))
                .sorted(Comparator.comparing(LoggedLine::at))
                .forEach(line -> print(wanted, line.component(), line.text()));
        if (follow) {
            List<Thread> followers = wanted.stream()
                    .map(one -> new Thread(
                            () -> follow(request, wanted, one, whole(logs.getOrDefault(one, new byte[0])).length),
                            "logs-" + one))
                    .toList();
            followers.forEach(Thread::start);
            for (Thread follower : followers) {
                follower.join();
            }
            System.err.println("lapse: the session is over; its logs are in its report");
        }
        return 0;
    }

    /** What a following look has not to show again: a line that is being written is left to it. */
    private byte[] whole(byte[] log) {
        int end = log.length;
        while (follow && end > 0 && log[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(log, end);
    }

    private List<String> wanted(CommandPlace place) {
        if (component == null) {
            return place.components();
        }
        if (place.components().contains(component)) {
            return List.of(component);
        }
        throw new LapseException(
                LapseException.Kind.BAD_INPUT,
                "logs " + host + ": " + Nearest.unknown("component", component, place.components())
                        + (component.startsWith("postgres") ? "; PostgreSQL writes into the log of patroni" : ""));
    }

    /** A host that goes down and comes back goes on with its log. */
    private void follow(OwnerRequest request, List<String> wanted, String one, long fromByte) {
        LineStream lines = new LineStream(line -> print(wanted, one, line));
        try {
            for (Optional<CommandPlace> place = place(request); place.isPresent(); place = place(request)) {
                lines.forgetPart();
                CommandPlace there = place.get();
                try (AttachedCommand tail =
                        HostLog.follow(there.container(), there.where(), one, fromByte + lines.wholeBytes())) {
                    tail.run(new AttachedCommand.Outputs(lines, OutputStream.nullOutputStream()));
                } catch (LapseException | IOException hostIsDown) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when the session is over. */
    private Optional<CommandPlace> place(OwnerRequest request) {
        List<String> lines = new ArrayList<>();
        try {
            return name.client()
                    .tryAsk(request, answer -> lines.add(answer.text()))
                    .map(OwnerAnswer::code)
                    .filter(code -> code == 0)
                    .map(ok -> CommandPlace.of(lines));
        } catch (LapseException ended) {
            return Optional.empty();
        }
    }

    private static synchronized void print(List<String> wanted, String one, String line) {
        int width = wanted.stream().mapToInt(String::length).max().orElse(0);
        System.out.println(wanted.size() == 1 ? line : ("%-" + width + "s | %s").formatted(one, line));
        System.out.flush();
    }

    private static Duration duration(String text) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException bad) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "--since: " + bad.getMessage(), bad);
        }
    }
}
