package dev.lapse.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** As much of a run's {@code result.json} as tables of many runs show, under the names that it has there. */
public record RecordedRun(
        int format,
        String scenario,
        @Nullable String observed,
        String profile,
        Verdict verdict,
        List<RecordedFault> faults,
        List<RecordedLane> lanes,
        RecordedWrites writes,
        RecordedDualPrimary dualPrimary,
        List<RecordedRejoin> rejoin,
        @Nullable String startedAt,
        @Nullable RecordedCluster cluster,
        @Nullable List<RecordedFinding> findings) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public record RecordedFault(
            String fault,
            String flavour,
            List<String> targets,
            String role,
            @Nullable String evidence,
            @Nullable String healEvidence) {}

    public record RecordedLane(
            String lane,
            String kind,
            String vantage,
            double floorMs,
            long ok,
            List<RecordedOutage> outages,
            List<RecordedDegraded> degraded) {
        public boolean isClient(String wanted) {
            return kind.equals(wanted) && !vantage.equals("direct");
        }
    }

    public record RecordedOutage(double durationMs, boolean censored, boolean trusted) {}

    public record RecordedDegraded(double fromMs, double toMs, double share) {
        public double lengthMs() {
            return toMs - fromMs;
        }
    }

    public record RecordedWrites(@Nullable Long lost) {}

    public record RecordedDualPrimary(boolean observed, List<RecordedWindow> windows) {}

    public record RecordedWindow(double durationMs, String by) {}

    public record RecordedRejoin(String node, @Nullable Double durationMs, String how) {}

    /** @param versions by component; without those that were not told */
    public record RecordedCluster(@Nullable Map<String, String> versions) {}

    /** @param measured in words, such as {@code 28.3s (at least 28.2s)} */
    public record RecordedFinding(
            String checker,
            Verdict verdict,
            @Nullable String limit,
            @Nullable String measured) {}

    /** Which versions ran, by component; empty where the run had no cluster. */
    public Map<String, String> versions() {
        return cluster == null || cluster.versions() == null ? Map.of() : new TreeMap<>(cluster.versions());
    }

    /** What a check found, in the order of the result. */
    public List<RecordedFinding> findingsOf(String checker) {
        return findings == null
                ? List.of()
                : findings.stream()
                        .filter(finding -> finding.checker().equals(checker))
                        .toList();
    }

    /**
     * Reads the result of a report's folder.
     *
     * @throws LapseException of kind BAD_INPUT when there is none, or of another version of Lapse
     */
    public static RecordedRun of(Path report) {
        Path file = ReportDir.open(report).result();
        try {
            RecordedRun run = MAPPER.readValue(file.toFile(), RecordedRun.class);
            if (run.format() != ResultJson.FORMAT) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "read " + file + ": expected format " + ResultJson.FORMAT + ", saw " + run.format()
                                + "; have it judged anew: ./lapse check " + report);
            }
            return run;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Of a file of a report that is not what it should be; with the place in it where that is known. */
    static LapseException unreadable(Path file, IOException e) {
        String place = "";
        String why = ReportDir.reason(e);
        if (e instanceof JsonProcessingException bad) {
            boolean isOtherwise = bad instanceof MismatchedInputException;
            why = isOtherwise ? "expected the result of a run, saw something else" : bad.getOriginalMessage();
            place = bad.getLocation() == null
                    ? ""
                    : ":" + bad.getLocation().getLineNr() + ":"
                            + bad.getLocation().getColumnNr();
        }
        return new LapseException(LapseException.Kind.BAD_INPUT, "read " + file + place + ": " + why, e);
    }

    /**
     * The folders of all runs in a folder of reports, by scenario and then from the oldest to the newest, whether they
     * have a result or not.
     *
     * @throws LapseException of kind BAD_INPUT when it cannot be read
     */
    public static List<Path> reportsIn(Path reports) {
        return folders(reports).stream()
                .filter(scenario -> !scenario.endsWith(ReportDir.SERIES))
                .flatMap(scenario -> folders(scenario).stream())
                .toList();
    }

    /**
     * The folders of the runs of one scenario, from the oldest to the newest, whether they have a result or not.
     *
     * @param scenario its folder in a folder of reports
     * @throws LapseException of kind BAD_INPUT when it cannot be read
     */
    public static List<Path> reportsOf(Path scenario) {
        return folders(scenario);
    }

    /** Without {@code latest}, which is a link to one of them. */
    private static List<Path> folders(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "read the reports in " + parent + ": " + ReportDir.reason(e), e);
        }
    }
}
