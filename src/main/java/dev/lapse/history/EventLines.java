package dev.lapse.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.lapse.cluster.LapseException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a history file as events, one line ahead, so that a last line cut short can be told from a wrong one.
 */
final class EventLines extends Spliterators.AbstractSpliterator<Event> {
    private final Path file;
    private final ObjectReader json;
    private final BufferedReader lines;
    private @Nullable String next;
    private final Consistency consistency = new Consistency();
    private long number;

    private EventLines(Path file, ObjectReader json, BufferedReader lines) throws IOException {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.file = file;
        this.json = json;
        this.lines = lines;
        this.next = lines.readLine();
    }

    static Stream<Event> stream(Path file, ObjectReader json) {
        InputStream disk = open(file);
        try {
            BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new UntilCut(new GZIPInputStream(disk, 1 << 15)), StandardCharsets.UTF_8),
                    1 << 16);
            EventLines events = new EventLines(file, json, lines);
            return StreamSupport.stream(events, false).onClose(() -> close(lines));
        } catch (EOFException e) {
            close(disk);
            return Stream.empty();
        } catch (IOException e) {
            close(disk);
            throw unreadable(file, e);
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super Event> action) {
        String line = next;
        if (line == null) {
            return false;
        }
        try {
            number++;
            next = lines.readLine();
            Optional<Event> event = event(line);
            event.ifPresent(action);
            return event.isPresent();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** @return empty: the last line, which was cut short */
    private Optional<Event> event(String line) {
        try {
            Event event = json.readValue(line);
            consistency.see(event);
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            if (next == null && !isWhole(line)) {
                return Optional.empty();
            }
            throw refused("expected an event, saw " + shortened(line) + " (" + e.getOriginalMessage() + ")", e);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage() + "; no run was recorded like this", e);
        }
    }

    private boolean isWhole(String line) {
        try {
            json.readTree(line);
            return true;
        } catch (JsonProcessingException cut) {
            return false;
        }
    }

    private LapseException refused(String why, Exception cause) {
        return new LapseException(LapseException.Kind.BAD_INPUT, file + ":" + number + ": " + why, cause);
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static LapseException unreadable(Path file, IOException e) {
        return new LapseException(
                LapseException.Kind.BAD_INPUT,
                "read history " + file + ": expected gzip with one event per line, saw " + e.getMessage(),
                e);
    }

    private static String shortened(String line) {
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }

    /** Ends where a stream cut short ends, instead of failing there: nothing that was read before is lost. */
    private static final class UntilCut extends FilterInputStream {
        UntilCut(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (EOFException e) {
                return -1;
            }
        }
    }
}
