package dev.lapse.cluster;

import java.util.function.UnaryOperator;

/**
 * A configuration file of the user's own, as it was written, but for secrets: those are masked when it is read.
 *
 * @param name what messages call it: its path as it was given
 */
public record OwnFile(String name, String text) {
    /** What stands in the place of a secret. */
    public static final String MASK = "***";

    /**
     * A line that reaches the component in another form than it was written, since it cannot hold in a container.
     *
     * @param line its number, from 1; 0: behind the last one
     * @param before empty: it was added below the line
     * @param after host names where the running file has their addresses; empty: it was left out
     */
    public record Replaced(String file, int line, String before, String after) {
        /** {@code mine/haproxy.cfg:41: server db2 10.0.3.12:6432 -> server db2 pg2:6432}. */
        public String text() {
            if (before.isEmpty()) {
                return file + (line == 0 ? ": added: " : ":" + line + ": added below: ") + after;
            }
            return file + ":" + line + ": " + before + " -> " + (after.isEmpty() ? "left out" : after);
        }
    }

    /**
     * The component itself, which says whether it takes the file.
     *
     * @param command of the shell, on a host where nothing runs, with the variables of the files in its environment; it
     *     succeeds when the file is taken
     * @param words makes of its output what is wrong, at the lines of the user's file
     */
    public record Acceptance(String command, UnaryOperator<String> words) {}

    /**
     * What can be neither kept nor replaced.
     *
     * @param line its number, from 1
     */
    public record Unfit(int line, String why) {}
}
