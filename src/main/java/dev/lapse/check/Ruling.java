package dev.lapse.check;

/** A verdict and, where there is something to say, why. An UNKNOWN always says why. */
record Ruling(Verdict verdict, String why) {
    static final Ruling PASS = new Ruling(Verdict.PASS, "");

    /** How sure that is: the reason, and, of what is known, who looked and how. */
    String sure(String how) {
        if (verdict == Verdict.UNKNOWN) {
            return "no, " + why;
        }
        return "yes, " + (why.isEmpty() ? how : why + "; " + how);
    }
}
