package dev.lapse.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands on whole lines of what is written to it, and counts their bytes. One thread. */
final class LineStream extends OutputStream {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long wholeBytes;

    LineStream(Consumer<String> lines) {
        this.lines = lines;
    }

    /** How many bytes the lines had that were handed on. */
    long wholeBytes() {
        return wholeBytes;
    }

    /** Forgets the line that was begun. */
    void forgetPart() {
        line.reset();
    }

    @Override
    public void write(int next) {
        if (next == '\n') {
            wholeBytes += line.size() + 1;
            lines.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else {
            line.write(next);
        }
    }
}
