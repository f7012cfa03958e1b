package dev.lapse.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two folders of runs side by side. {@code of} reads them; the rest shows the {@link SideBySide}.
 *
 * @param a the baseline
 */
public record Compared(Path a, Path b, SideBySide comparison) {
    /**
     * @param share by so much of A's median B's must be above it to be worse: 0.1 is a tenth
     * @throws dev.lapse.cluster.LapseException of kind BAD_INPUT when a folder has no run, or a result cannot be read
     */
    public static Compared of(Path a, Path b, double share) {
        return new Compared(a, b, SideBySide.of(runs(a), runs(b), share));
    }

    private static List<ComparedRun> runs(Path folder) {
        return RunFolders.of(folder).stream().map(ComparedRun::of).toList();
    }

    public String text() {
        return "A: " + a + "\nB: " + b + "\n" + SideBySideText.of(comparison);
    }

    public String json() {
        return SideBySideJson.text(comparison);
    }

    /** @throws dev.lapse.cluster.LapseException when it cannot be written */
    public void writeHtml(Path file) {
        String page = SideBySideHtml.of(comparison, a.toString(), b.toString());
        ReportDir.replace(file, into -> Files.writeString(into, page));
    }
}
