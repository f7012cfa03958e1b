package dev.lapse.scenario;

import java.util.Locale;

/** What becomes of the write lanes' tables after the run. */
public enum LaneTable {
    DROP,
    KEEP;

    /** The name in files: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
