package dev.lapse.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The command line in a process of its own, with a runtime folder of its own, as a person would start it. */
record LapseProcess(Process process, Path out, Path err) {
    private static final Pattern CLUSTER = Pattern.compile("\\(cluster ([0-9a-f]+)\\)");

    /** What it came to. */
    record Ended(int code, String out, String err) {
        /** The ids of the clusters that it brought up. */
        List<String> clusters() {
            return LapseProcess.clusters(err);
        }
    }

    /** @param folder for its runtime files and what it says */
    static LapseProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, "", List.of(arguments));
    }

    /** @param input is piped into it */
    static LapseProcess start(Path folder, String input, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=dev/lapse/cli/logback.xml",
                "dev.lapse.cli.Main"));
        command.addAll(arguments);
        Path in = Files.writeString(Files.createTempFile(folder, arguments.get(0), ".in"), input);
        Path out = Files.createTempFile(folder, arguments.get(0), ".out");
        Path err = Files.createTempFile(folder, arguments.get(0), ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        return new LapseProcess(builder.start(), out, err);
    }

    /** Until its progress says this. */
    LapseProcess upTo(String words) {
        Awaitility.await("\"" + words + "\"").atMost(Duration.ofMinutes(2)).until(() -> {
            if (said().contains(words)) {
                return true;
            }
            if (!process.isAlive()) {
                throw new AssertionError("it ended before it said \"" + words + "\":\n" + said());
            }
            return false;
        });
        return this;
    }

    /** The id of the cluster that it brought up last. */
    String cluster() {
        List<String> clusters = clusters(said());
        return clusters.get(clusters.size() - 1);
    }

    Ended ended() throws IOException, InterruptedException {
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("it did not end:\n" + said());
        }
        return new Ended(process.exitValue(), Files.readString(out), said());
    }

    private String said() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> clusters(String said) {
        return CLUSTER.matcher(said).results().map(match -> match.group(1)).toList();
    }
}
