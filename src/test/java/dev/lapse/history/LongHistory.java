package dev.lapse.history;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a calm run of eight lanes, line by line as {@link HistoryFile} does but much faster, and measures how long
 * reading takes: {@code java -Xmx512m -cp target/test-classes:target/classes:... dev.lapse.history.LongHistory
 * ATTEMPTS FILE}. A file that is there is read and not written.
 */
final class LongHistory {
    private static final long OPENED = 800_000_000L;
    private static final long PERIOD = 20_000_000L;
    private static final String[] LANES = {
        "write-haproxy", "write-vip", "read-haproxy", "read-vip", "state-pg1", "state-pg2", "state-pg3", "read-pooler"
    };

    private final Random random = new Random(12);
    private final StringBuilder line = new StringBuilder(512);

    public static void main(String[] arguments) throws IOException {
        long attempts = Long.parseLong(arguments[0]);
        Path file = Path.of(arguments[1]);
        if (!Files.exists(file)) {
            new LongHistory().write(attempts, file);
        }
        History history = HistoryFile.read(file);
        for (int round = 1; round <= 2; round++) {
            measure("frame()", history, History::frame);
            measure("events()", history, History::events);
        }
        System.out.printf(
                Locale.ROOT,
                "%d attempts, %d MB on disk, heap %d MB%n",
                attempts,
                Files.size(file) >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static void measure(String view, History history, Function<History, Stream<Event>> open) {
        long begun = System.nanoTime();
        try (Stream<Event> events = open.apply(history)) {
            long count = events.mapToLong(event -> 1).sum();
            System.out.printf(Locale.ROOT, "%s: %d events in %.1f s%n", view, count, (System.nanoTime() - begun) / 1e9);
        }
    }

    /** A run that completed, of this many attempts of each lane together. */
    void write(long attempts, Path file) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 15), 1 << 16)) {
            write(out, begin());
            for (String lane : LANES) {
                write(out, opened(lane));
            }
            for (long i = 0; i < attempts; i++) {
                write(out, attempt((int) (i % LANES.length), i / LANES.length));
                if (i % 100 == 0) {
                    write(out, lease(i));
                }
            }
            long end = OPENED + attempts * PERIOD;
            for (String lane : LANES) {
                write(out, "{\"event\":\"lane-closed\",\"atNanos\":" + end + ",\"lane\":\"" + lane + "\"}");
            }
            write(out, "{\"event\":\"run-ended\",\"atNanos\":" + end + ",\"how\":\"completed\"}");
        }
    }

    private static void write(OutputStream out, CharSequence line) throws IOException {
        out.write(line.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write('\n');
    }

    private static String begin() {
        return "{\"event\":\"run-started\",\"atNanos\":0,\"startedAt\":\"2026-01-02T03:04:05Z\",\"scenario\":\"long\","
                + "\"scenarioYaml\":\"name: long\",\"profile\":\"fast\",\"seed\":42}";
    }

    private static String opened(String lane) {
        String kind = lane.substring(0, lane.indexOf('-')).toUpperCase(Locale.ROOT);
        boolean direct = kind.equals("STATE");
        return "{\"event\":\"lane-opened\",\"atNanos\":" + OPENED + ",\"lane\":{\"name\":\"" + lane + "\",\"kind\":\""
                + kind + "\",\"via\":\"" + (direct ? "POSTGRES" : "HAPROXY") + "\",\"vantage\":\""
                + (direct ? "DIRECT" : "NEW_CONNECTION") + "\""
                + (direct ? ",\"node\":\"" + lane.substring(6) + "\"" : "")
                + ",\"period\":\"PT0.02S\",\"timeout\":\"PT1S\"}}";
    }

    private static String lease(long i) {
        return "{\"event\":\"lease\",\"atNanos\":" + (OPENED + i * 2_500_000) + ",\"holder\":\"pg1\",\"leftSeconds\":"
                + (20 + i % 10) + ",\"grantedSeconds\":30}";
    }

    private CharSequence attempt(int lane, long seq) {
        long due = OPENED + seq * PERIOD;
        long invoked = due + 100_000 + random.nextInt(300_000);
        line.setLength(0);
        line.append("{\"event\":\"attempt\",\"lane\":\"")
                .append(LANES[lane])
                .append("\",\"seq\":")
                .append(seq);
        line.append(",\"dueNanos\":").append(due).append(",\"invokedNanos\":").append(invoked);
        line.append(",\"completedNanos\":").append(invoked + 500_000 + random.nextInt(4_000_000));
        line.append(",\"outcome\":\"OK\",\"node\":\"pg")
                .append(lane < 2 ? 1 : 1 + lane % 3)
                .append("\",\"role\":\"");
        boolean primary = lane < 2 || lane % 3 == 0;
        line.append(primary ? "PRIMARY" : "REPLICA").append('"');
        boolean read = LANES[lane].startsWith("read");
        if (!read) {
            line.append(",\"timeline\":8,\"lsn\":\"")
                    .append(Long.toHexString(seq >>> 24).toUpperCase(Locale.ROOT));
            line.append('/')
                    .append(Long.toHexString((seq * 216) & 0xFFFFFFFFL).toUpperCase(Locale.ROOT))
                    .append('"');
        }
        if (LANES[lane].startsWith("state")) {
            line.append(",\"writable\":").append(primary);
        }
        if (read) {
            line.append(",\"newestSeq\":").append(Math.max(0, seq - 1));
        }
        return line.append('}');
    }
}
