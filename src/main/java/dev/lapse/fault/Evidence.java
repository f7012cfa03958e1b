package dev.lapse.fault;

/** What was looked at and seen, and whether it proves what it should. */
public record Evidence(boolean proves, String text) {
    static Evidence proof(String text) {
        return new Evidence(true, text);
    }

    static Evidence none(String text) {
        return new Evidence(false, text);
    }
}
