package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that tell of an incident: the block, and what prevents the harm, laid over the file's own keys. */
class IncidentFileTest {
    private static final String HARM = """
            # Hypothesis: it breaks.
            name: c09-x
            patroni: {synchronous_mode: "off", postgresql: {use_slots: true, use_pg_rewind: true}}
            haproxy: {timeout check: 15s}
            probes:
              - {kind: write, via: haproxy}
              - {kind: read, via: haproxy}
            steps:
              - steady: 5s
            expect: {write_outage: {min: 5s}, lost_writes: {min: 1}}
            """;

    private static final String FAILSAFE = HARM + """
            incident:
              case: C09
              source: [https://github.com/patroni/patroni/issues/1195, https://patroni.readthedocs.io/en/latest/]
              prevention:
                by: patroni.failsafe_mode
                patroni: {failsafe_mode: "on", postgresql: {use_slots: false}}
                probes: [{kind: write, via: haproxy}]
                expect: {write_outage: 0}
            """;

    @TempDir
    private Path folder;

    private IncidentFile read(String yaml) throws IOException {
        return IncidentFile.read(file(yaml), Profile.FAST, List.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("c09-x.yaml"), yaml);
    }

    private String problems(String yaml) {
        LapseException refused = catchThrowableOfType(LapseException.class, () -> read(yaml));
        return refused.kind() + " " + refused.getMessage().replace(folder + "/", "");
    }

    /** What is wrong with this block, which begins in line 11. */
    private String problemsOf(String block) {
        return problems(HARM + "incident: " + block + "\n");
    }

    private static Scenario prevented(IncidentFile incident) {
        return incident.prevention().orElseThrow().scenario();
    }

    @Test
    void harmIsTheScenarioThatAnyCommandReads() throws IOException {
        IncidentFile incident = read(FAILSAFE);

        assertThat(incident.harm()).isEqualTo(ScenarioFile.read(file(FAILSAFE), Profile.FAST, List.of()));
        assertThat(incident.caseName()).isEqualTo("C09");
        assertThat(incident.sources())
                .containsExactly(
                        "https://github.com/patroni/patroni/issues/1195", "https://patroni.readthedocs.io/en/latest/");
        assertThat(incident.noPrevention()).isEmpty();
    }

    @Test
    void preventionMergesMapsAndReplacesListsAndExpect() throws IOException {
        IncidentFile incident = read(FAILSAFE);
        Scenario prevented = prevented(incident);

        assertThat(incident.prevention().orElseThrow().by()).isEqualTo("patroni.failsafe_mode");
        assertThat(prevented.name()).isEqualTo("c09-x-prevented");
        assertThat(prevented.hypothesis()).isEqualTo("the harm of c09-x is prevented by patroni.failsafe_mode.");
        assertThat(prevented.steps()).isEqualTo(incident.harm().steps());
        assertThat(prevented.cluster().settings().of(Section.HAPROXY)).containsEntry("timeout check", "1s"); // of fast
        assertThat(prevented.cluster().settings().of(Section.PATRONI))
                .containsEntry("synchronous_mode", "off")
                .containsEntry("failsafe_mode", "on");
        assertThat(prevented.toYaml()).contains("postgresql.use_slots: false", "postgresql.use_pg_rewind: true");
        assertThat(prevented.lanes().stream()
                        .filter(lane -> lane.isClient())
                        .map(lane -> lane.name().value()))
                .containsExactly("write-haproxy");
        assertThat(prevented.expectations().stream()
                        .filter(expectation -> expectation.origin() == Expectation.Origin.GIVEN)
                        .map(Expectation::toString))
                .containsExactly("write_outage: 0s");
        assertThat(incident.harm().cluster().settings().of(Section.PATRONI)).doesNotContainKey("failsafe_mode");
    }

    @Test
    void profileAndOverridesHoldForBoth() throws IOException {
        IncidentFile incident = IncidentFile.read(file(FAILSAFE), Profile.DEFAULT, List.of("patroni.ttl=40s"));

        assertThat(incident.harm().cluster().settings().get(Section.PATRONI, "ttl"))
                .contains("40");
        assertThat(prevented(incident).cluster().settings().get(Section.PATRONI, "ttl"))
                .contains("40");
        assertThat(prevented(incident).profile()).isEqualTo(Profile.DEFAULT);
    }

    @Test
    void whatIsWrittenOfAPreventionReadsBackEqual() throws IOException {
        Scenario prevented = prevented(read(FAILSAFE));

        assertThat(ScenarioFile.parse(prevented.toYaml())).isEqualTo(prevented);
    }

    @Test
    void reasonForNoneMayBeFolded() throws IOException {
        IncidentFile incident = read(
                HARM
                        + "incident:\n  case: C01\n  source: https://example.org/\n  no-prevention: >\n    it needs\n    a device\n");

        assertThat(incident.noPrevention()).contains("it needs a device");
        assertThat(incident.prevention()).isEmpty();
        assertThat(incident.sources()).containsExactly("https://example.org/");
    }

