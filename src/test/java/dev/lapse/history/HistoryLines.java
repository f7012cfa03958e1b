package dev.lapse.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.lapse.cluster.LapseException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Events as lines of a history file, written in the caller's thread, so that nothing waits in memory. */
public final class HistoryLines {
    private static final ObjectWriter WRITER = HistoryJson.mapper().writerFor(Event.class);
    private static final ObjectReader READER = HistoryJson.mapper().readerFor(Event.class);

    private HistoryLines() {}

    /** Writes a file anew; the stream is closed in the end. */
    public static History write(Path file, Stream<Event> events) {
        try (events;
                OutputStream out =
                        new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), 1 << 16)) {
            for (Iterator<Event> each = events.iterator(); each.hasNext(); ) {
                out.write(WRITER.writeValueAsBytes(each.next()));
                out.write('\n');
            }
            return HistoryFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file of these lines, whatever they are. */
    public static History writeLines(Path file, List<String> lines) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            out.close();
            return HistoryFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same history, read as strictly as a file is: what no recorder writes is refused, with its number as line. */
    public static History strictly(History history) {
        return () -> {
            Consistency consistency = new Consistency();
            long[] number = {0};
            return history.events().peek(event -> {
                number[0]++;
                try {
                    consistency.see(event);
                } catch (IllegalArgumentException e) {
                    throw new LapseException(
                            LapseException.Kind.BAD_INPUT, "generated:" + number[0] + ": " + e.getMessage(), e);
                }
            });
        };
    }

    public static String line(Event event) {
        try {
            return WRITER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Event event(String line) {
        try {
            return READER.readValue(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
