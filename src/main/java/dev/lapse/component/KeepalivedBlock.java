package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A statement of {@code keepalived.conf}: its words, and what stands in braces behind them. Words are parted by spaces
 * and by ends of lines, unless they are quoted; a comment goes from {@code #} or {@code !} to the end of its line.
 *
 * @param inside empty where it has no braces
 * @param ends the words that it ends with: the closing brace, or its last word
 */
record KeepalivedBlock(List<KeepalivedWord> words, List<KeepalivedBlock> inside, List<KeepalivedWord> ends) {
    /**
     * @param value without quotes
     * @param line from 1
     * @param from where it begins in the line
     * @param to where it ends
     */
    record KeepalivedWord(String value, int line, int from, int to) {
        boolean isBrace() {
            return value.equals("{") || value.equals("}");
        }
    }

    /** The statements of a file. */
    static List<KeepalivedBlock> all(String text) {
        List<KeepalivedBlock> file = new ArrayList<>();
        List<List<KeepalivedBlock>> open = new ArrayList<>(List.of(file));
        KeepalivedBlock now = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            boolean begun = false;
            for (KeepalivedWord word : words(number, line)) {
                List<KeepalivedBlock> around = open.get(open.size() - 1);
                if (word.value().equals("{")) {
                    if (now == null) {
                        now = new KeepalivedBlock(new ArrayList<>(List.of(word)), new ArrayList<>(), new ArrayList<>());
                        around.add(now);
                    }
                    now.ends.add(word);
                    open.add(now.inside);
                    now = null;
                    begun = false;
                } else if (word.value().equals("}")) {
                    if (open.size() > 1) {
                        open.remove(open.size() - 1);
                        List<KeepalivedBlock> closed = open.get(open.size() - 1);
                        closed.get(closed.size() - 1).ends.add(word);
                    }
                    now = null;
                    begun = false;
                } else if (begun && now != null) {
                    now.words.add(word);
                } else {
                    now = new KeepalivedBlock(new ArrayList<>(List.of(word)), new ArrayList<>(), new ArrayList<>());
                    around.add(now);
                    begun = true;
                }
            }
        }
        return file;
    }

    /** The words of one line. */
    static List<KeepalivedWord> words(int number, String line) {
        List<KeepalivedWord> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#' || c == '!') {
                return words;
            } else if (c == '{' || c == '}') {
                words.add(new KeepalivedWord(String.valueOf(c), number, at, at + 1));
                at++;
            } else if (c == '"') {
                int end = line.indexOf('"', at + 1);
                end = end < 0 ? line.length() : end;
                words.add(
                        new KeepalivedWord(line.substring(at + 1, end), number, at, Math.min(line.length(), end + 1)));
                at = end + 1;
            } else {
                int from = at;
                while (at < line.length() && !Character.isWhitespace(line.charAt(at)) && line.charAt(at) != '}') {
                    at++;
                }
                words.add(new KeepalivedWord(line.substring(from, at), number, from, at));
            }
        }
        return words;
    }

    String name() {
        return words.get(0).value();
    }

    /** Empty text where there is no such word. */
    String word(int index) {
        return index < words.size() ? words.get(index).value() : "";
    }

    /** All behind the name, with single spaces. */
    String value() {
        return String.join(
                " ", words.stream().skip(1).map(KeepalivedWord::value).toList());
    }

    /** The statement that its words are from this one on, without braces. */
    KeepalivedBlock from(int index) {
        return new KeepalivedBlock(words.subList(index, words.size()), List.of(), List.of());
    }

    int line() {
        return words.get(0).line();
    }

    /** Where its braces open; its own line where it has none. */
    int opens() {
        return ends.isEmpty() ? line() : ends.get(0).line();
    }

    /** It and those inside whose opening brace has no closing one. */
    Stream<KeepalivedBlock> unclosed() {
        boolean open = !ends.isEmpty() && ends.get(ends.size() - 1).value().equals("{");
        return Stream.concat(
                open ? Stream.of(this) : Stream.of(), inside.stream().flatMap(KeepalivedBlock::unclosed));
    }

    /** All its words and braces, and those inside. */
    Stream<KeepalivedWord> everything() {
        return Stream.concat(
                Stream.concat(words.stream(), ends.stream()), inside.stream().flatMap(KeepalivedBlock::everything));
    }

    List<KeepalivedBlock> each(String name) {
        return inside.stream().filter(block -> block.name().equals(name)).toList();
    }

    /** The last of this name, which counts. */
    Optional<KeepalivedBlock> last(String name) {
        return each(name).stream().reduce((earlier, later) -> later);
    }
}
