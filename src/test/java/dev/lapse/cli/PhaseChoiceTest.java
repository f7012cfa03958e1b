package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.scenario.LeasePhase;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseChoiceTest {
    @TempDir
    private Path folder;

    private PhaseChoice.Chosen choose(String phase, String... steps) throws IOException {
        String yaml = "name: made-up\nsteps:\n  - steady: 5s\n  - " + String.join("\n  - ", steps) + "\n";
        Path file = Files.writeString(folder.resolve("made-up.yaml"), yaml);
        return PhaseChoice.parse(phase).of(ScenarioFile.read(file, Profile.DEFAULT, List.of()));
    }

    private static List<Optional<LeasePhase>> phases(Scenario scenario) {
        return scenario.steps().stream()
                .filter(Step.Inject.class::isInstance)
                .map(step -> ((Step.Inject) step).phase())
                .toList();
    }

    @Test
    void crashIsWorstAfterARenewal() throws IOException {
        PhaseChoice.Chosen chosen = choose("worst", "inject: {crash: primary}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.of(LeasePhase.AFTER_RENEWAL));
        assertThat(chosen.told())
                .singleElement()
                .asString()
                .startsWith("inject#1, crash of primary: phase after-renewal, where writes stop for ")
                .contains("; at best it is ");
    }

    @Test
    void primaryThatTheStoreRefusesDoesNotCare() throws IOException {
        PhaseChoice.Chosen chosen =
                choose("worst", "inject: {refuse: primary-etcd, jitter: 10s}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.empty());
        assertThat(chosen.scenario().steps().get(1).text())
                .as("its jitter stays")
                .contains("jitter: 10s");
        assertThat(chosen.told())
                .singleElement()
                .asString()
                .startsWith("inject#1, refuse of primary-etcd: no phase, since writes stop for up to ")
                .endsWith(" at each");
    }

    /** The loop that renewed the lease notices it, and the next one gives up sooner. */
    @Test
    void primaryThatTheStoreIsSilentToIsWorstRightAfterARenewal() throws IOException {
        PhaseChoice.Chosen chosen = choose("worst", "inject: {link-loss: primary-etcd}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.of(LeasePhase.AFTER_RENEWAL));
    }

    @Test
    void storeWithoutQuorumIsWorstBeforeARenewal() throws IOException {
        PhaseChoice.Chosen chosen = choose("worst", "inject: {quorum-loss: etcd-majority}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.of(LeasePhase.BEFORE_RENEWAL));
    }

    @Test
    void faultWithoutAFormulaIsLeftAsItIs() throws IOException {
        PhaseChoice.Chosen chosen = choose("worst", "inject: {packet-loss: primary}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.empty());
        assertThat(chosen.told())
                .containsExactly(
                        "inject#1, packet-loss of primary: no phase, since no formula tells which is the worst");
    }

    @Test
    void ofSeveralFaultsTheOneThatStopsWritesForLongestChooses() throws IOException {
        PhaseChoice.Chosen chosen =
                choose("worst", "inject: {packet-loss: pg2, network-loss: primary}", "hold: 60s", "heal: all");

        assertThat(phases(chosen.scenario())).containsExactly(Optional.of(LeasePhase.AFTER_RENEWAL));
        assertThat(chosen.told()).hasSize(2);
    }

    @Test
    void phaseThatIsGivenIsThatOfEachStepAndTakesThePlaceOfItsJitter() throws IOException {
        PhaseChoice.Chosen chosen = choose(
                "0.5",
                "inject: {crash: primary, jitter: 10s}",
                "heal: all",
                "inject: {packet-loss: primary, phase: after-renewal}",
                "heal: all");

        assertThat(phases(chosen.scenario()))
                .containsExactly(Optional.of(LeasePhase.at(0.5)), Optional.of(LeasePhase.at(0.5)));
        assertThat(chosen.told()).isEmpty();
    }

    @Test
    void whatIsNoPhaseIsRefused() {
        assertThatThrownBy(() -> PhaseChoice.parse("wrost"))
                .isInstanceOf(LapseException.class)
                .hasMessageStartingWith("--phase wrost: unknown phase \"wrost\"")
                .hasMessageEndingWith("; or worst");
    }
}
