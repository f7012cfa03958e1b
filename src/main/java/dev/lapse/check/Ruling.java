package dev.lapse.check;

/** A verdict and, where there is something to say, why. */
record Ruling(Verdict verdict, String why) {
    static final Ruling PASS = new Ruling(Verdict.PASS, "");

    /** The text, and the reason behind it if there is one. */
    String after(String text) {
        return why.isEmpty() ? text : text + "; " + why;
    }
}
