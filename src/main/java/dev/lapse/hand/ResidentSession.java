package dev.lapse.hand;

import dev.lapse.check.Measure;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.TimelineHistory;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.RunStarted;
import dev.lapse.observe.RunningSettings;
import dev.lapse.report.MeasuredLimits;
import dev.lapse.report.ReportDir;
import dev.lapse.report.StatusTable;
import dev.lapse.run.Progress;
import dev.lapse.run.RunningCluster;
import dev.lapse.run.StepQueue;
import dev.lapse.run.StepSource;
import dev.lapse.scenario.Step;
import dev.lapse.scenario.StepByHand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run whose steps are given by hand: answers the hand commands, while the conductor does the steps and records them.
 * Any thread.
 */
final class ResidentSession implements Progress, OwnerServer.Responder {
    private static final Duration SETTLE = Duration.ofSeconds(120);
    private static final int UNPROVEN = 2;

    private final SessionPlan plan;
    private final OwnerSocket socket;
    private final Function<Consumer<String>, Progress> narrator;
    private final Runnable interrupt;
    private final StepQueue script = new StepQueue();
    private final StatusTable table = new StatusTable();
    private final EventTale tale;
    private final TimelineQuestions timelines = new TimelineQuestions();
    private final Map<OwnerRequest, Consumer<String>> followers = Collections.synchronizedMap(new IdentityHashMap<>());
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Progress> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ready;
    private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
    private volatile @Nullable RunningCluster cluster;
    private volatile @Nullable ReportDir report;
    private volatile long seed;

    /** How the session ended: the exit code, and what there is to say. */
    record SessionEnd(int code, String summary, String error) {}

    /**
     * @param narrator makes something that tells events to people, line by line
     * @param interrupt ends the session early
     */
    ResidentSession(
            SessionPlan plan, OwnerSocket socket, Function<Consumer<String>, Progress> narrator, Runnable interrupt) {
        this.plan = plan;
        this.socket = socket;
        this.narrator = narrator;
        this.interrupt = interrupt;
        tale = new EventTale(narrator);
        ready = script.give(plan.scenario().steps().get(0));
    }

    StepSource script() {
        return script;
    }

    /** The cluster is there; whether it is steady is yet to be seen. */
    void has(RunningCluster running) {
        cluster = running;
    }

    /** It is recorded there from now on. */
    void hasReport(ReportDir folder) {
        report = folder;
        socket.keepReport(folder.directory());
    }

    /** Everything is over, and the cluster is gone. */
    void over(SessionEnd how) {
        script.abandon(new LapseException(
                LapseException.Kind.HARNESS, how.error().isEmpty() ? "the session is over" : how.error()));
        end.complete(how);
    }

    /** What was done so far as the text of a scenario file. */
    String export(Path file) {
        return export(file, measured());
    }

    /** The same, with what was measured in the end. */
    String export(Path file, List<MeasuredLimits.Offer> measured) {
        return plan.export(file, SessionExport.steps(script.done(), script.active(), table.nowNanos()), seed, measured);
    }

    /** What was recorded so far, all but the last second. */
    private List<MeasuredLimits.Offer> measured() {
        ReportDir recorded = report;
        try {
            return recorded == null ? List.of() : MeasuredLimits.of(Measure.of(HistoryFile.read(recorded.history())));
        } catch (LapseException nothingYet) {
            return List.of();
        }
    }

    @Override
    public void say(String line) {
        said.add(line);
        listeners.forEach(listener -> listener.say(line));
    }

    @Override
    public void event(Event event) {
        table.see(event);
        if (event instanceof RunStarted started) {
            seed = started.seed();
        } else if (event instanceof FaultSeen fault) {
            script.seen(fault);
        }
        tale.hear(event);
        listeners.forEach(listener -> listener.event(event));
    }

    @Override
    public void left(OwnerRequest request) {
        Consumer<String> follower = followers.remove(request);
        if (follower != null) {
            tale.leave(follower);
        }
        if (request.verb() == OwnerRequest.Verb.READY && !ready.isDone()) {
            interrupt.run(); // Ctrl-C, or the terminal is gone
        }
    }

    @Override
    public void ask(OwnerRequest request, Consumer<OwnerAnswer> answer) {
        try {
            answer(request, answer);
        } catch (LapseException e) {
            answer.accept(OwnerAnswer.end(e));
        } catch (RuntimeException e) {
            answer.accept(OwnerAnswer.end(new LapseException(LapseException.Kind.HARNESS, e.toString(), e)));
        }
    }

    private void answer(OwnerRequest request, Consumer<OwnerAnswer> answer) {
        switch (request.verb()) {
            case READY -> ready(answer);
            case STATUS -> outputs(status(), answer);
            case CREDENTIALS -> {
                answer.accept(OwnerAnswer.output("PGUSER=" + Credentials.LANE_ROLE));
                answer.accept(OwnerAnswer.output("PGPASSWORD="
                        + running().access().cluster().credentials().lanes()));
                answer.accept(OwnerAnswer.output("PGDATABASE=" + Credentials.DATABASE));
                answer.accept(OwnerAnswer.end(0));
            }
            case ADDRESSES -> outputs(connect().urls(), answer);
            case INJECT -> inject(request, answer);
            case HEAL -> heal(request, answer);
            case EXPORT -> {
                running();
                outputs(export(Path.of(request.words().get(0))).lines().toList(), answer);
            }
            case SCENARIO -> outputs(plan.scenario().toYaml().lines().toList(), answer);
            case RUNNING ->
                outputs(
                        RunningSettings.read(running().access()).stream()
                                .map(OwnerRequest::line)
                                .toList(),
                        answer);
            case DOWN -> down(answer);
            case PSQL ->
                outputs(
                        places().psql(
                                        request.words().get(0),
                                        request.options().containsKey("superuser")
                                                ? HostPlaces.PsqlRole.SUPERUSER
                                                : HostPlaces.PsqlRole.LANES)
                                .lines(),
                        answer);
            case EXEC, LOGS -> outputs(places().host(request.words().get(0)).lines(), answer);
            case EVENTS -> events(request, answer);
        }
    }

