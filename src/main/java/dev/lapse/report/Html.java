package dev.lapse.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A page that is written without a script and fetches nothing: headings, tables and bars. One thread. */
final class Html {
    private static final String LINK = "<a href=\"";
    private static final Set<String> MARKED = Set.of("worse", "better", "PASS", "FAIL", "UNKNOWN");

    private final StringBuilder out = new StringBuilder();

    /**
     * A part of a bar.
     *
     * @param phase decides its colour
     * @param figure its length for people
     */
    record BarPart(String phase, double length, String figure) {
        String label() {
            return phase + " " + figure;
        }
    }

    Html(String title) {
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>")
                .append(text(title))
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style></head><body>\n");
        element("h1", title);
    }

    private static String style() {
        try (InputStream in = Html.class.getResourceAsStream("pages.css")) {
            if (in == null) {
                throw new IllegalStateException("resource dev/lapse/report/pages.css must be in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read resource pages.css", e);
        }
    }

    /** The text so that a browser shows it as it is, also in an attribute. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    Html element(String name, String text) {
        return markup("<" + name + ">" + text(text) + "</" + name + ">\n");
    }

    /** What is markup already. */
    Html markup(String markup) {
        out.append(markup);
        return this;
    }

    /** @param words how many columns from the left are words, the rest are numbers; a cell may be a {@link #link} */
    Html table(List<List<String>> rows, int words) {
        out.append("<div class=\"wide\"><table>\n");
        for (int i = 0; i < rows.size(); i++) {
            String tag = i == 0 ? "th" : "td";
            out.append("<tr>");
            for (int j = 0; j < rows.get(i).size(); j++) {
                String cell = rows.get(i).get(j);
                String kind = (j < words ? "text " : "") + (MARKED.contains(cell) ? cell : "");
                out.append('<').append(tag);
                if (!kind.isBlank()) {
                    out.append(" class=\"").append(kind.strip()).append('"');
                }
                out.append('>').append(cell.startsWith(LINK) ? cell : text(cell));
                out.append("</").append(tag).append('>');
            }
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
        return this;
    }

    /** A cell that leads to a file beside the page. */
    static String link(String to, String label) {
        return LINK + text(to.replace('\\', '/')) + "\">" + text(label) + "</a>";
    }

    /** @param whole how long the longest bar beside it is */
    Html bar(String name, List<BarPart> parts, double whole) {
        out.append("<div class=\"bar\"><b>").append(text(name)).append("</b><div>");
        parts.forEach(part -> out.append(String.format(
                Locale.ROOT,
                "<span class=\"%s\" style=\"flex:0 1 %.2f%%\" title=\"%s\"><i>%s</i></span>",
                text(part.phase()),
                100 * part.length() / whole,
                text(part.label()),
                text(part.label()))));
        out.append("</div></div>\n");
        return this;
    }

    /** Which colour is which phase: a label is left out of a bar where it has no room. */
    Html legend(List<String> phases) {
        out.append("<p class=\"legend\">");
        phases.forEach(phase -> out.append("<span><i class=\"")
                .append(text(phase))
                .append("\"></i>")
                .append(text(phase))
                .append("</span> "));
        out.append("</p>\n");
        return this;
    }

    /** The whole page. */
    String page() {
        return out + "</body></html>\n";
    }
}
