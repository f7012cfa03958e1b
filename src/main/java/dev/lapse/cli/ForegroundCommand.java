package dev.lapse.cli;

import dev.lapse.docker.AttachedCommand;
import dev.lapse.hand.CommandPlace;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sun.misc.Signal;

/** A command on a host that is used as if it ran here: it has this terminal, or what is piped, and Ctrl-C. */
final class ForegroundCommand {
    private static final int BY_SIGNAL = 128;
    private static final int SIGPIPE = 13;

    private ForegroundCommand() {}

    /** @return the exit code of the command */
    static int run(CommandPlace place, List<String> command) {
        AttachedCommand.Outputs outputs = new AttachedCommand.Outputs(
                new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
        if (OwnTerminal.isInteractive()) {
            Map<String, String> environment = new TreeMap<>(place.environment());
            environment.put("TERM", System.getenv().getOrDefault("TERM", "xterm"));
            return interactive(order(place, command, environment, AttachedCommand.Terminal.OWN), outputs);
        }
        return piped(order(place, command, place.environment(), AttachedCommand.Terminal.NONE), outputs);
    }

    private static AttachedCommand.Order order(
            CommandPlace place,
            List<String> command,
            Map<String, String> environment,
            AttachedCommand.Terminal terminal) {
        return new AttachedCommand.Order(place.container(), place.where(), command, environment, terminal);
    }

    private static int interactive(AttachedCommand.Order order, AttachedCommand.Outputs outputs) {
        try (AttachedCommand running = AttachedCommand.start(order);
                OwnTerminal terminal = OwnTerminal.taken()) {
            OwnTerminal.onResize(size -> running.resize(size.rows(), size.columns()));
            OwnTerminal.Size size = OwnTerminal.size();
            running.resize(size.rows(), size.columns());
            running.feed(new FileInputStream(FileDescriptor.in));
            return running.run(outputs);
        } catch (IOException gone) {
            return BY_SIGNAL + SIGPIPE;
        }
    }

    private static int piped(AttachedCommand.Order order, AttachedCommand.Outputs outputs) {
        AttachedCommand running = AttachedCommand.start(order);
        for (String name : List.of("INT", "TERM")) {
            Signal.handle(new Signal(name), new Forwarding(running));
        }
        try (running) {
            running.feed(
                    OwnTerminal.isTyped() ? InputStream.nullInputStream() : new FileInputStream(FileDescriptor.in));
            return running.run(outputs);
        } catch (IOException nobodyReads) {
            running.signal("PIPE");
            return BY_SIGNAL + SIGPIPE;
        }
    }

    /** The first signal goes to the command, a second one ends this process as well. */
    private static final class Forwarding implements sun.misc.SignalHandler {
        private final AttachedCommand running;
        private boolean again;

        Forwarding(AttachedCommand running) {
            this.running = running;
        }

        @Override
        public synchronized void handle(Signal signal) {
            if (again) {
                Runtime.getRuntime().halt(BY_SIGNAL + signal.getNumber());
            }
            again = true;
            new Thread(() -> running.signal(signal.getName()), "signal-forward").start();
        }
    }
}