    private List<String> status() {
        RunningCluster running = running();
        Optional<TimelineHistory> history =
                table.newestOfSeveralTimelines().flatMap(newest -> timelines.ask(running.access(), newest));
        List<String> lines = new ArrayList<>();
        table.alarm().ifPresent(lines::add);
        lines.add("cluster " + running.id() + "   topology "
                + plan.scenario().cluster().topology() + ", profile "
                + plan.scenario().profile().text() + ", owner process "
                + ProcessHandle.current().pid());
        lines.addAll(table.lines(history));
        lines.add("");
        lines.addAll(connect().addresses());
        return lines;
    }

    private static void outputs(List<String> lines, Consumer<OwnerAnswer> answer) {
        lines.forEach(line -> answer.accept(OwnerAnswer.output(line)));
        answer.accept(OwnerAnswer.end(0));
    }

    private void ready(Consumer<OwnerAnswer> answer) {
        Progress listener = narrator.apply(line -> answer.accept(OwnerAnswer.progress(line)));
        said.forEach(listener::say);
        listeners.add(listener);
        ready.whenComplete((nothing, error) -> {
            listeners.remove(listener);
            if (error == null) {
                outputs(connect().lines(), answer);
            } else {
                end.thenAccept(how -> end(how, answer));
            }
        });
    }

    private void inject(OwnerRequest request, Consumer<OwnerAnswer> answer) {
        if (request.words().size() != 2) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "inject takes a fault and a target");
        }
        Map<String, String> words = new TreeMap<>(request.options());
        Step.Inject step = StepByHand.inject(
                running().access().cluster().spec(),
                script.active(),
                request.words().get(0),
                request.words().get(1),
                words);
        perform(step, FaultPhase.UNPROVEN, answer);
    }

    private void heal(OwnerRequest request, Consumer<OwnerAnswer> answer) {
        running();
        if (script.active().isEmpty()) {
            answer.accept(OwnerAnswer.progress("nothing is injected"
                    + (table.isAny(FaultPhase.HEAL_UNPROVEN) ? "; status tells what was healed without proof" : "")));
            answer.accept(OwnerAnswer.end(0));
            return;
        }
        Step.Heal step = StepByHand.heal(plan.scenario().cluster(), script.active(), request.words());
        perform(step, FaultPhase.HEAL_UNPROVEN, answer);
    }

    private void events(OwnerRequest request, Consumer<OwnerAnswer> answer) {
        if (!request.options().containsKey("follow")) {
            outputs(tale.lines(), answer);
            return;
        }
        Consumer<String> follower = line -> answer.accept(OwnerAnswer.output(line));
        followers.put(request, follower);
        tale.follow(follower);
        end.thenRun(() -> answer.accept(OwnerAnswer.end(0)));
    }

    private HostPlaces places() {
        RunningCluster running = cluster;
        if (running == null) {
            throw comingUp();
        }
        return new HostPlaces(running.access().cluster(), running::containerOf, running::clientContainer);
    }

    /** Does the step while the asker is told what happens. */
    private void perform(Step step, FaultPhase doubt, Consumer<OwnerAnswer> answer) {
        boolean[] doubted = {false};
        Progress listener = listen(answer)
                .heardBy(event -> doubted[0] |= event instanceof FaultSeen fault
                        && (fault.phase() == doubt || fault.phase() == FaultPhase.NOT_REFUSED));
        listeners.add(listener);
        script.give(step).whenComplete((nothing, error) -> {
            listeners.remove(listener);
            answer.accept(error == null ? OwnerAnswer.end(doubted[0] ? UNPROVEN : 0) : OwnerAnswer.end(lapse(error)));
        });
    }

    private Progress listen(Consumer<OwnerAnswer> answer) {
        Progress listener = narrator.apply(line -> answer.accept(OwnerAnswer.progress(line)));
        table.background().forEach(listener::event);
        return listener;
    }

    private void down(Consumer<OwnerAnswer> answer) {
        if (!ready.isDone()) {
            answer.accept(OwnerAnswer.progress("the cluster is still coming up; stopping it"));
            interrupt.run();
        } else if (!end.isDone()) {
            listeners.add(listen(answer));
            if (!script.active().isEmpty()) {
                script.give(Step.healAll());
            }
            script.give(Step.settle(SETTLE));
            script.end();
        }
        end.thenAccept(how -> end(how, answer));
    }

    private static void end(SessionEnd how, Consumer<OwnerAnswer> answer) {
        how.summary().lines().forEach(line -> answer.accept(OwnerAnswer.output(line)));
        answer.accept(new OwnerAnswer(OwnerAnswer.LineKind.END, how.error(), how.code()));
    }

    private static LapseException lapse(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof LapseException known
                ? known
                : new LapseException(LapseException.Kind.HARNESS, cause.toString(), cause);
    }

    private ConnectGuide connect() {
        return new ConnectGuide(running().access().cluster(), socket);
    }

    /** @throws LapseException while there is none, or none that is steady yet */
    private RunningCluster running() {
        RunningCluster running = cluster;
        if (running == null || !ready.isDone()) {
            throw comingUp();
        }
        return running;
    }

    private LapseException comingUp() {
        return new LapseException(
                LapseException.Kind.BAD_INPUT,
                "the cluster is still coming up" + (said.isEmpty() ? "" : ": " + said.get(said.size() - 1)));
    }
}
