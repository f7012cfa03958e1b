package dev.lapse.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * The terminal of this process, handed to another program key by key: nothing is echoed here, and Ctrl-C is a key.
 * Closing gives it back as it was; so does the end of the process.
 */
final class OwnTerminal implements AutoCloseable {
    private final String saved;
    private final Thread restoring;

    /** How large it is. */
    record Size(int rows, int columns) {}

    private OwnTerminal(String saved) {
        this.saved = saved;
        this.restoring = new Thread(() -> stty(saved), "terminal-restore");
    }

    /** Whether people read what goes out and type what comes in. */
    static boolean isInteractive() {
        return isOpen(0) && isOpen(1);
    }

    /** Whether what comes in is typed. */
    static boolean isTyped() {
        return isOpen(0);
    }

    private static boolean isOpen(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static OwnTerminal taken() {
        OwnTerminal terminal = new OwnTerminal(stty("-g"));
        Runtime.getRuntime().addShutdownHook(terminal.restoring);
        stty("raw", "-echo");
        return terminal;
    }

    static Size size() {
        String[] words = stty("size").split(" ");
        return words.length == 2 && words[0].matches("\\d+") && words[1].matches("\\d+")
                ? new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]))
                : new Size(24, 80);
    }

    /** Tells each new size, from another thread. */
    static void onResize(Consumer<Size> listener) {
        Signal.handle(new Signal("WINCH"), signal -> listener.accept(size()));
    }

    private static String stty(String... words) {
        try {
            List<String> command = new ArrayList<>(List.of("stty"));
            command.addAll(List.of(words));
            Process stty = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            stty.waitFor();
            return said.strip();
        } catch (IOException noSuchProgram) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        stty(saved);
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
        } catch (IllegalStateException ending) {
            return; // the hook does it once more
        }
    }
}