    @Test
    void scenarioWithoutTheBlockTellsOfNone() throws IOException {
        assertThat(IncidentFile.find(file(HARM), Profile.FAST, List.of())).isEqualTo(Optional.empty());
        assertThat(problems(HARM))
                .isEqualTo("BAD_INPUT c09-x.yaml:1:1: key \"incident\" is missing: this is a scenario, and tells of no"
                        + " incident");
    }

    @Test
    void blockIsReadWithTheScenarioToo() throws IOException {
        Path file = file(HARM + "incident: {case: C9}\n");

        assertThatThrownBy(() -> ScenarioFile.read(file, Profile.FAST, List.of()))
                .hasMessageContaining(":11:11: key \"source\" is missing")
                .hasMessageContaining(":11:18: a case must be such as C09, was \"C9\"");
    }

    @Test
    void blockThatIsNoMap() {
        assertThat(problemsOf("C09")).isEqualTo("BAD_INPUT c09-x.yaml:11:11: expected a map, was a text");
    }

    @Test
    void unknownKey() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, no-preventoin: x}"))
                .startsWith(
                        "BAD_INPUT c09-x.yaml:11:11: an incident has either prevention or no-prevention, has neither"
                                + "\nc09-x.yaml:11:46: unknown key \"no-preventoin\"; did you mean \"no-prevention\"? known: case,"
                                + " source, prevention, no-prevention");
    }

    @Test
    void missingKeys() {
        assertThat(problemsOf("{no-prevention: x}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:11: key \"case\" is missing\nc09-x.yaml:11:11: key \"source\" is"
                        + " missing");
    }

    @Test
    void sourcesThatAreNoUrls() {
        assertThat(problemsOf("{case: C09, source: [patroni#1195, https://a.b/c], no-prevention: x}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:32: a source must be a URL that begins with https://, was"
                        + " \"patroni#1195\"");
        assertThat(problemsOf("{case: C09, source: [], no-prevention: x}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:31: expected a URL or a list of them, was an empty list");
    }

    @Test
    void bothAPreventionAndAReasonForNone() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, no-prevention: x, prevention: {}}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:11: an incident has either prevention or no-prevention, has both");
    }

    @Test
    void reasonThatIsNothingOrTooLong() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, no-prevention: }"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:60: expected a reason, was nothing");
        assertThat(problemsOf("{case: C09, source: https://a.b/c, no-prevention: " + "x".repeat(301) + "}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:61: no-prevention must be one line of 1 to 300 characters, was 301"
                        + " characters");
    }

    @Test
    void preventionWithoutWordsOrExpectations() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, prevention: {patroni: {failsafe_mode: \"on\"}}}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:58: key \"by\" is missing\nc09-x.yaml:11:58: key \"expect\" is"
                        + " missing");
    }

    @Test
    void preventionThatChangesNothing() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, prevention: {by: x, expect: {write_outage: 0}}}"))
                .isEqualTo("BAD_INPUT c09-x.yaml:11:58: a prevention changes something of the run, was by and expect"
                        + " alone");
    }

    @Test
    void preventionTakesNoKeyThatIsOfTheWholeFile() {
        assertThat(problemsOf("{case: C09, source: https://a.b/c, prevention: {by: x, name: y, expect: {}}}"))
                .startsWith(
                        "BAD_INPUT c09-x.yaml:11:66: unknown key \"name\"; known: by, topology, suite, auth, timings, as-is, ");
    }

    @Test
    void errorInsideAPreventionHasItsPlace() {
        assertThat(problems(FAILSAFE.replace("{write_outage: 0}", "{write_outge: 0}")))
                .startsWith(
                        "BAD_INPUT c09-x.yaml:18:14: unknown check \"write_outge\"; did you mean \"write_outage\"?");
        assertThat(problems(FAILSAFE.replace("use_slots: false", "use_slots: maybe")))
                .startsWith("BAD_INPUT c09-x.yaml:16:");
    }

    @Test
    void errorOfTheFileIsToldOnce() {
        assertThat(problems(FAILSAFE.replace("- steady: 5s", "- steady: 5")))
                .isEqualTo("BAD_INPUT c09-x.yaml:9:13: \"5\" needs a unit, such as 5ms or 5s");
    }

    @Test
    void mapThatContainsItselfEnds() {
        String yaml = FAILSAFE.replace(
                        "patroni: {failsafe_mode: \"on\"", "patroni: &a {tags: *a, failsafe_mode: \"on\"")
                .replace("patroni: {synchronous_mode", "patroni: &b {tags: *b, synchronous_mode");

        assertThat(problems(yaml)).startsWith("BAD_INPUT c09-x.yaml:3:");
    }

    @Test
    void runIsOfAScenarioWhateverItsWordsAndItsSeed() throws IOException {
        Scenario scenario = read(FAILSAFE).harm();

        assertThat(ScenarioFile.parse(scenario.withSeed(42).toYaml()).runsAs(scenario))
                .isTrue();
        assertThat(read(FAILSAFE.replace("it breaks", "it broke")).harm().runsAs(scenario))
                .isTrue();
        assertThat(read(FAILSAFE.replace("min: 5s", "min: 6s")).harm().runsAs(scenario))
                .isFalse();
        assertThat(read(FAILSAFE.replace("timeout check: 15s", "maxconn: 9"))
                        .harm()
                        .runsAs(scenario))
                .isFalse();
    }
}
