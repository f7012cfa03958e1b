package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Parts of the lines of a YAML file that get another text. One thread. */
final class YamlSpans {
    /**
     * A place between two characters.
     *
     * @param line from 0
     * @param column in characters, from 0
     */
    record Spot(int line, int column) implements Comparable<Spot> {
        Spot plus(int columns) {
            return new Spot(line, column + columns);
        }

        @Override
        public int compareTo(Spot other) {
            return Comparator.comparingInt(Spot::line)
                    .thenComparingInt(Spot::column)
                    .compare(this, other);
        }
    }

    private record OtherText(Spot from, Spot to, String text) {
        boolean isWithin(OtherText other) {
            int before = other.from.compareTo(from);
            int behind = other.to.compareTo(to);
            return from.equals(to) ? before < 0 && behind > 0 : before <= 0 && behind >= 0 && before != behind;
        }
    }

    private final OwnFile file;
    private final List<String> lines;
    private final List<OtherText> parts = new ArrayList<>();

    YamlSpans(OwnFile file) {
        this.file = file;
        this.lines = List.of(file.text().split("\n", -1));
    }

    private Spot spot(Mark mark) {
        String line = mark.getLine() < lines.size() ? lines.get(mark.getLine()) : "";
        int column = Math.min(mark.getColumn(), line.codePointCount(0, line.length()));
        return new Spot(mark.getLine(), line.offsetByCodePoints(0, column));
    }

    Spot start(Node node) {
        return spot(node.getStartMark());
    }

    /** Behind the last character of the value, without the comments and empty lines that follow it. */
    Spot end(Node node) {
        Spot end = spot(node.getEndMark());
        boolean block = node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.BLOCK;
        boolean scalar = node instanceof ScalarNode text
                && (text.getScalarStyle() == ScalarStyle.LITERAL || text.getScalarStyle() == ScalarStyle.FOLDED);
        if (!block && !scalar) {
            return end;
        }
        int line = Math.min(end.line(), lines.size() - 1);
        if (end.line() < lines.size()
                && lines.get(line).substring(0, end.column()).isBlank()) {
            line--;
        }
        while (line > node.getStartMark().getLine()
                && (lines.get(line).isBlank()
                        || block && lines.get(line).strip().startsWith("#"))) {
            line--;
        }
        return new Spot(line, lines.get(line).stripTrailing().length());
    }

    /** What stands between two places of one line. */
    String between(Spot from, Spot to) {
        return lines.get(from.line()).substring(from.column(), to.column());
    }

    Spot behindColon(Node key) {
        Spot end = end(key);
        return new Spot(end.line(), lines.get(end.line()).indexOf(':', end.column()) + 1);
    }

    boolean isFirstInLine(Node node) {
        Spot start = start(node);
        return lines.get(start.line()).substring(0, start.column()).isBlank();
    }

    /** The column of the dash before the first item of a list. */
    int dash(Node item) {
        Spot start = start(item);
        for (int line = start.line(); line >= 0; line--) {
            String before = line == start.line() ? lines.get(line).substring(0, start.column()) : lines.get(line);
            int dash = before.lastIndexOf('-');
            if (dash >= 0) {
                return dash;
            }
        }
        return 0;
    }

    void replace(Spot from, Spot to, String text) {
        parts.add(new OtherText(from, to, text));
    }

    /** Whole lines. */
    void leaveOut(int from, Spot to) {
        replace(new Spot(from, 0), new Spot(to.line(), lines.get(to.line()).length()), "");
    }

    /** A key with its value, and a comma beside it. */
    void removeFromFlow(Spot from, Spot to) {
        Spot next = to;
        while (next.line() < lines.size()
                && (next.column() >= lines.get(next.line()).length() || isBlank(next))) {
            next = next.column() >= lines.get(next.line()).length() ? new Spot(next.line() + 1, 0) : next.plus(1);
        }
        if (next.line() < lines.size() && lines.get(next.line()).charAt(next.column()) == ',') {
            String line = lines.get(next.line());
            int column = next.column() + 1;
            while (column < line.length() && line.charAt(column) == ' ') {
                column++;
            }
            replace(from, new Spot(next.line(), column), "");
        } else {
            replace(from, to, "");
        }
    }

    private boolean isBlank(Spot spot) {
        return Character.isWhitespace(lines.get(spot.line()).charAt(spot.column()));
    }

    /** The text with the other texts in it. */
    String text() {
        return edited().text();
    }

    /** The file with the other texts; where one lies within another one, the outer one counts. */
    EditedFile edited() {
        EditedFile edited = new EditedFile(file, YamlSpans::bare);
        List<OtherText> outer = parts.stream()
                .filter(part -> parts.stream().noneMatch(part::isWithin))
                .toList();
        Map<Integer, List<OtherText>> byLine = new TreeMap<>();
        for (OtherText part : outer) {
            for (int line = part.from().line(); line <= part.to().line(); line++) {
                int from = line == part.from().line() ? part.from().column() : 0;
                int to = line == part.to().line()
                        ? part.to().column()
                        : lines.get(line).length();
                byLine.computeIfAbsent(line, each -> new ArrayList<>())
                        .add(new OtherText(
                                new Spot(line, from),
                                new Spot(line, to),
                                line == part.from().line() ? part.text() : ""));
            }
        }
        byLine.forEach((line, all) -> {
            StringBuilder text = new StringBuilder(lines.get(line));
            all.sort(Comparator.comparing(OtherText::from)
                    .thenComparing(OtherText::to)
                    .reversed());
            all.forEach(part ->
                    text.replace(part.from().column(), Math.min(part.to().column(), text.length()), part.text()));
            edited.edit(
                    line + 1, text.toString().isBlank() ? "" : text.toString().stripTrailing());
        });
        return edited;
    }

    /** Without indentation and comment. */
    static String bare(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if ((c == '"' || c == '\'') && (i == 0 || " [{,:".indexOf(line.charAt(i - 1)) >= 0)) {
                quote = c;
            } else if (c == '#' && i > 0 && Character.isWhitespace(line.charAt(i - 1))) {
                return line.substring(0, i).isBlank()
                        ? line.strip()
                        : line.substring(0, i).strip();
            }
        }
        return line.strip();
    }
}
