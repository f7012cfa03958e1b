package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project of the README, word for word: its pom.xml, its two tests and its scenario in an empty folder outside this
 * repository, against the artifact that {@code install} installs, with nothing in the environment. Both go to a local
 * Maven repository of their own; what is in the user's is only read.
 */
class StrangeProjectIT {
    private static final Path SETTINGS_OF_TESTCONTAINERS =
            Path.of(System.getProperty("user.home"), ".testcontainers.properties");

    @TempDir
    private static Path folder;

    private static String said;
    private static int exitCode;
    private static Optional<FileTime> settingsBefore;

    @BeforeAll
    static void installAndTest() throws IOException, InterruptedException {
        Path lapse = copyOfThisProject(folder.resolve("lapse"));
        String installed = ended(lapse, "install", "-DskipTests", "-q").said();
        assertThat(folder.resolve("m2/dev/lapse/lapse/0.1.0-SNAPSHOT"))
                .as(installed)
                .isDirectoryContaining("glob:**-sources.jar")
                .isDirectoryContaining("glob:**-javadoc.jar");

        Path project = Files.createDirectories(folder.resolve("project"));
        String readme = Files.readString(Path.of("README.md"));
        write(project.resolve("pom.xml"), block(readme, "xml", "<project"));
        write(project.resolve("src/test/java/FailoverTest.java"), block(readme, "java", "class FailoverTest"));
        write(project.resolve("src/test/java/OrdersTest.java"), block(readme, "java", "class OrdersTest"));
        write(project.resolve("scenarios/primary-network-loss.yaml"), block(readme, "yaml", "name: "));
        settingsBefore = settingsOfTestcontainers();

        Ended test = ended(lapse, "test", "-f", project.toString(), "-Dlapse.profile=fast");

        said = test.said();
        exitCode = test.code();
    }

    @Test
    void itsTestPassesOnARealCluster() {
        assertThat(exitCode).as(said).isZero();
        assertThat(said)
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0", "PASS  primary-network-loss")
                .contains("cluster is up after");
    }

    /** Her pool needs a connection that works before it can use it, so it is out for longer than a lane is, or as long. */
    @Test
    void itsOwnCodeStandsBesideTheLanesWithTheOutageThatItFelt() {
        Matcher felt = Pattern.compile("^orders: (PT\\S+), lane: (PT\\S+)$", Pattern.MULTILINE)
                .matcher(said);

        assertThat(felt.find()).as(said).isTrue();
        System.out.println("strange project: " + felt.group());
        assertThat(Duration.parse(felt.group(1)))
                .isGreaterThan(Duration.parse(felt.group(2)).minusSeconds(1));
        assertThat(said)
                .containsPattern("(?m)^orders +\\d+\\.\\d+s .*inject#1")
                .containsPattern("(?m)^write-haproxy +\\d+\\.\\d+s .*inject#1")
                .contains("PASS  own-code", "silent for 1s; healed: ");
    }

    @Test
    void theReportIsWhereTheBuildKeepsWhatItMakes() {
        assertThat(folder.resolve("project/target/lapse-reports/latest/report.html"))
                .isNotEmptyFile();
        assertThat(folder.resolve("project/reports")).doesNotExist();
    }

    @Test
    void nothingIsLoggedThatTheProjectDidNotAskFor() {
        assertThat(said).doesNotContain("DEBUG", "Exception in", "ryuk", "Ryuk", "alpine");
        assertThat(said.lines().filter(line -> line.startsWith("SLF4J")).count())
                .as("SLF4J says once that no logging was brought")
                .isLessThanOrEqualTo(3);
    }

    @Test
    void nothingIsLeftAndTestcontainersKeepsItsSettings() throws IOException {
        Optional<String> cluster = Pattern.compile("\\(cluster ([0-9a-f]+)\\)")
                .matcher(said)
                .results()
                .map(match -> match.group(1))
                .findFirst();

        assertThat(cluster).isPresent();
        assertThat(Owner.left(Engine.open())).noneMatch(name -> name.contains(cluster.orElseThrow()));
        assertThat(settingsOfTestcontainers()).isEqualTo(settingsBefore);
    }

    /** What the project is built from, without what was built. */
    private static Path copyOfThisProject(Path copy) throws IOException {
        for (Path part : List.of(
                Path.of("pom.xml"),
                Path.of("mvnw"),
                Path.of(".mvn"),
                Path.of("src/main"),
                Path.of("scenarios/topologies"))) {
            try (Stream<Path> paths = Files.walk(part)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(path.toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target);
                }
            }
        }
        return copy;
    }

    private record Ended(int code, String said) {}

    private static Ended ended(Path lapse, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                lapse.resolve("mvnw").toString(),
                "-B",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + folder.resolve("m2"),
                "-Dmaven.repo.local.tail="
                        + Path.of(System.getProperty("user.home")).resolve(".m2/repository"),
                "-Dmaven.repo.local.tail.ignoreAvailability=true"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "maven", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(lapse.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> outer = Map.copyOf(builder.environment());
        builder.environment().clear();
        for (String name : List.of("PATH", "HOME", "LAPSE_IMAGES")) { // LAPSE_IMAGES only names the images
            Optional.ofNullable(outer.get(name))
                    .ifPresent(value -> builder.environment().put(name, value));
        }
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        if (!process.waitFor(8, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError("Maven did not end:\n" + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The first block of the README in that language with these words in it. */
    private static String block(String readme, String language, String words) {
        return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .map((MatchResult match) -> match.group(1))
                .filter(text -> text.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block of " + language + " with \"" + words + "\""));
    }

    private static Optional<FileTime> settingsOfTestcontainers() throws IOException {
        return Files.exists(SETTINGS_OF_TESTCONTAINERS)
                ? Optional.of(Files.getLastModifiedTime(SETTINGS_OF_TESTCONTAINERS))
                : Optional.empty();
    }
}
