package dev.lapse.junit;

import dev.lapse.run.RunOptions;
import dev.lapse.scenario.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the configuration parameters of a test run say.
 *
 * @param profile {@code lapse.profile}: {@code default} or {@code fast}
 * @param picked {@code lapse.scenarios}: the names of the scenarios of a folder to run, separated by commas; empty: all
 * @param clusters {@code lapse.clusters}: how many clusters there may be at a time, 2 unless it is given
 * @param options {@code lapse.reports} and {@code lapse.address-pool}. Unless it is given, reports go where a build
 *     keeps what it makes, so that {@code mvn clean} removes them and no other run's {@code reports/latest} is moved:
 *     to {@code target/lapse-reports} beside a {@code pom.xml}, to {@code build/lapse-reports} beside a Gradle file,
 *     else to {@code reports}
 */
record LapseSettings(Profile profile, List<String> picked, int clusters, RunOptions options) {

    /** @throws IllegalArgumentException when a parameter has no such value; the message names it */
    static LapseSettings of(Function<String, Optional<String>> parameters) {
        Function<String, Optional<String>> given =
                name -> parameters.apply("lapse." + name).map(String::strip).filter(value -> !value.isEmpty());
        return new LapseSettings(
                given.apply("profile").map(LapseSettings::profile).orElse(Profile.DEFAULT),
                given.apply("scenarios").stream()
                        .flatMap(names -> Stream.of(names.split("\\s*,\\s*")))
                        .toList(),
                given.apply("clusters").map(LapseSettings::clusters).orElse(2),
                new RunOptions(
                        given.apply("reports").map(Path::of).orElseGet(() -> reports(Path.of(""))),
                        given.apply("address-pool").orElse(RunOptions.DEFAULT_POOL),
                        OptionalLong.empty()));
    }

    /** @param project the folder of the project that is tested */
    static Path reports(Path project) {
        if (Files.exists(project.resolve("pom.xml"))) {
            return Path.of("target", "lapse-reports");
        }
        boolean gradle =
                Stream.of("build.gradle", "build.gradle.kts").anyMatch(file -> Files.exists(project.resolve(file)));
        return gradle ? Path.of("build", "lapse-reports") : Path.of("reports");
    }

    private static Profile profile(String text) {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("lapse.profile must be one of "
                        + Arrays.stream(Profile.values()).map(Profile::text).toList() + ", was \"" + text
                        + "\""));
    }

    private static int clusters(String text) {
        if (!text.matches("[1-9]\\d?")) {
            throw new IllegalArgumentException("lapse.clusters must be a whole number from 1, was \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }
}
