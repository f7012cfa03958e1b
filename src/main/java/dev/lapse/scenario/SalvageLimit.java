package dev.lapse.scenario;

/**
 * How large a copy may be that a node keeps of what it alone has, before it is rewound: a whole number of {@code MB} or
 * {@code GB} (powers of ten), or {@code off}.
 *
 * @param bytes 0: off
 */
public record SalvageLimit(long bytes) {
    /** For people and for the JSON Schema. */
    static final String FORM = "(off|[1-9][0-9]{0,5}(MB|GB))";

    static final String OFF = "off";

    private static final long MEGA = 1_000_000;
    private static final long GIGA = 1_000_000_000;

    /** Where a scenario says nothing: above what a scenario writes, and below what would hold up a node for long. */
    public static final SalvageLimit DEFAULT = new SalvageLimit(GIGA);

    public SalvageLimit {
        if (bytes < 0 || bytes % MEGA != 0) {
            throw new IllegalArgumentException("salvage must be whole megabytes, was " + bytes + " bytes");
        }
    }

    /** @throws IllegalArgumentException when it is not of that form; the message says what is */
    static SalvageLimit parse(String text) {
        if (!text.matches(FORM)) {
            throw new IllegalArgumentException(
                    "salvage must be off or a size such as 500MB or 1GB, was \"" + text + "\"");
        }
        if (text.equals(OFF)) {
            return new SalvageLimit(0);
        }
        long number = Long.parseLong(text.substring(0, text.length() - 2));
        return new SalvageLimit(number * (text.endsWith("GB") ? GIGA : MEGA));
    }

    /** As {@link #parse} reads it. */
    String text() {
        if (bytes == 0) {
            return OFF;
        }
        return bytes % GIGA == 0 ? bytes / GIGA + "GB" : bytes / MEGA + "MB";
    }
}
