package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, with programs that only write down how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    /** All of the system that the launcher can reach: no dockerd, no systemctl. */
    private static final List<String> TOOLS =
            List.of("bash", "cat", "dirname", "find", "grep", "head", "mkdir", "mv", "readlink", "rm", "sed", "tail");

    private static final String NO_ENGINE = "exit 7";
    private static final String ENGINE = "case $* in *_ping) printf OK ;; esac";
    private static final String MAVEN = """
            [ "$2" = -v ] && echo 'Apache Maven 3.9.9' && exit
            mkdir -p target/lib
            : >target/lapse.jar""";
    private static final String FAILING_MAVEN = """
            [ "$2" = -v ] && echo 'Apache Maven 3.9.9' && exit
            echo '[ERROR] A.java:1'
            exit 1""";

    @TempDir
    private Path directory;

    private Path project;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void layOutProject() throws IOException {
        project = Files.createDirectories(directory.resolve("project"));
        Files.createDirectories(project.resolve("src/main"));
        Files.createFile(project.resolve("src/main/A.java"));
        Files.createDirectories(project.resolve("scenarios/topologies"));
        Files.createFile(project.resolve("scenarios/topologies/a.yaml"));
        Files.createFile(project.resolve("pom.xml"));
        Files.copy(Path.of("lapse"), project.resolve("lapse"));
        program("jdk/bin/java", "");
        program("jdk/bin/javac", "");
        Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
        for (String tool : TOOLS) {
            program("bin/" + tool, "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
        }
        program("bin/mvn", MAVEN);
        program("bin/curl", NO_ENGINE);
        program("bin/apt-get", "exit 1");
        userIs("root");
        environment.put("PATH", directory.resolve("bin").toString());
        environment.put("JAVA_HOME", directory.resolve("jdk").toString());
        environment.put("HOME", directory.toString());
        environment.put("XDG_RUNTIME_DIR", directory.toString());
        environment.put("LAPSE_LOG_DIRECTORY", directory.toString());
    }

    @Test
    void handsItsArgumentsToJava() throws Exception {
        Ended ended = lapse("check", "reports/a b");

        assertThat(ended.code).isZero();
        assertThat(calls("java")).singleElement().asString().endsWith("dev.lapse.cli.Main check reports/a b");
        assertThat(calls("curl")).isEmpty();
    }

    @Test
    void passesTheExitCodeOfJavaOn() throws Exception {
        program("jdk/bin/java", "exit 2");

        assertThat(lapse("check", "reports/latest").code).isEqualTo(2);
    }

    @Test
    void buildsOnlyWhenASourceIsNewerThanTheBuild() throws Exception {
        lapse("faults");
        lapse("faults");
        assertThat(calls("mvn")).filteredOn(call -> call.endsWith("package")).hasSize(1);

        for (int builds = 2; builds < 4; builds++) {
            Path source = project.resolve(builds == 2 ? "src/main/A.java" : "scenarios/topologies/a.yaml");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
            lapse("faults");
            assertThat(calls("mvn"))
                    .as(source.toString())
                    .filteredOn(call -> call.endsWith("package"))
                    .hasSize(builds);
            Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void showsTheOutputOfAFailedBuildAndStops() throws Exception {
        program("bin/mvn", FAILING_MAVEN);

        Ended ended = lapse("faults");

        assertThat(ended.code).isEqualTo(70);
        assertThat(ended.output).contains("[ERROR] A.java:1", "the build failed");
        assertThat(calls("java")).isEmpty();
    }

    @Test
    void takesTheWrapperWhenMavenIsTooOld() throws Exception {
        program("bin/mvn", "echo 'Apache Maven 3.6.3'");
        program("project/mvnw", "");

        lapse("test", "-Dtest=ATest");

        assertThat(calls("mvnw")).containsExactly("-B test -Dtest=ATest");
    }

    @Test
    void withoutEngineAndNotAsRootSaysWhatToInstall() throws Exception {
        userIs("someone");

        Ended ended = lapse("set-up", "engine");

        assertThat(ended.code).isEqualTo(69);
        assertThat(ended.output).contains("lapse: no ").contains("sudo ");
        assertThat(calls("apt-get")).isEmpty();
        assertThat(calls("java")).isEmpty();
    }

    @Test
    void withoutEngineAsRootInstallsOne() throws Exception {
        assumeTrue(Files.exists(Path.of("/etc/debian_version")), "Debian or Ubuntu");

        Ended ended = lapse("set-up", "engine");

        assertThat(calls("apt-get"))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("install --no-install-recommends docker.io iptables");
        assertThat(ended.code).isEqualTo(69);
        assertThat(ended.output).contains("installing docker.io", "could not install");
    }

    @Test
    void withNoSetupInstallsNothing() throws Exception {
        Ended ended = lapse("--no-setup", "verify");

        assertThat(ended.code).isEqualTo(69);
        assertThat(ended.output).contains("--no-setup");
        assertThat(calls("apt-get")).isEmpty();
        assertThat(calls("mvn")).isEmpty();
    }

    @Test
    void neverReplacesTheEngineThatDockerHostNames() throws Exception {
        environment.put("DOCKER_HOST", "tcp://nowhere:2375");

        Ended ended = lapse("set-up", "engine");

        assertThat(ended.code).isEqualTo(69);
        assertThat(ended.output).contains("DOCKER_HOST=tcp://nowhere:2375");
        assertThat(calls("apt-get")).isEmpty();
    }

    @Test
    void usesTheEngineThatAnswers() throws Exception {
        environment.put("DOCKER_HOST", "tcp://engine:2375");
        program("bin/curl", ENGINE);

        Ended ended = lapse("verify", "-Dlapse.profile=default");

        assertThat(ended).isEqualTo(new Ended(0, ""));
        assertThat(calls("mvn")).contains("-B verify -Dlapse.profile=default");
        assertThat(calls("curl")).noneMatch(call -> call.contains("POST"));
    }

    @Test
    void installsMmdebstrapWhenJavaAsksForIt() throws Exception {
        assumeTrue(Files.exists(Path.of("/etc/debian_version")), "Debian or Ubuntu");
        program("bin/apt-get", "");

        Ended ended = lapse("set-up", "mmdebstrap");

        assertThat(ended.code).isZero();
        assertThat(calls("apt-get")).last().asString().endsWith("mmdebstrap debian-archive-keyring");
        assertThat(calls("java")).isEmpty();
    }

    @Test
    void javaReadsItsInputBeforeAnythingIsSetUp() throws Exception {
        program("jdk/bin/java", "echo \"setup=$LAPSE_SETUP\"");

        assertThat(lapse("run", "a.yaml").output).endsWith("setup=" + project.resolve("lapse") + "\n");
        assertThat(calls("curl")).isEmpty();
        assertThat(calls("apt-get")).isEmpty();
    }

    @Test
    void noSetupIsHeardWhereverItStands() throws Exception {
        program("jdk/bin/java", "echo \"setup=$LAPSE_SETUP\"");
        environment.put("LAPSE_SETUP", "from an outer run");

        assertThat(lapse("--no-setup", "run", "a.yaml").output).endsWith("setup=\n");
        assertThat(lapse("run", "--no-setup", "a.yaml").output).endsWith("setup=\n");
    }

    @Test
    void noSetupIsNoOptionOfMaven() throws Exception {
        lapse("test", "--no-setup", "-Dtest=ATest");

        assertThat(calls("mvn")).last().isEqualTo("-B test -Dtest=ATest");
    }

    @Test
    void handCommandsNeedNoEngineAndStartLightly() throws Exception {
        assertThat(lapse("status").code).isZero();

        assertThat(calls("curl")).isEmpty();
        assertThat(calls("java")).singleElement().asString().contains("TieredStopAtLevel=1");
    }

    @Test
    void theOwnerThatUpStartsIsNoLightProcess() throws Exception {
        assertThat(lapse("up").code).isZero();

        assertThat(calls("java")).singleElement().asString().doesNotContain("TieredStopAtLevel");
    }

    @Test
    void helpWithACommandIsItsHelp() throws Exception {
        lapse("help", "check");

        assertThat(calls("java")).singleElement().asString().endsWith("dev.lapse.cli.Main check --help");
    }

    @Test
    void helpListsTheCommandsOfTheLauncherToo() throws Exception {
        program("jdk/bin/java", "echo 'Usage: lapse'");

        assertThat(lapse("help").output).containsSubsequence("Usage: lapse", "verify", "--no-setup");
    }

    /** How the launcher ended, with what it wrote to either stream. */
    private record Ended(int code, String output) {}

    private Ended lapse(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("bash", project.resolve("lapse").toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("lapse ended").isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /** A program that appends its arguments to a file named after it, then does what the script says. */
    private void program(String path, String script) throws IOException {
        Path file = directory.resolve(path);
        Path calls = directory.resolve(file.getFileName() + ".calls");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho \"$*\" >>'" + calls + "'\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void userIs(String name) throws IOException {
        program("bin/id", "[ \"$1\" = -u ] && echo " + (name.equals("root") ? 0 : 1000) + " || echo " + name);
    }

    private List<String> calls(String program) throws IOException {
        Path file = directory.resolve(program + ".calls");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
