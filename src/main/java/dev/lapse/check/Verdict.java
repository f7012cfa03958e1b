package dev.lapse.check;

/** What a finding or a run comes to; the worst wins. */
public enum Verdict {
    PASS(0),
    UNKNOWN(2),
    FAIL(1);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of the command line. */
    public int exitCode() {
        return exitCode;
    }

    public Verdict worst(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
