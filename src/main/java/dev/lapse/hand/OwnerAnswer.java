package dev.lapse.hand;

import dev.lapse.cluster.LapseException;

/**
 * A line of the owner's answer; the last one is an END.
 *
 * @param code exit code of the command, of an END
 */
public record OwnerAnswer(LineKind kind, String text, int code) {
    /** What a line is. */
    public enum LineKind {
        /** Something that happened; for stderr. */
        PROGRESS,
        /** What was asked for; for stdout. */
        OUTPUT,
        /** The answer is complete; the text is an error message, or empty. */
        END
    }

    static OwnerAnswer progress(String text) {
        return new OwnerAnswer(LineKind.PROGRESS, text, 0);
    }

    static OwnerAnswer output(String text) {
        return new OwnerAnswer(LineKind.OUTPUT, text, 0);
    }

    static OwnerAnswer end(int code) {
        return new OwnerAnswer(LineKind.END, "", code);
    }

    static OwnerAnswer end(LapseException error) {
        return new OwnerAnswer(LineKind.END, error.getMessage(), error.kind().exitCode());
    }

    String toLine() {
        return OwnerRequest.line(this);
    }

    static OwnerAnswer parse(String line) {
        return OwnerRequest.read(line, OwnerAnswer.class);
    }
}
