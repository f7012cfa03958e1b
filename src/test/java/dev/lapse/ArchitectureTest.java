package dev.lapse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds which package may know which, and which package alone may use which library. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.lapse");

    /** Package to the packages of ours that it may use. */
    private static final Map<String, List<String>> EDGES = Map.ofEntries(
            Map.entry("cluster", List.of()),
            Map.entry("component", List.of("cluster")),
            Map.entry("history", List.of("cluster", "component")),
            Map.entry("oracle", List.of("cluster", "component", "history")),
            Map.entry("lint", List.of("cluster", "component", "history", "oracle")),
            Map.entry("explain", List.of("cluster", "component", "history", "oracle")),
            Map.entry("check", List.of("cluster", "history", "oracle", "explain")),
            Map.entry("fault", List.of("cluster", "component", "history")),
            Map.entry("probe", List.of("cluster", "component", "history")),
            Map.entry("observe", List.of("cluster", "component", "history")),
            Map.entry("docker", List.of("cluster", "component", "history")),
            Map.entry("scenario", List.of("cluster", "component", "history", "fault", "probe", "oracle", "check")),
            Map.entry("report", List.of("cluster", "history", "oracle", "explain", "check")),
            Map.entry(
                    "run",
                    List.of(
                            "cluster",
                            "component",
                            "history",
                            "oracle",
                            "explain",
                            "check",
                            "fault",
                            "probe",
                            "observe",
                            "docker",
                            "scenario",
                            "report")),
            Map.entry(
                    "hand",
                    List.of(
                            "cluster",
                            "component",
                            "history",
                            "oracle",
                            "explain",
                            "check",
                            "fault",
                            "probe",
                            "observe",
                            "docker",
                            "scenario",
                            "report",
                            "run")),
            Map.entry("junit", List.of("cluster", "history", "explain", "check", "scenario", "report", "run", "hand")));

    /** Library to the packages of ours that may use it. */
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry("java.sql..", List.of("probe")),
            Map.entry("org.postgresql..", List.of("probe")),
            Map.entry("com.zaxxer.hikari..", List.of("probe")),
            Map.entry("okhttp3..", List.of("observe")),
            Map.entry("org.testcontainers..", List.of("docker")),
            Map.entry("com.github.dockerjava..", List.of("docker")),
            Map.entry("eu.rekawek.toxiproxy..", List.of("docker")),
            Map.entry("picocli..", List.of("cli")),
            Map.entry("org.junit..", List.of("junit")),
            Map.entry("org.opentest4j..", List.of("junit")),
            Map.entry("org.assertj..", List.of("junit")));

    @TestFactory
    List<DynamicTest> packageUsesOnlyItsAllowedNeighbours() {
        List<DynamicTest> tests = new ArrayList<>();
        EDGES.forEach((from, allowed) -> {
            String[] forbidden =
                    ("cluster component history oracle lint explain check fault probe observe docker scenario report run hand junit cli")
                            .lines()
                            .flatMap(line -> List.of(line.split(" ")).stream())
                            .filter(name -> !name.equals(from) && !allowed.contains(name))
                            .map(name -> "dev.lapse." + name + "..")
                            .toArray(String[]::new);
            tests.add(DynamicTest.dynamicTest(
                    from,
                    () -> noClasses()
                            .that()
                            .resideInAPackage("dev.lapse." + from + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .check(CLASSES)));
        });
        return tests;
    }

    @TestFactory
    List<DynamicTest> libraryIsUsedByItsPackageAlone() {
        List<DynamicTest> tests = new ArrayList<>();
        LIBRARIES.forEach((library, users) -> {
            String[] allowed =
                    users.stream().map(name -> "dev.lapse." + name + "..").toArray(String[]::new);
            tests.add(DynamicTest.dynamicTest(
                    library,
                    () -> noClasses()
                            .that()
                            .resideOutsideOfPackages(allowed)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(library)
                            .check(CLASSES)));
        });
        return tests;
    }

    /** Each of these leads to DockerClientFactory, and with it to Ryuk and to ~/.testcontainers.properties. */
    @Test
    void whatTestcontainersDoesForItsOwnContainersIsNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.testcontainers",
                        "org.testcontainers.containers..",
                        "org.testcontainers.dockerclient..",
                        "org.testcontainers.images..",
                        "org.testcontainers.utility..")
                .check(CLASSES);
    }

    /** A second implementation would be added there, and nothing that observes would change. */
    @Test
    void whichDcsIsUsedIsDecidedInOnePlace() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.lapse\\.observe\\.(Etcd|DcsChoice).*")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.lapse\\.observe\\.Etcd.*")
                .check(CLASSES);
    }

    /** So that its tests need no engine. */
    @Test
    void conductorAndWhatItIsGivenKnowNoDocker() {
        noClasses()
                .that()
                .haveNameMatching(
                        "dev\\.lapse\\.run\\.(Conductor|ClusterUnderTest|Inspection|StepSource|ListedSteps)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.lapse.docker..")
                .check(CLASSES);
    }

    @Test
    void everyClassSitsInANamedPackage() {
        classes().should().resideInAPackage("dev.lapse.*..").check(CLASSES);
    }

    /** Nested enums called Kind are the one exception: they are read with the name of what they are a kind of. */
    @Test
    void noSimpleNameStandsTwice() {
        Map<String, List<String>> byName = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            String name = each.getSimpleName();
            if (!name.isEmpty() && !name.equals("Kind") && !name.equals("package-info")) {
                byName.computeIfAbsent(name, key -> new ArrayList<>()).add(each.getName());
            }
        }
        assertThat(byName.values()).filteredOn(names -> names.size() > 1).isEmpty();
    }
}
