package dev.lapse.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of {@code lapse doctor}: what was looked at, what was seen, and where something is missing, what suffers
 * and what to do.
 */
record Diagnosis(String subject, Level level, String seen, String remedy) {
    /** How bad it is. MISSING stops {@code lapse run}; LIMITED only what the remedy names. */
    enum Level {
        FINE("ok"),
        LIMITED("limited"),
        UNKNOWN("unknown"),
        MISSING("MISSING");

        private final String text;

        Level(String text) {
            this.text = text;
        }
    }

    static Diagnosis fine(String subject, String seen) {
        return new Diagnosis(subject, Level.FINE, seen, "");
    }

    static Diagnosis limited(String subject, String seen, String remedy) {
        return new Diagnosis(subject, Level.LIMITED, seen, remedy);
    }

    static Diagnosis unknown(String subject, String seen, String remedy) {
        return new Diagnosis(subject, Level.UNKNOWN, seen, remedy);
    }

    static Diagnosis missing(String subject, String seen, String remedy) {
        return new Diagnosis(subject, Level.MISSING, seen, remedy);
    }

    boolean isMissing() {
        return level == Level.MISSING;
    }

    /** The lines in columns, a remedy below its line. */
    static List<String> table(List<Diagnosis> diagnoses) {
        int width = diagnoses.stream().mapToInt(d -> d.subject.length()).max().orElse(0);
        String row = "%-" + width + "s  %-7s  %s";
        List<String> lines = new ArrayList<>();
        for (Diagnosis diagnosis : diagnoses) {
            lines.add(row.formatted(diagnosis.subject, diagnosis.level.text, diagnosis.seen));
            if (!diagnosis.remedy.isEmpty()) {
                lines.add(row.formatted("", "", "-> " + diagnosis.remedy));
            }
        }
        return lines;
    }
}
