package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.PressureSeen;
import dev.lapse.history.Recorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pressure of this machine, again and again. Recorded is what it reads once a second, and what it reads when
 * tasks have waited for a disk since then, with what it read just before: so it is known to a reading when they did. A
 * machine that does not tell is recorded once. One thread.
 */
final class PressureWatch {
    static final Duration PERIOD = Duration.ofMillis(100);

    /** Where Linux tells, from 4.20 on, unless it was built or started without. */
    static final Path FOLDER = Path.of("/proc/pressure");

    private static final long SELDOM_NANOS = 1_000_000_000;
    private static final long RISE_MICROS = 5_000;
    private static final Pattern TOTAL = Pattern.compile("(?m)^(some|full) .*\\btotal=(\\d{1,18})$");

    private final Path folder;
    private final Recorder recorder;
    private final NanoClock clock;
    private @Nullable PressureSeen recorded;
    private @Nullable PressureSeen before;
    private boolean silent;

    PressureWatch(Path folder, Recorder recorder, NanoClock clock) {
        this.folder = folder;
        this.recorder = recorder;
        this.clock = clock;
    }

    void once() {
        if (silent) {
            return;
        }
        PressureSeen seen;
        try {
            seen = read();
        } catch (IOException e) {
            silent = true;
            recorder.record(PressureSeen.none(clock.nanos(), e.getClass().getSimpleName() + ": " + e.getMessage()));
            return;
        }
        PressureSeen last = recorded;
        if (last == null || hasRisen(last, seen) || seen.atNanos() - last.atNanos() >= SELDOM_NANOS) {
            if (last != null && before != null && before != last && hasRisen(last, seen)) {
                recorder.record(before);
            }
            recorder.record(seen);
            recorded = seen;
        }
        before = seen;
    }

    private static boolean hasRisen(PressureSeen last, PressureSeen seen) {
        return number(seen.ioSomeMicros()) - number(last.ioSomeMicros()) >= RISE_MICROS;
    }

    private static long number(@Nullable Long micros) {
        return micros == null ? 0 : micros;
    }

    private PressureSeen read() throws IOException {
        String io = Files.readString(folder.resolve("io"));
        long now = clock.nanos();
        String cpu = Files.readString(folder.resolve("cpu"));
        String memory = Files.readString(folder.resolve("memory"));
        Long ioSome = total(io, "some");
        if (ioSome == null) {
            throw new IOException("no total of some in " + folder.resolve("io"));
        }
        return new PressureSeen(
                now, total(cpu, "some"), ioSome, total(io, "full"), total(memory, "some"), total(memory, "full"), null);
    }

    private static @Nullable Long total(String text, String line) {
        Matcher totals = TOTAL.matcher(text);
        while (totals.find()) {
            if (totals.group(1).equals(line)) {
                return Long.valueOf(totals.group(2));
            }
        }
        return null;
    }
}
