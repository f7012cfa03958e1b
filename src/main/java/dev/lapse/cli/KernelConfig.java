package dev.lapse.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The options that a Linux kernel was built with, as its {@code .config} names them. */
final class KernelConfig {
    /** How an option was built. UNKNOWN: there is no configuration to look at. */
    enum Built {
        BUILT_IN("built in"),
        MODULE("module"),
        ABSENT("not in this kernel"),
        UNKNOWN("unknown");

        private final String text;

        Built(String text) {
            this.text = text;
        }

        boolean isUsable() {
            return this == BUILT_IN || this == MODULE;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static final KernelConfig NONE = new KernelConfig(Map.of());

    private final Map<String, Built> options;

    private KernelConfig(Map<String, Built> options) {
        this.options = options;
    }

    /** The configuration of the kernel with this release, from where it or the distribution keeps it; else NONE. */
    static KernelConfig ofRelease(String release) {
        boolean isRunning = release.equals(System.getProperty("os.version"));
        List<Path> places = Stream.of(
                        isRunning ? "/proc/config.gz" : "",
                        "/boot/config-" + release,
                        "/lib/modules/" + release + "/config")
                .map(Path::of)
                .toList();
        for (Path place : places) {
            if (Files.isRegularFile(place) && Files.isReadable(place)) {
                try (InputStream file = Files.newInputStream(place);
                        InputStream in = place.toString().endsWith(".gz") ? new GZIPInputStream(file) : file) {
                    return read(new InputStreamReader(in, StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // Not readable is as good as not there: the next place may do.
                    continue;
                }
            }
        }
        return NONE;
    }

    static KernelConfig read(Reader config) throws IOException {
        Map<String, Built> options = new HashMap<>();
        BufferedReader lines = new BufferedReader(config);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("CONFIG_") && line.endsWith("=y")) {
                options.put(line.substring(0, line.length() - 2), Built.BUILT_IN);
            } else if (line.startsWith("CONFIG_") && line.endsWith("=m")) {
                options.put(line.substring(0, line.length() - 2), Built.MODULE);
            }
        }
        return new KernelConfig(Map.copyOf(options));
    }

    Built built(String option) {
        return options.isEmpty() ? Built.UNKNOWN : options.getOrDefault(option, Built.ABSENT);
    }

    /** How a feature that needs all of these is built: as the one that is hardest to get. */
    Built allOf(Collection<String> required) {
        return required.stream().map(this::built).max(Comparator.naturalOrder()).orElse(Built.UNKNOWN);
    }
}
