package dev.lapse.hand;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.history.Event;
import dev.lapse.history.RunStarted;
import dev.lapse.report.MeasuredLimits;
import dev.lapse.report.ReportDir;
import dev.lapse.report.ReportsIndex;
import dev.lapse.run.Conductor;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.RunningCluster;
import dev.lapse.run.SharedClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resident owner of a cluster that is used by hand: brings it up, records it as a run is recorded, answers the hand
 * commands, and removes it. One thread, which an interrupt makes heal and remove everything.
 */
public final class ResidentOwner {
    /** In the report: what was done, as a scenario file. */
    public static final String EXPORT = "by-hand.yaml";

    private final SessionPlan plan;
    private final OwnerSocket socket;
    private final RunOptions options;
    private final Function<Consumer<String>, Progress> narrator;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile @Nullable Thread worker;

    /** @param narrator makes something that tells events to people, line by line */
    public ResidentOwner(
            SessionPlan plan, OwnerSocket socket, RunOptions options, Function<Consumer<String>, Progress> narrator) {
        this.plan = plan;
        this.socket = socket;
        this.options = options;
        this.narrator = narrator;
    }

    /**
     * Owns a cluster until it is told to remove it.
     *
     * @param log told everything
     * @param summary makes the text about a result
     * @return the exit code
     */
    public int own(Consumer<String> log, Function<RunResult, String> summary) {
        ResidentSession session = new ResidentSession(plan, socket, narrator, this::stop);
        Progress logger = narrator.apply(log);
        Progress all = new Progress() {
            @Override
            public void say(String line) {
                logger.say(line);
                session.say(line);
            }

            @Override
            public void event(Event event) {
                if (event instanceof RunStarted started) {
                    ReportDir.newest(options.reports(), started.scenario()).ifPresent(session::hasReport);
                }
                session.event(event);
                logger.event(event);
            }
        };
        try (OwnerSocket.HeldName name = socket.hold();
                OwnerServer server = OwnerServer.open(socket, session)) {
            ResidentSession.SessionEnd end;
            try {
                RunResult result = conduct(session, all);
                Verdict verdict = result.judgement().verdict();
                end = new ResidentSession.SessionEnd(verdict.exitCode(), summary.apply(result), "");
            } catch (LapseException e) {
                end = new ResidentSession.SessionEnd(e.kind().exitCode(), "", e.getMessage());
            } catch (InterruptedException e) {
                end = new ResidentSession.SessionEnd(
                        Verdict.UNKNOWN.exitCode(), "", "interrupted before the cluster was up; nothing is left");
            } catch (RuntimeException | OutOfMemoryError e) {
                end = new ResidentSession.SessionEnd(
                        LapseException.Kind.HARNESS.exitCode(),
                        "",
                        e + "; what was recorded is below " + options.reports() + ", for lapse check");
            }
            Thread.interrupted(); // it has been heard, and the answers under way want to be sent
            log.accept(end.error().isEmpty() ? end.summary() : end.error());
            session.over(end);
            return end.code();
        }
    }

    /**
     * Has everything healed and removed; an owner that has not begun yet starts nothing. Any thread; once is enough,
     * and a second call does not disturb the first.
     */
    public void stop() {
        boolean first = stopping.compareAndSet(false, true);
        Thread working = worker;
        if (first && working != null) {
            working.interrupt();
        }
    }

    private RunResult conduct(ResidentSession session, Progress progress) throws InterruptedException {
        worker = Thread.currentThread();
        if (stopping.get()) { // asked before there was a thread to interrupt
            throw new InterruptedException("stopped before anything was started");
        }
        Engine engine = SharedClusters.engine(progress);
        Images images = new Images(engine, progress::say);
        try (RunningCluster cluster =
                RunningCluster.bringUp(engine, images, plan.scenario().cluster(), options.addressPool(), progress)) {
            session.has(cluster);
            progress.say("waiting until the cluster is steady");
            RunResult result = Conductor.run(plan.scenario(), session.script(), cluster, options, progress);
            keep(session, result, options.reports(), progress);
            progress.say("removing cluster");
            return result;
        }
    }

    /** What is beside the report of a run: what was done as a file, and the page of all runs. */
    static void keep(ResidentSession session, RunResult result, Path reports, Progress progress) {
        Path file = result.report().resolve(EXPORT);
        try {
            Files.writeString(
                    file,
                    session.export(file, MeasuredLimits.of(result.judgement().measurements())));
        } catch (IOException | LapseException e) {
            progress.say("no " + file + ": " + e.getMessage());
        }
        ReportsIndex.write(reports);
    }
}
