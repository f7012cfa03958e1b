package dev.lapse.scenario;

import static dev.lapse.check.Expectation.Check.WRITE_OUTAGE;
import static dev.lapse.cluster.FaultName.NETWORK_LOSS;
import static dev.lapse.cluster.FaultName.REFUSE;
import static dev.lapse.cluster.Target.Kind.PRIMARY;
import static dev.lapse.scenario.Step.fault;
import static dev.lapse.scenario.Step.healAll;
import static dev.lapse.scenario.Step.hold;
import static dev.lapse.scenario.Step.inject;
import static dev.lapse.scenario.Step.settle;
import static dev.lapse.scenario.Step.steady;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Target;
import dev.lapse.history.Vantage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioDraftTest {
    private final ClusterSpec reference = ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml"));

    @TempDir
    private Path folder;

    @Test
    void buildsWhatTheFileOfTheSameWordsReadsAs() {
        Scenario built = Scenario.named("a")
                .hypothesis("one lease.")
                .observed("25 s")
                .set(Section.PATRONI, "synchronous_mode", "on")
                .probes(
                        LaneSpec.write()
                                .from(Vantage.NEW_CONNECTION, Vantage.PINNED)
                                .every(ofMillis(10)),
                        LaneSpec.directWrite())
                .steps(
                        steady(ofSeconds(10)),
                        inject(fault(NETWORK_LOSS, Target.role(PRIMARY))),
                        hold(ofSeconds(60)),
                        healAll(),
                        settle(ofSeconds(120)))
                .expect(Expectation.of(WRITE_OUTAGE, Limit.atMost(ofSeconds(45))))
                .on(reference, Profile.FAST);

        Scenario read = new ScenarioFolder(folder).read("""
                        # Hypothesis: one lease.
                        name: a
                        observed: 25 s
                        patroni: {synchronous_mode: "on"}
                        probes:
                          - {kind: write, vantage: [new-connection, pinned], every: 10ms}
                          - {kind: write, via: postgres}
                        steps:
                          - steady: 10s
                          - inject: {network-loss: primary}
                          - hold: 60s
                          - heal: all
                          - settle: 120s
                        expect: {write_outage: 45s}
                        """, Profile.FAST);
        assertThat(built).isEqualTo(read);
    }

    @Test
    void keepsTheRulesOfTheFile() {
        ScenarioDraft draft = Scenario.named("a").steps(steady(ofSeconds(1)));

        assertThatThrownBy(
                        () -> draft.set(Section.PATRONI, "retry_timeout", "25s").on(reference, Profile.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "patroni.loop_wait + 2*retry_timeout must be <= ttl, was 10s + 2*25s = 60s > 30s");
        assertThatThrownBy(() -> draft.set(Section.PATRONI, "tll", "25s"))
                .hasMessageStartingWith("unknown patroni setting \"tll\"; did you mean \"ttl\"?");
        assertThatThrownBy(() -> draft.steps(
                                steady(ofSeconds(1)), inject(fault(REFUSE, Target.role(PRIMARY))), healAll())
                        .on(reference, Profile.DEFAULT))
                .hasMessage("step 2: refuse hits a link, and primary is a host; known: client-haproxy, haproxy-rest,"
                        + " haproxy-pooler, node-etcd, primary-etcd, primary-replica, replica-primary");
        assertThatThrownBy(
                        () -> draft.probes(LaneSpec.write(), LaneSpec.write()).on(reference, Profile.DEFAULT))
                .hasMessage("lane write-haproxy is there twice");
        assertThatThrownBy(() -> draft.probes(LaneSpec.read())
                        .expect(Expectation.of(WRITE_OUTAGE, Limit.atMost(ofSeconds(45))))
                        .on(reference, Profile.DEFAULT))
                .hasMessage("write_outage: no client lane has kind write");
        assertThatThrownBy(() -> draft.observed("two\nlines")).hasMessageStartingWith("observed must be one line");
        assertThatThrownBy(() -> Scenario.named("A b")).hasMessageContaining("was \"A b\"");
    }

    @Test
    void fixedTimingsAreExemptFromTheProfile() {
        Scenario scenario =
                Scenario.named("a").fixedTimings().steps(steady(ofSeconds(1))).on(reference, Profile.FAST);

        assertThat(scenario.cluster()).isEqualTo(reference);
    }
}
