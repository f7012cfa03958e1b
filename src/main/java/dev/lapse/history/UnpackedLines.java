package dev.lapse.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The lines of a gzip file, one after the other, as ranges of bytes: most are never made into a string. One thread. */
final class UnpackedLines implements AutoCloseable {
    private final UnpackedBlocks blocks;
    private byte[] block = {};
    private int next;
    private byte[] line = {};
    private int from;
    private int to;

    private UnpackedLines(UnpackedBlocks blocks) {
        this.blocks = blocks;
    }

    /** @throws IOException when the file cannot be opened */
    static UnpackedLines of(Path file) throws IOException {
        return new UnpackedLines(UnpackedBlocks.of(file));
    }

    /**
     * Goes to the next line.
     *
     * @return false at the end
     * @throws IOException when the file cannot be read further, or is not gzip
     */
    boolean advance() throws IOException {
        if (isLast()) {
            return false;
        }
        from = next;
        to = endOfLine();
        line = block;
        if (to == block.length) {
            joinWithNextBlocks();
        }
        next++;
        return true;
    }

    /** Whether nothing comes after this line. */
    boolean isLast() throws IOException {
        return next >= block.length && !nextBlock();
    }

    /** The bytes among which the line is; they stay as they are. */
    byte[] bytes() {
        return line;
    }

    /** Where the line begins in {@link #bytes}. */
    int from() {
        return from;
    }

    /** Where the line ends in {@link #bytes}, without its line feed. */
    int to() {
        return to;
    }

    String text() {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        blocks.close();
    }

    private void joinWithNextBlocks() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(block, from, to - from);
        while (next == block.length && nextBlock()) {
            whole.write(block, 0, endOfLine());
        }
        line = whole.toByteArray();
        from = 0;
        to = line.length;
    }

    /** Moves on to the line feed, or to the end of the block. */
    private int endOfLine() {
        int at = next;
        while (at < block.length && block[at] != '\n') {
            at++;
        }
        next = at;
        return at;
    }

    private boolean nextBlock() throws IOException {
        block = blocks.next();
        next = 0;
        return block.length > 0;
    }
}
