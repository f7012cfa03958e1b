package dev.lapse.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a history file as events. A last line that was cut short is left out.
 *
 * <p>Of the frame, lines of attempts are passed over as they are. Whether the history is consistent can be told only
 * where all of it is read.
 */
final class EventLines extends Spliterators.AbstractSpliterator<Event> {
    private static final JsonFactory TOKENS = new JsonFactory();

    private final Path file;
    private final ObjectReader json;
    private final UnpackedLines lines;
    private final boolean isFrame;
    private final AttemptLine attempts = new AttemptLine();
    private final Consistency consistency = new Consistency();
    private long number;

    private EventLines(Path file, ObjectReader json, UnpackedLines lines, boolean isFrame) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.file = file;
        this.json = json;
        this.lines = lines;
        this.isFrame = isFrame;
    }

    /** Every event, each looked at whether it goes with those before. */
    static Stream<Event> all(Path file, ObjectReader json) {
        return stream(file, json, false);
    }

    /** Every event but the attempts. */
    static Stream<Event> frame(Path file, ObjectReader json) {
        return stream(file, json, true);
    }

    private static Stream<Event> stream(Path file, ObjectReader json, boolean isFrame) {
        try {
            UnpackedLines lines = UnpackedLines.of(file);
            return StreamSupport.stream(new EventLines(file, json, lines, isFrame), false)
                    .onClose(lines::close);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super Event> action) {
        try {
            Optional<Event> event = isFrame ? nextOfFrame() : next();
            event.ifPresent(action);
            return event.isPresent();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Optional<Event> nextOfFrame() throws IOException {
        while (advance()) {
            if (!AttemptLine.begins(lines.bytes(), lines.from(), lines.to())) {
                Optional<Event> event = event();
                if (event.isEmpty() || !(event.get() instanceof Attempt)) {
                    return event;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Event> next() throws IOException {
        if (!advance()) {
            return Optional.empty();
        }
        Optional<Event> event = event();
        try {
            event.ifPresent(consistency::see);
            return event;
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage() + "; no run was recorded like this", e);
        }
    }

    private boolean advance() throws IOException {
        number++;
        return lines.advance();
    }

    /** @return empty: the last line, which was cut short */
    private Optional<Event> event() throws IOException {
        Event attempt = attempts.read(lines.bytes(), lines.from(), lines.to());
        if (attempt != null) {
            return Optional.of(attempt);
        }
        String line = lines.text();
        try {
            Event event = json.readValue(line);
            if (event == null) {
                throw refused("expected an event, saw null", null);
            }
            return Optional.of(event);
        } catch (JsonProcessingException e) {
            if (lines.isLast() && !isWhole(line)) {
                return Optional.empty();
            }
            throw refused("expected an event, saw " + shortened(line) + " (" + e.getOriginalMessage() + ")", e);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage() + "; no run was recorded like this", e);
        }
    }

    /** Whether it is JSON to its end, right or wrong. */
    private static boolean isWhole(String line) throws IOException {
        try (JsonParser tokens = TOKENS.createParser(line)) {
            while (tokens.nextToken() != null) {
                // on to the end
            }
            return true;
        } catch (JsonProcessingException cut) {
            return false;
        }
    }

    private LapseException refused(String why, @Nullable Exception cause) {
        return new LapseException(LapseException.Kind.BAD_INPUT, file + ":" + number + ": " + why, cause);
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
}
