package dev.lapse.cli;

import dev.lapse.report.Colour;

/** Whether the terminal shows colours. */
final class Colours {
    private Colours() {}

    /** Plain unless stdout is a terminal; {@code NO_COLOR} in the environment wins (no-color.org). */
    static Colour ofStdout() {
        // The launcher tells whether stdout is a terminal: from JDK 22 on, System.console() no longer does.
        boolean terminal = "true".equals(System.getProperty("lapse.terminal"));
        return terminal && System.getenv("NO_COLOR") == null ? Colour.ANSI : Colour.PLAIN;
    }
}
