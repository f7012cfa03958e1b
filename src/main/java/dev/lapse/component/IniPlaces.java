package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the lines of a {@code pgbouncer.ini} stand that has in it what it includes. A comment before such lines and one
 * behind them tell whose they are, so that the text alone is enough. Immutable.
 */
final class IniPlaces {
    private static final int DEEPEST = 10;

    private static final Pattern BEGIN = Pattern.compile(";lapse: lines of (.*?) by (%include[ \\t].*)");

    private static final String END = ";lapse: end of ";

    private final List<IniPlace> places = new ArrayList<>();
    private final List<Replaced> included = new ArrayList<>();

    /** @param line from 1 */
    record IniPlace(String file, int line) {
        String text() {
            return file + ":" + line;
        }
    }

    private IniPlaces(OwnFile file) {
        Deque<IniPlace> within = new ArrayDeque<>(List.of(new IniPlace(file.name(), 0)));
        for (String line : file.text().split("\n", -1)) {
            IniPlace place =
                    new IniPlace(within.element().file(), within.element().line() + 1);
            within.pop();
            within.push(place);
            places.add(place);
            Matcher begin = BEGIN.matcher(line);
            if (begin.matches()) {
                included.add(
                        new Replaced(place.file(), place.line(), begin.group(2), "the lines of " + begin.group(1)));
                within.push(new IniPlace(begin.group(1), 0));
            } else if (line.startsWith(END) && within.size() > 1) {
                within.pop();
            }
        }
    }

    static IniPlaces of(OwnFile file) {
        return new IniPlaces(file);
    }

    /**
     * The file with the lines of others in the place of those that include them.
     *
     * @param read the file that a path stands for
     * @throws IllegalArgumentException at the line whose file cannot be read
     */
    static OwnFile whole(OwnFile file, Function<String, OwnFile> read) {
        return new OwnFile(file.name(), whole(file, read, 0));
    }

    private static String whole(OwnFile file, Function<String, OwnFile> read, int depth) {
        List<String> lines = new ArrayList<>(List.of(file.text().split("\n", -1)));
        for (IniFile.IniLine include : IniFile.of(file.text()).includes()) {
            String at = file.name() + ":" + include.number() + ": %include " + include.value() + ": ";
            if (depth == DEEPEST) {
                throw new IllegalArgumentException(
                        at + "expected at most " + DEEPEST + " files, each in another; does one include itself?");
            }
            OwnFile other;
            try {
                other = read.apply(include.value());
            } catch (IllegalArgumentException missing) {
                throw new IllegalArgumentException(at + missing.getMessage(), missing);
            }
            String text = whole(other, read, depth + 1);
            lines.set(
                    include.number() - 1,
                    ";lapse: lines of " + other.name() + " by " + include.text().strip() + "\n" + text
                            + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + END + other.name());
        }
        return String.join("\n", lines);
    }

    /** The lines that name a file, whose lines run in their place. */
    List<Replaced> included() {
        return List.copyOf(included);
    }

    /** @param line of the whole text, from 1 */
    IniPlace of(int line) {
        return places.get(Math.min(Math.max(line, 1), places.size()) - 1);
    }

    Unfit of(Unfit unfit) {
        IniPlace place = of(unfit.line());
        return new Unfit(place.file(), place.line(), unfit.column(), unfit.why());
    }

    Said of(Said said) {
        IniPlace place = of(said.line());
        return new Said(place.file(), place.line(), said.section(), said.name(), said.value(), said.host());
    }

    /** What is behind the last line stays there. */
    Replaced of(Replaced replaced) {
        if (replaced.line() == 0) {
            return replaced;
        }
        IniPlace place = of(replaced.line());
        return new Replaced(place.file(), place.line(), replaced.before(), replaced.after());
    }
}
