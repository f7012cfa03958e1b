package dev.lapse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's busy time, from {@code /proc/stat} (proc(5)); Linux alone. */
final class MachineCpu {
    private static final double TICKS_PER_SECOND = 100;

    private MachineCpu() {}

    /** Seconds of CPU, over all cores, spent on anything but idling and waiting for I/O since boot. */
    static double busySeconds() {
        try {
            String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            // cpu user nice system idle iowait irq softirq steal
            return (Long.parseLong(words[1])
                            + Long.parseLong(words[2])
                            + Long.parseLong(words[3])
                            + Long.parseLong(words[6])
                            + Long.parseLong(words[7]))
                    / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
