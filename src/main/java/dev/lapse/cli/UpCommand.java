package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.docker.Engine;
import dev.lapse.hand.OwnerAnswer;
import dev.lapse.hand.OwnerClient;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.hand.OwnerSocket;
import dev.lapse.report.ReportDir;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings up a cluster for use by hand and leaves its owner in the background. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Bring up a cluster to work with by hand, and leave a process in the background that owns and records it.",
            "Then: status, inject, heal, probe, export; down reports, judges what --expect asks, and removes everything.",
            "Ctrl-C while it comes up removes everything."
        })
final class UpCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 2;
    private static final long POLL_MILLIS = 50;
    private static final long GOODBYE_SECONDS = 60;
    private static final int LAST_LINES = 15;

    @Mixin
    private UpOptions options = new UpOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        // what is wrong is said before anything starts
        options.plan().scenario().notes().forEach(note -> System.err.println("note: " + note));
        ReportDir.requireWritable(options.run().reports());
        Engine.require(); // here and not in the background, where a set-up would not be seen
        OwnerSocket socket = options.name().socket();
        try (OwnerSocket.HeldName reserved = socket.reserve()) {
            Interruption.reaching(Thread.currentThread(), System.err);
            return bringUp(socket);
        }
    }

    private int bringUp(OwnerSocket socket) throws IOException {
        Process owner = start(socket);
        try {
            OwnerAnswer end = awaitReady(socket, owner);
            int code = HandName.shown(end);
            if (code != 0) {
                owner.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS);
            }
            return code;
        } catch (InterruptedException e) {
            return stopped(owner, socket);
        } catch (LapseException e) {
            if (Thread.interrupted()) {
                System.err.println("lapse: " + e.getMessage());
                return stopped(owner, socket);
            }
            return died(owner, socket, e);
        }
    }

    private OwnerAnswer awaitReady(OwnerSocket socket, Process owner) throws InterruptedException {
        OwnerClient client = new OwnerClient(socket);
        OwnerRequest ready = OwnerRequest.of(OwnerRequest.Verb.READY);
        while (true) {
            Optional<OwnerAnswer> end = client.tryAsk(ready, HandName::show);
            if (end.isPresent()) {
                return end.get();
            }
            if (owner.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LapseException(LapseException.Kind.HARNESS, "the owner ended before the cluster was up");
            }
        }
    }

    /** Has the owner remove what it has started, and says when that is done. */
    private static int stopped(Process owner, OwnerSocket socket) {
        owner.destroy();
        try {
            String end = !owner.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)
                    ? "the owner, process " + owner.pid() + ", is still removing the cluster; what it says is in "
                            + socket.log()
                    : owner.exitValue() == LapseException.Kind.HARNESS.exitCode()
                            ? "the owner could not remove everything; what it said is in " + socket.log()
                            : "everything is removed";
            System.err.println("lapse: " + end);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
        return INTERRUPTED;
    }

    private static int died(Process owner, OwnerSocket socket, LapseException why) throws IOException {
        List<String> log = Files.readAllLines(socket.log());
        log.subList(Math.max(0, log.size() - LAST_LINES), log.size()).forEach(System.err::println);
        System.err.println("lapse: " + why.getMessage());
        try {
            return owner.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS) && owner.exitValue() != 0
                    ? owner.exitValue()
                    : why.kind().exitCode();
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    /** This Java with this class path, in a session of its own, so that Ctrl-C in the terminal does not reach it. */
    private Process start(OwnerSocket socket) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
                .filter(argument -> !argument.startsWith("-Xmx")) // hours of attempts are judged at once
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), OwnerCommand.NAME));
        command.addAll(spec.commandLine().getParseResult().originalArgs().stream()
                .skip(1)
                .toList());
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(socket.log().toFile())
                .start();
    }
}
