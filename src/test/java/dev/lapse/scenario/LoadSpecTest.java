package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of {@code load}, and of {@code cancel} of a probe. */
class LoadSpecTest {
    private static final ClusterSpec REFERENCE =
            ScenarioFile.topology(Path.of("scenarios", "topologies", "reference.yaml"));

    @TempDir
    private Path folder;

    @Test
    void eachClientIsALaneOfTheLedgerThatIsNoClientToBeJudged() {
        List<Lane> load = load(read("load: {clients: 8, rate: 500/s}\n"));

        assertThat(load)
                .hasSize(8)
                .allMatch(Lane::isInLedger)
                .noneMatch(Lane::isClient)
                .noneMatch(Lane::isDirect)
                .allMatch(lane -> lane.kind() == LaneKind.WRITE && lane.via() == Entrypoint.HAPROXY)
                .allMatch(lane -> lane.period().equals(Duration.ofMillis(16)));
        assertThat(load.get(7).name().value()).isEqualTo("load-8");
    }

    @Test
    void theOtherLanesAreAsWithoutIt() {
        List<Lane> with = read("load: {clients: 2, rate: 10/s, via: vip}\n").lanes();

        assertThat(with.stream().filter(lane -> !lane.isLoad()).toList()).isEqualTo(read("").lanes());
    }

