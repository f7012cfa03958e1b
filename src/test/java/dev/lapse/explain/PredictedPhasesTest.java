package dev.lapse.explain;

import static dev.lapse.explain.Tale.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.StatusWritten;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Phase;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Outages held against what the oracle says of the reference topology at its default timings. */
class PredictedPhasesTest {
    private static final Optional<Oracle> ORACLE = Optional.of(Oracle.of(
            ScenarioFile.byHand("reference", Profile.DEFAULT, List.of()).cluster()));

    @Test
    void failoverAtAKnownPhaseOfTheLeaseIsWithinItsInterval() {
        Explained explained = networkLoss(39.780, 41.883, 46.758).explained(ORACLE);

        assertThat(explained.predicted()).hasValue(seconds(33.08, 37.03));
        assertThat(explained.fit()).isEqualTo(Fit.WITHIN);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::fit)
                .containsExactly(
                        tuple(Phase.DETECT, Fit.WITHIN),
                        tuple(Phase.ELECT, Fit.WITHIN),
                        tuple(Phase.PROMOTE, Fit.WITHIN),
                        tuple(Phase.ROUTE, Fit.WITHIN),
                        tuple(Phase.RECONNECT, Fit.WITHIN));
    }

    /** As measured: 63.2 s, from 28 s after the heal on. */
    @Test
    void outageThatComesWithWhatHaproxyForgotSaysSo() {
        Optional<Oracle> small = Optional.of(
                Oracle.of(ScenarioFile.byHand("reference", Profile.DEFAULT, List.of("pgbouncer.max_client_conn=100"))
                        .cluster()));

        assertThat(afterHeal("pg1").explained(small).sentence())
                .contains("Nothing predicts it: pgbouncer.max_client_conn 100 may be full")
                .contains("600 connections that HAProxy forgets");
        assertThat(afterHeal("pg2").explained(small).sentence()).contains("No formula predicts it.");
        assertThat(afterHeal("pg1").explained(ORACLE).sentence()).contains("No formula predicts it.");
    }

    private static Tale afterHeal(String hit) {
        return Tale.begin()
                .fault(10, FaultName.NETWORK_LOSS, "primary", hit)
                .step(60, "heal#1")
                .healed(60.1, FaultName.NETWORK_LOSS, "primary", hit)
                .writes("pg1", 1, -1, 0.1, 200)
                .outage(Tale.writeLane(), "heal#1", 88, 151.2, "pg1", "pg1", 151);
    }

    /** The replicas were lost in a step before, so that nobody is left to take over until they are healed. */
    @Test
    void faultsOfEarlierStepsCountUntilTheyAreHealed() {
        Tale goesOn = earlier(networkLoss(39.780, 41.883, 46.758), 3, FaultPhase.REQUESTED);
        Tale healed =
                earlier(earlier(networkLoss(39.780, 41.883, 46.758), 3, FaultPhase.REQUESTED), 8, FaultPhase.HEALED);

        assertThat(goesOn.explained(ORACLE).predicted()).isEmpty();
        assertThat(goesOn.explained(ORACLE).fit()).isEqualTo(Fit.NO_FORMULA);
        assertThat(healed.explained(ORACLE).predicted()).hasValue(seconds(33.08, 37.03));
    }

    private static Tale earlier(Tale tale, double at, FaultPhase phase) {
        return tale.add(new FaultSeen(
                nanos(at),
                "inject#0/1",
                phase,
                FaultName.CRASH,
                "sigkill",
                List.of(new NodeName("pg2"), new NodeName("pg3")),
                "all-replicas",
                Map.of(),
                null));
    }

    @Test
    void leaseThatTheStoreArmedTellsNoPhaseAndLastsLonger() {
        Explained explained = networkLoss(39.780, 41.883, 46.758)
                .add(new LeaseRenewed(nanos(11), new NodeName("pg1"), LeaseRenewed.By.STORE_LEADER, nanos(0.05)))
                .explained(ORACLE);

        assertThat(explained.sinceRenewal()).isEmpty();
        assertThat(explained.predicted())
                .as("the same with 30 s and up to an election timeout and a second, less 0.37 to 0.52 s")
                .hasValue(seconds(34.48, 40.43));
    }

    /** The holder renewed it since, and only its status shows that. */
    @Test
    void leaseThatTheHolderArmedAfterTheStoreIsAsUsual() {
        Explained explained = networkLoss(39.780, 41.883, 46.758)
                .add(new LeaseRenewed(nanos(9.7), new NodeName("pg1"), LeaseRenewed.By.STORE_LEADER, nanos(0.05)))
                .add(new StatusWritten(nanos(11.1), new NodeName("pg1"), 70, nanos(0.25)))
                .explained(ORACLE);

        assertThat(explained.sinceRenewal()).hasValue(seconds(0.27, 0.62));
        assertThat(explained.predicted()).hasValue(seconds(34.38, 38.53));
    }

    @Test
    void electionThatBeganWhileThePrimaryStillServedIsWithin() {
        Explained explained = Tale.begin()
                .member(0.2, "etcd1", "etcd1")
                .fault(10, FaultName.ETCD_MEMBER_LOSS, "etcd-leader", "etcd1")
                .writes("pg1", 1, -1, 1, 13.9, 14.1)
                .writes("pg1", 2, 16.6, 16.7, 60)
                .outage(14, 16.75, "pg1", "pg1", 16.74)
                .explained(Optional.of(Oracle.of(
                        ScenarioFile.byHand("two-node", Profile.FAST, List.of()).cluster())));

        assertThat(explained.fit()).isEqualTo(Fit.WITHIN);
        assertThat(explained.phases()).extracting(SeenPhase::fit).containsOnly(Fit.WITHIN);
    }

    @Test
    void raceThatTookTooLongIsAbove() {
        Explained explained = networkLoss(39.780, 45.1, 49.9).explained(ORACLE);

        assertThat(explained.fit()).isEqualTo(Fit.ABOVE);
        assertThat(explained.phases())
                .filteredOn(phase -> phase.fit() == Fit.ABOVE)
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.ELECT);
    }

    @Test
    void leaseThatWasGoneTooSoonIsBelow() {
        Explained explained = networkLoss(30, 32.1, 36.9).explained(ORACLE);

        assertThat(explained.fit()).isEqualTo(Fit.BELOW);
        assertThat(explained.phases().get(0).fit()).isEqualTo(Fit.BELOW);
    }

    @Test
    void phasesThatAreToldTogetherAreHeldAgainstTheirSum() {
        Explained explained = Tale.begin()
                .fault(11.37, FaultName.NETWORK_LOSS, "primary", "pg1")
                .leader(39.780, null)
                .leader(41.883, "pg2")
                .server(20, "write", "pg1", "DOWN")
                .server(46.9, "write", "pg2", "UP")
                .outage(11.399, 46.758, "pg1", "pg2", 46.736)
                .explained(ORACLE);

        assertThat(explained.phases().get(2))
                .extracting(SeenPhase::phase, SeenPhase::predicted)
                .containsExactly(Phase.ROUTE, Optional.of(seconds(2.03, 6.97)));
    }

    @Test
    void phasesThatNobodySawAreHeldWithTheNextOneThatWasSeen() {
        Explained explained = Tale.begin()
                .fault(11.37, FaultName.NETWORK_LOSS, "primary", "pg1")
                .server(20, "write", "pg1", "DOWN")
                .server(46.9, "write", "pg2", "UP")
                .outage(11.399, 46.758, "pg1", "pg2", 46.736)
                .explained(ORACLE);

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::fit)
                .containsExactly(tuple(Phase.ROUTE, Fit.WITHIN), tuple(Phase.RECONNECT, Fit.WITHIN));
        assertThat(explained.sentence()).doesNotContain("longer only in");
    }

    @Test
    void withoutTheConfigurationInEffectThatIsSaidAndNotThatNoFormulaIsKnown() {
        assertThat(networkLoss(39.780, 41.883, 46.758)
                        .explained(Optional.empty())
                        .sentence())
                .endsWith(" Nothing predicts it: the configuration in effect is not known.");
    }

    @Test
    void aSettingThatIsNotInEffectIsNamed() {
        ClusterReady ready = new ClusterReady(
                0,
                "reference",
                Map.of(),
                Map.of(),
                false,
                "md5",
                0,
                0,
                List.of(new NotInEffect("patroni.ttl", "30", "45", "somebody changed it")));
        Oracle oracle = Oracle.of(
                ScenarioFile.byHand("reference", Profile.DEFAULT, List.of()).cluster(), ready);

        assertThat(networkLoss(39.780, 41.883, 46.758)
                        .explained(Optional.of(oracle))
                        .sentence())
                .endsWith(" Nothing predicts it: patroni.ttl is not in effect as it was asked, and what holds is not"
                        + " known.");
    }

    @Test
    void whatAWatchOfTheStoreToldIsKnownToAFewMilliseconds() {
        assertThat(networkLoss(39.780, 41.883, 46.758)
                        .explained(ORACLE)
                        .phases()
                        .get(1)
                        .resolutionNanos())
                .isEqualTo(nanos(0.01));
    }

    @Test
    void outageThatHasNotEndedIsAboveOrNothing() {
        assertThat(open(40).explained(ORACLE).fit()).isEqualTo(Fit.NO_FORMULA);
        assertThat(open(70).explained(ORACLE).fit()).isEqualTo(Fit.ABOVE);
    }

    @Test
    void onlyTheLongestOutageOfAStepIsPredicted() {
        Tale tale = networkLoss(39.780, 41.883, 46.758).outage(47, 47.5, "pg2", "pg2", 47.4);

        assertThat(Explainer.explain(tale.observed(), ORACLE))
                .extracting(Explained::fit)
                .containsExactly(Fit.WITHIN, Fit.NO_FORMULA);
        assertThat(Explainer.explain(tale.observed(), ORACLE).get(1).sentence())
                .contains("only the longest is predicted")
                .doesNotContain("No formula");
    }

    @Test
    void killOfWhichTheHistoryDoesNotTellTheProcessIsNotPredicted() {
        assertThat(kill(null).explained(ORACLE).predicted()).isEmpty();
        assertThat(kill(Map.of("process", "postgres", "restart", "on"))
                        .explained(ORACLE)
                        .predicted())
                .isPresent();
    }

    @Test
    void holdIsAnIntervalToo() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.PAUSE, "primary", "pg1")
                .step(15, "heal#1")
                .healed(15.3, FaultName.PAUSE, "primary", "pg1")
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 15.32, "pg1", "pg1", 15.31)
                .explained(ORACLE);

        assertThat(explained.phases().get(0))
                .extracting(SeenPhase::phase, SeenPhase::fit, SeenPhase::predicted)
                .containsExactly(Phase.HOLD, Fit.WITHIN, Optional.of(seconds(4.9, 5.3)));
    }

    /** As measured: 2.63 s to the lock, where Patroni sees the lost postmaster at its next loop, up to 10 s later. */
    @Test
    void phaseThatWasOverBeforeTheOutageDoesNotHideWhatIsToldTogether() {
        Optional<Oracle> replaces = Optional.of(
                Oracle.of(ScenarioFile.byHand("reference", Profile.DEFAULT, List.of("patroni.primary_start_timeout=0"))
                        .cluster()));
        Explained explained = Tale.begin()
                .server(1, "write", "pg1", "UP")
                .fault(10, FaultName.KILL, "primary", "pg1", Map.of("process", "postgres"))
                .log(12.6, 0.001, "pg1", LoggedFact.PROMOTING, "pg1")
                .writes("pg1", 1, -1, 1, 9.95)
                .writes("pg1", 2, 12.6, 12.65, 60)
                .outage(10.05, 13, "pg1", "pg1", 12.98)
                .explained(replaces);

        assertThat(explained.kind()).isEqualTo(OutageKind.DEMOTION);
        assertThat(explained.phases().get(0))
                .extracting(SeenPhase::phase, SeenPhase::predicted, SeenPhase::fit)
                .containsExactly(Phase.ELECT, Optional.of(seconds(0.1, 10.35)), Fit.WITHIN);
    }

    /** As measured with loop_wait 1 s: the lease was there for 20.11 s, and had been renewed 0.9 to 1.31 s before. */
    @Test
    void renewalThatWasDueWhenTheHostDiedMayHaveBeen() {
        Optional<Oracle> quick = Optional.of(Oracle.of(ScenarioFile.byHand(
                        "reference",
                        Profile.DEFAULT,
                        List.of("patroni.ttl=20s", "patroni.loop_wait=1s", "patroni.retry_timeout=3s"))
                .cluster()));

        assertThat(detected(quick, new LeaseSeen(nanos(11), new NodeName("pg1"), 19, 20)))
                .hasValue(seconds(18.726, 20.5));
        assertThat(detected(quick, new LeaseSeen(nanos(13.2), new NodeName("pg1"), 18, 20)))
                .hasValue(seconds(18.726, 20.5));
        assertThat(detected(quick, new LeaseSeen(nanos(13.2), new NodeName("pg1"), 17, 20)))
                .hasValue(seconds(18.726, 20.2));
    }

    private static Optional<Interval> detected(Optional<Oracle> oracle, LeaseSeen lease) {
        return Tale.begin()
                .add(new StatusWritten(nanos(10.576), new NodeName("pg1"), 68, nanos(0.25)))
                .fault(11.5, FaultName.CRASH, "primary", "pg1")
                .add(lease)
                .leader(31.61, null)
                .leader(33.7, "pg2")
                .writes("pg1", 1, -1, 1, 11.38)
                .writes("pg2", 2, 33.8, 33.85, 60)
                .server(13, "write", "pg1", "DOWN")
                .server(37, "write", "pg2", "UP")
                .outage(11.5, 37.1, "pg1", "pg2", 37.08)
                .explained(oracle)
                .phases()
                .get(0)
                .predicted();
    }

    /** The lease was renewed 1.77 to 1.92 s before the fault. */
    private static Tale networkLoss(double gone, double taken, double to) {
        return Tale.begin()
                .add(new LeaseRenewed(nanos(9.6), new NodeName("pg1"), LeaseRenewed.By.HOLDER, nanos(0.05)))
                .fault(11.37, FaultName.NETWORK_LOSS, "primary", "pg1")
                .leader(gone, null)
                .leader(taken, "pg2")
                .writes("pg1", 1, -1, 1, 11.38)
                .writes("pg2", 2, taken + 0.13, taken + 0.18, 90)
                .server(20, "write", "pg1", "DOWN")
                .server(to + 0.14, "write", "pg2", "UP")
                .outage(11.399, to, "pg1", "pg2", to - 0.022);
    }

    private static Tale open(double to) {
        return Tale.begin()
                .fault(11.37, FaultName.NETWORK_LOSS, "primary", "pg1")
                .openOutage(11.399, to, "pg1");
    }

    private static Tale kill(@Nullable Map<String, String> options) {
        return Tale.begin()
                .fault(10, FaultName.KILL, "primary", "pg1", options)
                .writes("pg1", 1, -1, 1, 9.95, 10.15)
                .writes("pg1", 1, 12, 12.05, 60)
                .outage(10.05, 12.5, "pg1", "pg1", 12.48);
    }

    private static Interval seconds(double from, double to) {
        return new Interval(Duration.ofNanos(nanos(from)), Duration.ofNanos(nanos(to)));
    }
}
