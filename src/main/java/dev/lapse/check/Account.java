package dev.lapse.check;

import java.util.List;

/**
 * What a finding says to people, in three plain lines. Each is one line of text and never empty; line breaks in it
 * become spaces.
 *
 * @param asked the question, with its limit
 * @param seen figures, with where and when
 * @param sure yes or no, and why: who looked and how finely, by how much a limit is missed, what was not seen
 */
public record Account(String asked, String seen, String sure) {
    /** @throws IllegalArgumentException when one is blank */
    public Account {
        asked = line("asked", asked);
        seen = line("seen", seen);
        sure = line("sure", sure);
    }

    private static String line(String name, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("what was " + name + " must not be blank");
        }
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Each with its name in front: {@code asked: ...}, {@code seen: ...}, {@code sure: ...}. */
    public List<String> lines() {
        return List.of("asked: " + asked, "seen: " + seen, "sure: " + sure);
    }

    /** The lines, with line breaks between them. */
    public String text() {
        return String.join("\n", lines());
    }

    /** The same, but less or more sure. */
    Account withSure(String newSure) {
        return new Account(asked, seen, newSure);
    }
}
