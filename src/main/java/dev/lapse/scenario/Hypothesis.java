package dev.lapse.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The comment at the head of a scenario file. */
final class Hypothesis {
    private static final String WORD = "Hypothesis:";

    private Hypothesis() {}

    /**
     * The leading comment as text, without editors' own lines: lines of a paragraph joined by a space, paragraphs by a
     * line break.
     */
    static String read(String yaml) {
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : yaml.lines().map(String::strip).toList()) {
            if (!line.startsWith("#")) {
                break;
            }
            String words = line.substring(1).strip();
            if (words.startsWith("yaml-language-server:")) {
                continue;
            }
            if (words.isEmpty()) {
                paragraphs.add(paragraph.toString());
                paragraph.setLength(0);
            }
            paragraph.append(paragraph.isEmpty() ? "" : " ").append(words);
        }
        paragraphs.add(paragraph.toString());
        return tidy(String.join("\n", paragraphs));
    }

    /** Without the word "Hypothesis:", blank lines and needless spaces. */
    static String tidy(String text) {
        String words = text.strip();
        while (words.startsWith(WORD)) {
            words = words.substring(WORD.length()).strip();
        }
        return words.lines()
                .map(line -> Arrays.stream(line.strip().split("\\s+")).collect(Collectors.joining(" ")))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** The comment that {@link #read} reads back, or an empty text. */
    static String comment(String hypothesis) {
        return hypothesis.isEmpty() ? "" : "# " + WORD + " " + hypothesis.replace("\n", "\n#\n# ") + "\n";
    }
}
