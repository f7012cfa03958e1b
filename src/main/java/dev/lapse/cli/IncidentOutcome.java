package dev.lapse.cli;

import dev.lapse.check.Verdict;

/** What the runs of an incident came to: of its harm, or of what prevents it. */
enum IncidentOutcome {
    REPRODUCED("REPRODUCED", Verdict.PASS),
    NOT_REPRODUCED("NOT REPRODUCED", Verdict.FAIL),
    PREVENTED("PREVENTED", Verdict.PASS),
    NOT_PREVENTED("NOT PREVENTED", Verdict.FAIL),
    NO_PREVENTION("NO PREVENTION HERE", Verdict.PASS),
    /** The prevention ran, and the harm was not seen with the same versions. */
    PROVES_NOTHING("PROVES NOTHING", Verdict.UNKNOWN),
    UNKNOWN("UNKNOWN", Verdict.UNKNOWN),
    NOT_RUN("NOT RUN", Verdict.UNKNOWN);

    private final String text;
    private final Verdict verdict;

    IncidentOutcome(String text, Verdict verdict) {
        this.text = text;
        this.verdict = verdict;
    }

    String text() {
        return text;
    }

    /** PASS: as expected; FAIL: the harm was not reproduced, or not prevented; UNKNOWN: that is not known. */
    Verdict verdict() {
        return verdict;
    }

    /** What a run of the harm says by its verdict. */
    static IncidentOutcome ofHarm(Verdict verdict) {
        return switch (verdict) {
            case PASS -> REPRODUCED;
            case FAIL -> NOT_REPRODUCED;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** What a run of the prevention says by its verdict. */
    static IncidentOutcome ofPrevention(Verdict verdict) {
        return switch (verdict) {
            case PASS -> PREVENTED;
            case FAIL -> NOT_PREVENTED;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
