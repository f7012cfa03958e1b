package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.hand.OwnerAnswer;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.hand.OwnerSocket;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.LogSeen;
import dev.lapse.history.RunStarted;
import dev.lapse.report.ReportDir;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened, line by line. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tell what happened, a line per event: faults and evidence, leader lock, roles, servers, lanes that fail.",
            "Of the cluster that is up; else of the last session; or of the run in DIR."
        })
final class EventsCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--follow"},
            description = "go on with what happens, until Ctrl-C or the end of the session")
    private boolean follow;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "a report's folder, such as reports/latest")
    private @Nullable Path folder;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() {
        if (folder != null) {
            return told(folder);
        }
        OwnerRequest request =
                new OwnerRequest(OwnerRequest.Verb.EVENTS, List.of(), follow ? Map.of("follow", "yes") : Map.of());
        Optional<OwnerAnswer> end = name.client().tryAsk(request, HandName::show);
        if (end.isPresent()) {
            return HandName.shown(end.get());
        }
        OwnerSocket socket = name.socket();
        Path last = socket.lastReport()
                .or(() -> ReportDir.newest(Path.of("reports"), ScenarioFile.BY_HAND)
                        .map(ReportDir::directory))
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "no cluster is up, and there is no report of a session; start one: " + socket.command("up")
                                + "; or name a report: ./lapse events reports/latest"));
        System.err.println("lapse: no cluster is up; these are the events of the last session, " + last);
        return told(last);
    }

    private static int told(Path report) {
        Path file = ReportDir.open(report).history();
        History history = HistoryFile.read(file);
        TerminalProgress teller = new TerminalProgress(System.out);
        AtomicBoolean begun = new AtomicBoolean();
        try (Stream<LogSeen> ofLogs = history.of(LogSeen.class);
                Stream<Event> events = history.events()) {
            Deque<LogSeen> logged = ofLogs.collect(Collectors.toCollection(ArrayDeque::new));
            events.forEach(event -> {
                while (!logged.isEmpty() && logged.peek().atNanos() <= event.atNanos()) {
                    teller.logged(logged.remove());
                }
                begun.compareAndSet(false, event instanceof RunStarted);
                teller.event(event);
            });
        } finally {
            System.out.flush();
        }
        if (!begun.get()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "read history " + file + ": expected an event run-started, saw none; no run was recorded there");
        }
        return 0;
    }
}