    @Test
    void whatWasReadIsWrittenAndReadBackEqual() {
        Scenario scenario = read("load: {clients: 7, rate: 300/s, via: vip}\n");

        assertThat(scenario.toYaml()).contains("\nload: {clients: 7, rate: 300/s, via: vip}\n");
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    @Test
    void optionsOfTheCommandLineOverrideIt() {
        assertThat(overridden("load: {clients: 8, rate: 500/s}\n", "load.rate=200/s"))
                .contains("load: {clients: 8, rate: 200/s, via: haproxy}\n");
        assertThat(overridden("load: {clients: 8, rate: 500/s}\n", "load.clients=4", "load.via=vip"))
                .contains("load: {clients: 4, rate: 500/s, via: vip}\n");
        assertThat(overridden("", "load.clients=4", "load.rate=40/s"))
                .contains("load: {clients: 4, rate: 40/s, via: haproxy}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            load.rat=5/s | unknown load setting "rat"; did you mean "rate"? known: clients, rate, via
            load.rate=500 | "500" is not a rate; write a whole number of writes a second, such as 500/s
            load.rate | "" is not a rate; write a whole number of writes a second, such as 500/s
            load.via=pooler | unknown via "pooler"; known: haproxy, vip
            load.clients=0 | load clients must be from 1 to 200, was 0
            """)
    void whatIsWrongWithAnOptionIsToldOfIt(String option, String message) {
        assertThatThrownBy(() -> overridden("load: {clients: 8, rate: 500/s}\n", option))
                .hasMessage("--set " + option + ": " + message);
    }

    @Test
    void anOptionAloneAddsNoLoad() {
        assertThatThrownBy(() -> overridden("", "load.rate=200/s"))
                .hasMessage("--set load.rate=200/s: the scenario has no load; give both load.clients and load.rate, or"
                        + " add load: {clients: 8, rate: 500/s} to the file");
    }

    private String overridden(String load, String... options) {
        return new ScenarioFolder(folder)
                .read(HEAD + load + STEPS, Profile.DEFAULT, options)
                .toYaml();
    }

    @Property(tries = 200)
    void everyRateIsReadBackFromItsLanes(
            @ForAll @IntRange(min = 1, max = 200) int clients, @ForAll @IntRange(min = 1, max = 10_000) int rate) {
        int possible = Math.max(clients, Math.min(rate, clients * LoadSpec.MOST_OF_A_CLIENT));
        LoadSpec load = LoadSpec.of(clients, possible);

        assertThat(LoadSpec.of(load.lanes(REFERENCE))).contains(load);
    }

    @Test
    void javaSaysTheSame() {
        Scenario draft = Scenario.named("a")
                .load(LoadSpec.of(8, 500))
                .steps(Step.steady(Duration.ofSeconds(10)))
                .on(read("").cluster(), Profile.DEFAULT);

        assertThat(draft.lanes())
                .isEqualTo(read("load: {clients: 8, rate: 500/s}\n").lanes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {clients: 8, rat: 500/s} | unknown key "rat"; did you mean "rate"? known: clients, rate, via
            {rate: 500/s} | key "clients" is missing
            {clients: 8, rate: 500} | "500" is not a rate; write a whole number of writes a second, such as 500/s
            {clients: 8, rate: 500/min} | "500/min" is not a rate; write a whole number of writes a second, such as 500/s
            {clients: 8, rate: 0/s} | "0/s" is not a rate; write a whole number of writes a second, such as 500/s
            {clients: many, rate: 500/s} | "many" is not a number of clients, such as 8
            {clients: 0, rate: 500/s} | load clients must be from 1 to 200, was 0
            {clients: 201, rate: 500/s} | load clients must be from 1 to 200, was 201
            {clients: 8, rate: 7/s} | load rate must be from 8/s (1/s of each client) to 4000/s with 8 clients, was 7/s
            {clients: 1, rate: 501/s} | load rate must be from 1/s (1/s of each client) to 500/s with 1 client, was 501/s
            {clients: 100, rate: 10001/s} | load rate must be from 100/s (1/s of each client) to 10000/s with 100 clients, was 10001/s
            {clients: 8, rate: 500/s, via: poler} | unknown via "poler"; known: haproxy, vip
            """)
    void whatIsWrongIsToldInPlace(String load, String message) {
        assertThat(new ScenarioFolder(folder).problems(HEAD + "load: " + load + "\n" + STEPS))
                .startsWith("BAD_INPUT a.yaml:2:")
                .endsWith(": " + message);
    }

    @Test
    void aSessionEachMustLeaveSomeToTheLanes() {
        String sessions = "pgbouncer: {pool_mode: session}\n";

        assertThat(new ScenarioFolder(folder).problems(HEAD + sessions + "load: {clients: 31, rate: 500/s}\n" + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:7: load clients must be <= 30, half of pgbouncer.default_pool_size 60,"
                        + " since each holds a session and the lanes need theirs; was 31");
        assertThat(load(read(sessions + "load: {clients: 30, rate: 500/s}\n"))).hasSize(30);
    }

    @Test
    void noProbeHasTheNameOfAClientOfTheLoad() {
        assertThat(new ScenarioFolder(folder)
                        .problems(HEAD + "probes: [{kind: write, name: load-2}]\nload: {clients: 2, rate: 9/s}\n"
                                + STEPS))
                .isEqualTo("BAD_INPUT a.yaml:3:7: lane load-2 is the load's; give the probe another name");
    }

    @Test
    void cancelStandsOnItsLaneAndIsReadBack() {
        Scenario scenario = read("probes: [{kind: write, cancel: 500ms}, {kind: read}]\n");

        assertThat(scenario.lanes().get(0).cancel()).isEqualTo(Duration.ofMillis(500));
        assertThat(scenario.lanes().get(1).cancel()).isNull();
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        assertThat(LaneSpec.write().cancel(Duration.ofMillis(500)).lanes(REFERENCE))
                .containsExactly(scenario.lanes().get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: write, cancel: 1s} | cancel must be > 0s and < timeout 1s, was 1s
            {kind: write, cancel: 0s} | cancel must be > 0s and < timeout 1s, was 0s
            {kind: state, cancel: 500ms} | cancel is for kind write or read, was state
            {kind: write, cancle: 1s} | unknown key "cancle"; did you mean "cancel"? known: @KEYS
            """)
    void cancelIsShorterThanTheTimeoutAndForStatementsOfClients(String probe, String message) {
        assertThat(new ScenarioFolder(folder).problems(HEAD + "probes: [" + probe + "]\n" + STEPS))
                .startsWith("BAD_INPUT a.yaml:2:")
                .endsWith(message.replace("@KEYS", String.join(", ", FileKey.texts(FileKey.ProbeKey.values()))));
    }

    @Test
    void aLoadIsOfTheLedgerOrIsNot() {
        assertThatThrownBy(() -> LoadSpec.of(8, 500).via(Entrypoint.POSTGRES))
                .hasMessage("load via must be haproxy or vip, was postgres");
    }

    private static List<Lane> load(Scenario scenario) {
        return scenario.lanes().stream().filter(Lane::isLoad).toList();
    }

    private Scenario read(String keys) {
        return new ScenarioFolder(folder).read(HEAD + keys + STEPS);
    }
}
