package dev.lapse.component;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code haproxy.cfg} and its words, as HAProxy splits it: by spaces that are neither quoted nor escaped, up
 * to a {@code #}.
 *
 * @param number from 1
 */
record HaproxyLine(int number, String text, List<Token> words) {
    /**
     * @param value without quotes and escapes
     * @param from where it begins in the line
     * @param to where it ends
     */
    record Token(String value, int from, int to) {}

    HaproxyLine {
        words = List.copyOf(words);
    }

    static HaproxyLine of(int number, String text) {
        List<Token> words = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        int from = -1;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && c == '#') {
                if (from >= 0) {
                    words.add(new Token(value.toString(), from, i));
                }
                return new HaproxyLine(number, text, words);
            }
            if (quote == 0 && (c == ' ' || c == '\t' || c == '\r')) {
                if (from >= 0) {
                    words.add(new Token(value.toString(), from, i));
                    value.setLength(0);
                    from = -1;
                }
                continue;
            }
            from = from < 0 ? i : from;
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                value.append(text.charAt(++i));
            } else {
                value.append(c);
            }
        }
        if (from >= 0) {
            words.add(new Token(value.toString(), from, text.length()));
        }
        return new HaproxyLine(number, text, words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** Empty text where there is no such word. */
    String word(int index) {
        return index < words.size() ? words.get(index).value() : "";
    }

    boolean begins(String... first) {
        for (int i = 0; i < first.length; i++) {
            if (!word(i).equals(first[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where a word stands, from this index on; -1: nowhere. */
    int indexOf(String word, int from) {
        for (int i = from; i < words.size(); i++) {
            if (words.get(i).value().equals(word)) {
                return i;
            }
        }
        return -1;
    }

    /** The word after this one. */
    Optional<String> after(String word, int from) {
        int at = indexOf(word, from);
        return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(word(at + 1));
    }

    /** All from this word on, with single spaces. */
    String from(int index) {
        return String.join(
                " ",
                words.subList(Math.min(index, words.size()), words.size()).stream()
                        .map(Token::value)
                        .toList());
    }

    /** Without indentation and comment. */
    String bare() {
        return words.isEmpty()
                ? ""
                : text.substring(
                        words.get(0).from(), words.get(words.size() - 1).to());
    }
}
