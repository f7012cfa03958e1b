package dev.lapse.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        /** As they stand in their file; what is behind its last line comes last. */
        static final Comparator<Replaced> ORDER = Comparator.comparing(Replaced::file)
                .thenComparing(each -> each.line == 0 ? Integer.MAX_VALUE : each.line);

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
     *     succeeds when the file is taken, and says then what the component warns of, or passes over, in it
     * @param words makes of its output what it says of the lines of the user's file
     */
    public record Acceptance(String command, UnaryOperator<String> words) {}

    /**
     * What can be neither kept nor replaced.
     *
     * @param file its name
     * @param line its number, from 1
     * @param column from 1
     */
    public record Unfit(String file, int line, int column, String why) {
        /** At the begin of the line. */
        public Unfit(String file, int line, String why) {
            this(file, line, 1, why);
        }
    }

    /**
     * The files of one kind, as they were given.
     *
     * @param files without their secrets, by the host that runs with them
     * @param names address or {@code :port} of the files to host or port of the topology
     * @param chosen the listeners that the user named, of a balancer
     */
    public record Given(Map<NodeName, OwnFile> files, Map<String, String> names, Map<Entrance, String> chosen) {
        public Given {
            files = Map.copyOf(new TreeMap<>(files));
            names = Map.copyOf(names);
            chosen = Map.copyOf(chosen);
        }
    }

    /**
     * A setting that a file has, under the name that it has in Lapse.
     *
     * @param line where it stands, from 1; 1 where nobody wrote it
     * @param host whose alone it is; empty: it holds wherever the component runs
     */
    public record Said(String file, int line, Section section, String name, String value, Optional<NodeName> host) {}

    /**
     * What became of the files.
     *
     * @param component the same that runs with them
     * @param says what a map of settings could say too; the rest of the file is the component's own affair
     */
    public record Fitted(Component component, List<Said> says, List<Unfit> unfit) {}
}
