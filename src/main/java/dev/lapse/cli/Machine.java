package dev.lapse.cli;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What {@code lapse doctor} asks of the machine that the harness itself runs on. */
final class Machine {
    static final long GIB = 1L << 30;

    private Machine() {}

    static List<Diagnosis> diagnose() {
        return List.of(java(), processors());
    }

    private static Diagnosis java() {
        return Diagnosis.fine(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("java.home"));
    }

    private static Diagnosis processors() {
        int cores = Runtime.getRuntime().availableProcessors();
        String seen = cores
                + (cores == 1 ? " core, " : " cores, load ")
                + String.format(
                        Locale.ROOT,
                        "%.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return cores >= 2
                ? Diagnosis.fine("processors", seen)
                : Diagnosis.limited(
                        "processors",
                        seen,
                        "one core for a cluster and its probes: expect late probes, which a run calls UNKNOWN");
    }

    /** Whether a program is on the PATH. */
    static boolean has(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Room in the file system of a directory, in bytes; negative when the directory cannot be seen from here. */
    static long usableBytes(Path directory) {
        // Not by its FileStore, which is looked up in the mount table and not found below a chroot.
        return Files.isDirectory(directory) ? directory.toFile().getUsableSpace() : -1;
    }

    static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
    }
}
