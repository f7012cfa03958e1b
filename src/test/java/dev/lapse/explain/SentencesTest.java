package dev.lapse.explain;

import static dev.lapse.explain.Waterfalls.lane;
import static dev.lapse.explain.Waterfalls.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SentencesTest {
    @Test
    void failoverIsToldByItsPhasesAndItsPrediction() {
        assertThat(Waterfalls.networkLoss().sentence())
                .isEqualTo("Writes stopped for 35.4 s: 28.4 s the lease, 2.1 s the race, 0.2 s the promotion,"
                        + " 4.7 s the balancer. The configuration predicts 33 to 37.1 s for a fault 1.77 to 1.94 s after"
                        + " a renewal of the lease.");
    }

    @Test
    void storeWithoutQuorumIsToldInOneSentenceAndTheExcessInAnother() {
        assertThat(Waterfalls.twoSites().sentence())
                .isEqualTo("Writes went on for 15.84 to 16.04 s after the fault and then stopped for 97.6 s because the"
                        + " store had no quorum: 44.4 s the store without quorum, 48.1 s the store's wait for a leader,"
                        + " 0.3 s the lock, 0.1 s the promotion, 4.7 s the balancer. The configuration"
                        + " predicts 35 to 75 s; this is 22.6 s more, in the store's wait for a leader"
                        + " (48.1 s, predicted 0 to 3.5 s).");
    }

    @Test
    void lengthsOfPhasesAddUpToTheLengthOfTheOutage() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0.04)
                        .phase(Phase.DETECT, 1.08, 0.01, "a", "b")
                        .phase(Phase.ELECT, 2.12, 0.01, "a", "b")
                        .phase(Phase.ROUTE, 3.16, 0.01, "a", "b")
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for 3.1 s: 1 s the lease, 1.1 s the race, 1 s the balancer.");
    }

    @Test
    void phaseThatIsTooShortToBeWrittenIsLeftOutWhereverItsEndsLie() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0)
                        .phase(Phase.DETECT, 1.04, 0.01, "a", "b")
                        .phase(Phase.ELECT, 1.06, 0.01, "a", "b")
                        .phase(Phase.ROUTE, 3.14, 0.01, "a", "b")
                        .phase(Phase.RECONNECT, 3.16, 0.01, "a", "b")
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for 3.2 s: 1 s the lease, 2.2 s the balancer.");
    }

    @Test
    void whatIsKnownOnlyRoughlyIsToldByBothItsEnds() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 10)
                        .phase(Phase.DETECT, 30, 0.5, "leader key deleted", "polled")
                        .phase(Phase.ELECT, 32, 0.01, "leader key put", "etcd watch")
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for 22 s: 19.5 to 20 s the lease, 1.9 to 2.5 s the race.");
    }

    @Test
    void outageBelowASecondIsToldInMilliseconds() {
        assertThat(Waterfalls.of(OutageKind.ROUTING, lane("read", LaneKind.READ, Entrypoint.HAPROXY, Vantage.PINNED), 5)
                        .until(5.0641)
                        .explained()
                        .sentence())
                .isEqualTo(
                        "Reads stopped for 64 ms because the balancer sent clients to a server that could not answer."
                                + " No formula predicts it.");
    }

    @Test
    void onePhaseAloneIsAllOfIt() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 10)
                        .phase(Phase.HOLD, 19.9, 0.01, "heal proven", "harness")
                        .phase(Phase.RECONNECT, 19.92, 0.01, "first OK", "lane")
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for 9.9 s, all of it the fault until it was healed.");
    }

    @Test
    void waitOfAPoolIsItsOwn() {
        assertThat(Waterfalls.of(
                                OutageKind.FAILOVER,
                                lane("write-pool", LaneKind.WRITE, Entrypoint.VIP, Vantage.POOL),
                                10)
                        .phase(Phase.DETECT, 30, 0.01, "a", "b")
                        .phase(Phase.RECONNECT, 34.5, 0.01, "a", "b")
                        .explained()
                        .sentence())
                .contains("20 s the lease, 4.5 s the pool's own wait.");
    }

    @Test
    void whatHadNotEndedHasNoLengthButABound() {
        assertThat(Waterfalls.of(OutageKind.REPLICA, 20)
                        .censored()
                        .until(91)
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for more than 71 s because commits waited for a standby that was lost, and"
                        + " had not come back when the lane was closed.");
    }

    @Test
    void shorterThanPredictedDoubtsTheFault() {
        assertThat(Waterfalls.of(OutageKind.UNKNOWN, 20)
                        .until(22.5)
                        .predicted(13, 38.8, Fit.BELOW)
                        .explained()
                        .sentence())
                .isEqualTo("Writes stopped for 2.5 s, and the history does not tell why. The configuration predicts 13"
                        + " to 38.8 s; this is 10.5 s less, so the fault probably did not bite.");
    }

    @Test
    void failoverThatWasShorterThanPredictedDoubtsTheFormulaAndNotTheFault() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0)
                        .phase(Phase.DETECT, 12.1, 0.01, "a", "b", seconds(14.8, 17.5), Fit.BELOW)
                        .phase(Phase.ELECT, 14.2, 0.01, "a", "b", seconds(2, 2.3), Fit.WITHIN)
                        .predicted(17, 22, Fit.BELOW)
                        .explained()
                        .sentence())
                .endsWith("The configuration predicts 17 to 22 s; this is 2.8 s less, in the lease (12.1 s, predicted"
                        + " 14.8 to 17.5 s).");
    }

    @Test
    void settingWithoutAnyOutageIsToldWithoutALength() {
        assertThat(outageOf(35.4)
                        .other("patroni.failsafe_mode", "on", "", 0, 0)
                        .explained()
                        .sentence())
                .endsWith(" With `failsafe_mode: on` there would have been no outage.");
    }

    @Test
    void settingThatWouldHaveBeenShorterIsToldAsPatroniRunsIt() {
        assertThat(outageOf(35.4)
                        .other("patroni.ttl", "20s", "20/1/9", 22, 28.5)
                        .explained()
                        .sentence())
                .endsWith(
                        "The configuration predicts 25 to 38.8 s. With `ttl: 20s`, which runs as 20/1/9, it would have"
                                + " been 22 to 28.5 s.");
    }

    @Test
    void settingThatNeedNotHaveBeenShorterIsNotTold() {
        assertThat(outageOf(28)
                        .other("patroni.ttl", "20s", "20/1/9", 22, 28.5)
                        .explained()
                        .sentence())
                .endsWith("The configuration predicts 25 to 38.8 s.");
    }

    private static Waterfalls outageOf(double seconds) {
        return Waterfalls.of(OutageKind.FAILOVER, 0)
                .phase(Phase.DETECT, seconds, 0.01, "leader key deleted", "etcd watch")
                .predicted(25, 38.8, Fit.WITHIN);
    }

    @Test
    void excessOfNoPhaseAloneIsSaid() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0)
                        .phase(Phase.DETECT, 30, 0.01, "a", "b", seconds(25, 30.5), Fit.WITHIN)
                        .phase(Phase.ROUTE, 42, 0.01, "a", "b", seconds(2, 12), Fit.WITHIN)
                        .predicted(25, 38.8, Fit.ABOVE)
                        .resolution(0.4)
                        .explained()
                        .sentence())
                .endsWith("The configuration predicts 25 to 38.8 s; this is 2.8 to 3.2 s more, and no phase alone is"
                        + " above its own.");
    }

    @Test
    void aPhaseAboveItsOwnIsNamedAlsoWhereTheWholeIsWithin() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0)
                        .phase(Phase.DETECT, 26, 0.01, "a", "b", seconds(25, 30.5), Fit.WITHIN)
                        .phase(Phase.ROUTE, 35, 0.01, "a", "b", seconds(2, 6), Fit.ABOVE)
                        .predicted(25, 38.8, Fit.WITHIN)
                        .explained()
                        .sentence())
                .endsWith(
                        "The configuration predicts 25 to 38.8 s; longer only in the balancer (9 s, predicted 2 to 6 s).");
    }

    @Test
    void aShortPhaseAboveItsOwnIsToldInMilliseconds() {
        assertThat(Waterfalls.of(OutageKind.FAILOVER, 0)
                        .phase(Phase.DETECT, 26.03, 0.01, "a", "b", seconds(25, 30.5), Fit.WITHIN)
                        .phase(Phase.ROUTE, 26.06, 0.01, "a", "b", seconds(0, 0.02), Fit.ABOVE)
                        .predicted(25, 38.8, Fit.WITHIN)
                        .explained()
                        .sentence())
                .endsWith("longer only in the balancer (30 ms, predicted 0 to 0.02 s).");
    }

    @Test
    void whatIsPrintedHoldsAllThatIsPredicted() {
        assertThat(Lengths.text(seconds(24.991, 38.801))).isEqualTo("24.99 to 38.81 s");
        assertThat(Lengths.text(seconds(25, 38.8))).isEqualTo("25 to 38.8 s");
        assertThat(Lengths.text(seconds(0.0512, 1))).isEqualTo("0.05 to 1 s");
        assertThat(Lengths.text(seconds(0, 0.05))).isEqualTo("0 to 50 ms");
        assertThat(Lengths.text(seconds(20, 20))).isEqualTo("20 s");
    }

    @Test
    void anOutageAfterTheHealWasNotServedUntilThen() {
        assertThat(Waterfalls.of(OutageKind.ROUTING, 50)
                        .step("heal#1")
                        .served(30, 30.1)
                        .until(51.5)
                        .explained()
                        .sentence())
                .startsWith("Writes stopped for 1.5 s because");
    }

    @ParameterizedTest
    @EnumSource(OutageKind.class)
    void everyKindIsToldInWords(OutageKind kind) {
        String sentence = Waterfalls.of(kind, 10).until(15).explained().sentence();

        assertThat(sentence).startsWith("Writes stopped for 5 s").endsWith(". No formula predicts it.");
        assertThat(sentence.toLowerCase(java.util.Locale.ROOT)).doesNotContain("_");
    }
}
