package dev.lapse.report;

/** Whether text for a terminal carries ANSI colours. */
public enum Colour {
    PLAIN,
    ANSI;

    String red(String text) {
        return paint("1;31", text);
    }

    String green(String text) {
        return paint("1;32", text);
    }

    String yellow(String text) {
        return paint("1;33", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
