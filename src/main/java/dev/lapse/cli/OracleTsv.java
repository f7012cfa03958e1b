package dev.lapse.cli;

import dev.lapse.oracle.Interval;
import dev.lapse.report.ReportDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps readings as lines of tab-separated values below a line of names. Lengths are milliseconds; what is not known is
 * empty. Lines are added as they come, so that an interrupted bench keeps what it has.
 */
record OracleTsv(Path file) {
    private static final List<String> NAMES = List.of(
            "experiment",
            "setting",
            "run",
            "lane",
            "what",
            "since_renewal_from_ms",
            "since_renewal_to_ms",
            "predicted_from_ms",
            "predicted_to_ms",
            "measured_from_ms",
            "measured_to_ms",
            "residual_ms",
            "fit",
            "report");

    /** @throws dev.lapse.cluster.LapseException when it cannot be written */
    void add(List<OracleReading> readings) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.notExists(file)) {
                Files.writeString(file, String.join("\t", NAMES) + "\n");
            }
            Files.writeString(
                    file,
                    readings.stream().map(OracleTsv::line).collect(Collectors.joining()),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw ReportDir.failure("write", file, e);
        }
    }

    private static String line(OracleReading reading) {
        return Stream.of(
                        Stream.of(
                                reading.experiment(),
                                reading.setting(),
                                Integer.toString(reading.run()),
                                reading.lane(),
                                reading.what()),
                        ends(reading.sinceRenewal()),
                        ends(reading.predicted()),
                        ends(Optional.of(reading.measured())),
                        Stream.of(
                                reading.predicted().isPresent() ? millis(reading.residual()) : "",
                                reading.fit().name(),
                                reading.report()))
                .flatMap(cells -> cells)
                .collect(Collectors.joining("\t", "", "\n"));
    }

    private static Stream<String> ends(Optional<Interval> interval) {
        return interval.map(both -> Stream.of(millis(both.from()), millis(both.to())))
                .orElseGet(() -> Stream.of("", ""));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }
}
