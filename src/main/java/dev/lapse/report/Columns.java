package dev.lapse.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. One thread. */
public final class Columns {
    private final int gap;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param gap spaces between two columns */
    public Columns(int gap) {
        this.gap = gap;
    }

    public Columns row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + gap));
        }
        return line.toString().stripTrailing();
    }

    /** The text in lines of at most this width, broken at spaces; a longer word is broken where it must be. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip().replaceAll("\\s+", " ");
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    /** The text so that {@link #wrap} leaves a length, or two, on a line; {@link #broken} takes it back. */
    static String unbroken(String text) {
        return text.replaceAll("(?<=\\d) (?=(s|ms)\\b)", "\u00a0").replaceAll("(?<=\\d) to (?=\\d)", "\u00a0to\u00a0");
    }

    static String broken(String text) {
        return text.replace('\u00a0', ' ');
    }

    /** The text, or as much of it as fits, with an ellipsis. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }
}
