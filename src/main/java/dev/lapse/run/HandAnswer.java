package dev.lapse.run;

import dev.lapse.cluster.LapseException;

/**
 * A line of the owner's answer; the last one is an END.
 *
 * @param code exit code of the command, of an END
 */
public record HandAnswer(Kind kind, String text, int code) {
    /** What a line is. */
    public enum Kind {
        /** Something that happened; for stderr. */
        PROGRESS,
        /** What was asked for; for stdout. */
        OUTPUT,
        /** The answer is complete; the text is an error message, or empty. */
        END
    }

    static HandAnswer progress(String text) {
        return new HandAnswer(Kind.PROGRESS, text, 0);
    }

    static HandAnswer output(String text) {
        return new HandAnswer(Kind.OUTPUT, text, 0);
    }

    static HandAnswer end(int code) {
        return new HandAnswer(Kind.END, "", code);
    }

    static HandAnswer end(LapseException error) {
        return new HandAnswer(Kind.END, error.getMessage(), error.kind().exitCode());
    }

    String toLine() {
        return HandRequest.line(this);
    }

    static HandAnswer parse(String line) {
        return HandRequest.read(line, HandAnswer.class);
    }
}
