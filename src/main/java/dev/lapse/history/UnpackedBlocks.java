package dev.lapse.history;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a gzip file in blocks, unpacked by a thread of its own that is at most a few blocks ahead. A file cut
 * short ends where it was cut: nothing that was read before is lost. What comes after the end of the content is an
 * error.
 *
 * <p>For one reader. {@link #close} ends the thread, also when not all was read.
 */
final class UnpackedBlocks implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 17;
    private static final int BLOCKS_AHEAD = 8;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> ahead = new ArrayBlockingQueue<>(BLOCKS_AHEAD);
    private final Thread thread;
    private volatile @Nullable Throwable failure;
    private boolean ended;

    private UnpackedBlocks(SeekableByteChannel packed) {
        this.thread = new Thread(() -> unpack(packed), "history-unpacker");
        this.thread.setDaemon(true);
    }

    /** @throws IOException when the file cannot be opened */
    static UnpackedBlocks of(Path file) throws IOException {
        UnpackedBlocks blocks = new UnpackedBlocks(Files.newByteChannel(file));
        blocks.thread.start();
        return blocks;
    }

    /**
     * Waits for the next block.
     *
     * @return no bytes at the end
     * @throws IOException when what comes next cannot be read, or is not gzip
     */
    byte[] next() throws IOException {
        if (ended) {
            return END;
        }
        byte[] block = uninterrupted(ahead::take);
        if (block == END) {
            ended = true;
            rethrow(failure);
        }
        return block;
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        uninterrupted(() -> {
            thread.join();
            return thread;
        });
    }

    private void unpack(SeekableByteChannel packed) {
        try {
            try (packed) {
                Packed content = new Packed(packed);
                byte[] block = block(content);
                while (block.length > 0) {
                    ahead.put(block);
                    block = block(content);
                }
                content.requireNothingBehind();
            } catch (EOFException cut) {
                // it ends in its first bytes, before any content
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
            ahead.put(END);
        } catch (InterruptedException closed) {
            // the reader wants no more
        }
    }

    /** As much as fits into a block; less only at the end or at the cut. */
    private static byte[] block(InputStream content) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        int length = 0;
        try {
            int read;
            while (length < block.length && (read = content.read(block, length, block.length - length)) > 0) {
                length += read;
            }
        } catch (EOFException cut) {
            // what came before it stays
        }
        return length == block.length ? block : Arrays.copyOf(block, length);
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException wrong) {
            throw wrong;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Waits to the end; an interrupt meanwhile is kept for the caller. */
    private static <T> T uninterrupted(Interruptible<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Interruptible<T> {
        T await() throws InterruptedException;
    }

    /** The one content of a gzip file. The JDK itself passes over what follows it. */
    private static final class Packed extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;

        private final SeekableByteChannel file;
        private final long headerBytes;

        private Packed(SeekableByteChannel file) throws IOException {
            super(Channels.newInputStream(file), 1 << 15);
            this.file = file;
            this.headerBytes = file.position();
        }

        private void requireNothingBehind() throws IOException {
            long behind = file.size() - headerBytes - inf.getBytesRead() - TRAILER_BYTES;
            if (inf.finished() && behind > 0) {
                throw new IOException(behind + (behind == 1 ? " byte" : " bytes") + " after its end");
            }
        }
    }
}
