package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Judgement;
import dev.lapse.check.Outage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of a run's components as the page carries them: every line with its time on the run's clock, merged. A line
 * without a stamp has the time of the one before. Of a log that is too long the lines around faults and outages are
 * kept first, then those at its beginning; how many are left out is said. Lines of before the run, which a cluster that
 * is used again has, are left out too.
 */
final class PageLogs {
    private static final Logger LOG = LoggerFactory.getLogger(PageLogs.class);
    private static final long MOST_CHARACTERS = 1_200_000;
    private static final int LONGEST_LINE = 2_000;
    private static final long BEFORE_MS = 30_000;
    private static final long REACH_MS = 10_000;
    private static final int MOST_OUTAGES = 50;

    private record LogText(long ms, int file, int number, String text) {}

    private record LogFile(String name, long lines, long leftOut) {}

    private record LogSpan(long fromMs, long toMs) {
        boolean has(long ms) {
            return fromMs <= ms && ms <= toMs;
        }
    }

    private final long startedMs;
    private final List<LogSpan> wanted;
    private final List<LogText> lines = new ArrayList<>();
    private final List<LogFile> files = new ArrayList<>();

    private PageLogs(Judgement judgement) {
        startedMs = judgement.run().startedAt().toEpochMilli();
        wanted = wanted(judgement);
    }

    /** @param directory where the logs are; none may be there */
    static PageLogs of(Path directory, Judgement judgement) {
        PageLogs logs = new PageLogs(judgement);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(file -> file.getFileName().toString().endsWith(".log") && Files.isRegularFile(file))
                    .sorted()
                    .forEach(found::add);
        } catch (IOException none) {
            LOG.debug("no logs in {}: {}", directory, ReportDir.reason(none));
        }
        for (Path file : found) {
            try {
                logs.read(file, MOST_CHARACTERS / found.size());
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("log {} is not in the page: {}", file, e.getMessage());
            }
        }
        logs.lines.sort(Comparator.comparingLong(LogText::ms)
                .thenComparingInt(LogText::file)
                .thenComparingInt(LogText::number));
        return logs;
    }

    private static List<LogSpan> wanted(Judgement judgement) {
        List<LogSpan> spans = new ArrayList<>();
        for (FaultMeasure fault : judgement.measurements().faults()) {
            Stream.of(Optional.of(fault.requestedNanos()), Optional.ofNullable(fault.healedNanos()))
                    .flatMap(Optional::stream)
                    .map(nanos -> nanos / 1_000_000)
                    .forEach(ms -> spans.add(new LogSpan(ms - REACH_MS, ms + REACH_MS)));
        }
        judgement.measurements().lanes().stream()
                .flatMap(lane -> lane.outages().stream())
                .sorted(Comparator.comparing(Outage::duration).reversed())
                .limit(MOST_OUTAGES)
                .forEach(outage -> spans.add(new LogSpan(
                        outage.fromNanos() / 1_000_000 - REACH_MS, outage.toNanos() / 1_000_000 + REACH_MS)));
        return spans;
    }

    private void read(Path file, long room) throws IOException {
        int index = files.size();
        List<LogText> first = new ArrayList<>();
        List<LogText> other = new ArrayList<>();
        long wantedCharacters = 0;
        long otherCharacters = 0;
        long count = 0;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            Long at = null;
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                count++;
                at = LogStamp.of(text).map(ms -> ms - startedMs).orElse(at);
                if (at == null || at < -BEFORE_MS) {
                    continue;
                }
                LogText line = new LogText(at, index, (int) count, shortened(text));
                if (wantedCharacters < room && wanted(line.ms)) {
                    first.add(line);
                    wantedCharacters += line.text.length();
                } else if (otherCharacters < room && !wanted(line.ms)) {
                    other.add(line);
                    otherCharacters += line.text.length();
                }
            }
        }
        long left = room - wantedCharacters;
        long kept = first.size();
        lines.addAll(first);
        for (LogText line : other) {
            left -= line.text.length();
            if (left < 0) {
                break;
            }
            lines.add(line);
            kept++;
        }
        files.add(new LogFile(name(file), count, count - kept));
    }

    private boolean wanted(long ms) {
        return wanted.stream().anyMatch(span -> span.has(ms));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "...";
    }

    /** {@code pg1.patroni}. */
    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".log".length());
    }

    /** Each line so many milliseconds after the one before. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("files");
        for (LogFile file : files) {
            json.writeStartObject();
            json.writeStringField("name", file.name);
            json.writeNumberField("lines", file.lines);
            json.writeNumberField("left_out", file.leftOut);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("after_ms");
        long before = 0;
        for (LogText line : lines) {
            json.writeNumber(line.ms - before);
            before = line.ms;
        }
        json.writeEndArray();
        int[] of = lines.stream().mapToInt(LogText::file).toArray();
        json.writeFieldName("file");
        json.writeArray(of, 0, of.length);
        json.writeArrayFieldStart("text");
        for (LogText line : lines) {
            json.writeString(line.text);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
