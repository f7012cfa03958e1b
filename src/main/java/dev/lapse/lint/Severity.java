package dev.lapse.lint;

import java.util.Locale;

/** How bad it is, the worst first. */
public enum Severity {
    /**
     * It breaks a promise: two nodes acknowledge writes, an outage has no bound or is longer than asked, a node does
     * not come back, or a setting is not in effect as it was written.
     */
    ERROR,
    /** It is a choice with a price that is bounded. */
    WARNING,
    /** The rule could not be judged, for what it needs is not known. */
    NOT_KNOWN;

    /** {@code not known}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
