package dev.lapse.history;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.lapse.cluster.LapseException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A history on disk: one JSON object per line, compressed with gzip.
 *
 * <p>{@link #record} is for any thread and never waits: events go through a lock-free queue to one thread that
 * writes them and flushes at least once a second, so that a run which is killed leaves all but its last second. When
 * writing fails, later events are dropped and {@link #close} says so. What comes after the end of the run is dropped.
 */
public final class HistoryFile implements Recorder, AutoCloseable {
    private static final Event END = new Trouble(Long.MAX_VALUE, "end of queue");
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final LinkedTransferQueue<Event> queue = new LinkedTransferQueue<>();
    private final OutputStream out;
    private final Thread writer;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private HistoryFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
        this.writer = new Thread(this::write, "history-writer");
        this.writer.setDaemon(true);
    }

    /**
     * Begins a new file, in a directory that is made when it is missing.
     *
     * @throws LapseException when the file is there already or cannot be made
     */
    public static HistoryFile create(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            OutputStream disk = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            HistoryFile history = new HistoryFile(file, compressed(disk));
            history.writer.start();
            return history;
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.HARNESS, "begin history " + file + ": " + reason(e), e);
        }
    }

    /** A history that writes to this stream; {@code file} is its name in messages. */
    static HistoryFile writingTo(OutputStream disk, Path file) throws IOException {
        HistoryFile history = new HistoryFile(file, compressed(disk));
        history.writer.start();
        return history;
    }

    /**
     * The history in that file, read anew with every stream. What a killed run left half written at the end is left
     * out; any other line that is not an event is an error with its number.
     *
     * @throws LapseException when there is no such file
     */
    public static History read(Path file) {
        if (!Files.isReadable(file)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "read history " + file + ": expected a file that can be read");
        }
        ObjectReader reader = HistoryJson.mapper().readerFor(Event.class);
        return new OnDisk(file, reader);
    }

    @Override
    public void record(Event event) {
        if (!closed && failure == null) {
            queue.add(event);
        }
    }

    /**
     * Writes what is left and closes the file. Those who record should have ended: what comes later is dropped.
     *
     * @throws LapseException when not everything could be written
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        queue.add(END);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "write history " + file + ": expected every event on disk, saw " + reason(cause)
                            + "; the file is incomplete",
                    cause);
        }
    }

    private void write() {
        ObjectWriter json = HistoryJson.mapper().writerFor(Event.class);
        try (out) {
            long flushed = System.nanoTime();
            boolean dirty = false;
            boolean ended = false;
            while (true) {
                Event event = dirty
                        ? queue.poll(flushed + FLUSH_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS)
                        : queue.take();
                if (event == END) {
                    break;
                }
                if (event != null && !ended) {
                    ended = event instanceof RunEnded;
                    out.write(json.writeValueAsBytes(event));
                    out.write('\n');
                    dirty = true;
                }
                if (dirty && System.nanoTime() - flushed >= FLUSH_NANOS) {
                    out.flush();
                    flushed = System.nanoTime();
                    dirty = false;
                }
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            failure = e;
            queue.clear();
        }
    }

    private record OnDisk(Path file, ObjectReader json) implements History {
        @Override
        public Stream<Event> events() {
            return EventLines.all(file, json);
        }

        @Override
        public Stream<Event> frame() {
            return EventLines.frame(file, json);
        }
    }

    private static OutputStream compressed(OutputStream disk) throws IOException {
        return new BufferedOutputStream(new GZIPOutputStream(disk, 1 << 15, true), 1 << 16);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : " \"" + message + "\"");
    }
}
