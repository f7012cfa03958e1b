package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against GET /config and GET /patroni of a replica with Patroni 4.0.7. */
class PatroniComparisonTest {
    private static final String CONFIG = Recorded.answer("patroni-config-odd.json");
    private static final String STATUS = Recorded.answer("patroni-status.json");

    @Test
    void whatPatroniShowsHolds() {
        assertThat(differences(Map.of(
                        "patroni.ttl", "20",
                        "patroni.synchronous_mode", "off",
                        "patroni.postgresql.use_pg_rewind", "on",
                        "patroni.member_slots_ttl", "1800",
                        "patroni.maximum_lag_on_syncnode", "null",
                        "patroni.tags.nosync", "true",
                        "patroni.tags.clonefrom", "false",
                        "patroni.log.level", "INFO",
                        "patroni.watchdog.mode", "off")))
                .isEmpty();
    }

    @Test
    void aWordThatIsNowhereInItsProgramDoesNothingThoughItIsStored() {
        List<Difference> differences = PatroniComparison.differences(
                Map.of("patroni.postgresql.use_pg_rewindd", "true", "patroni.primary_race_backoff", "5"),
                List.of(CONFIG, STATUS, "use_pg_rewindd\nprimary_race_backoff\n", "", ""));

        assertThat(Recorded.seen(differences))
                .containsExactlyInAnyOrder(
                        "patroni.postgresql.use_pg_rewindd: nothing", "patroni.primary_race_backoff: nothing");
        assertThat(differences.get(0).why()).contains("Patroni 4.0.7 has no such setting");
    }

    @Test
    void whatTheNodesOwnFileDecidesDiffers() {
        assertThat(Recorded.seen(
                        differences(Map.of("patroni.postgresql.listen", "*:5432", "patroni.postgresql.data_dir", "x"))))
                .containsExactlyInAnyOrder(
                        "patroni.postgresql.listen: what the node's own file says",
                        "patroni.postgresql.data_dir: what the node's own file says");
    }

    @Test
    void aTagThatTheNodeDoesNotShowDiffers() {
        assertThat(Recorded.seen(differences(Map.of("patroni.tags.nofailover", "true", "patroni.tags.zone", "b"))))
                .containsExactlyInAnyOrder("patroni.tags.nofailover: nothing", "patroni.tags.zone: a");
    }

    @Test
    void aWatchdogWithoutADeviceDoesNothing() {
        Map<String, String> asked = Map.of("patroni.watchdog.mode", "automatic");

        assertThat(Recorded.seen(differences(asked))).containsExactly("patroni.watchdog.mode: no watchdog");
        assertThat(PatroniComparison.differences(asked, List.of(CONFIG, STATUS, "", "", "yes\n")))
                .isEmpty();
    }

    @Test
    void whatIsStoredOtherwiseDiffers() {
        assertThat(Recorded.seen(differences(Map.of("patroni.ttl", "30", "patroni.failsafe_mode", "on"))))
                .containsExactlyInAnyOrder("patroni.ttl: 20", "patroni.failsafe_mode: nothing");
    }

    @Test
    void timingsThatPatroniAdjustsHoldAsAdjusted() {
        String config = "{\"ttl\": 30, \"loop_wait\": 10, \"retry_timeout\": 30}";
        String log = "2026-11-29 04:07:43,890 WARNING: Violated the rule \"loop_wait + 2*retry_timeout <= ttl\", where"
                + " ttl=30. Adjusting loop_wait from 10 to 1 and retry_timeout from 30 to 14\n";

        List<Difference> differences = PatroniComparison.differences(
                Map.of("patroni.ttl", "30", "patroni.loop_wait", "10", "patroni.retry_timeout", "30"),
                List.of(config, STATUS, "", log, ""));

        assertThat(Recorded.seen(differences))
                .containsExactlyInAnyOrder("patroni.loop_wait: 1", "patroni.retry_timeout: 14");
        assertThat(differences).allSatisfy(difference -> {
            assertThat(difference.kind()).isEqualTo(Comparison.Kind.EXPECTED);
            assertThat(difference.why()).contains("its log: WARNING: Violated the rule");
        });
    }

    @Test
    void timingsThatANewClusterStoresAsAdjustedHoldToo() {
        Map<String, String> asked =
                Map.of("patroni.ttl", "20", "patroni.loop_wait", "10", "patroni.retry_timeout", "10");

        assertThat(PatroniComparison.differences(
                        asked, List.of("{\"ttl\": 20, \"loop_wait\": 1, \"retry_timeout\": 9}", STATUS, "", "", "")))
                .hasSize(2)
                .allSatisfy(difference -> assertThat(difference.kind()).isEqualTo(Comparison.Kind.EXPECTED));
        assertThat(PatroniComparison.differences(
                        asked, List.of("{\"ttl\": 20, \"loop_wait\": 2, \"retry_timeout\": 9}", STATUS, "", "", "")))
                .filteredOn(difference -> difference.kind() == Comparison.Kind.NOT_IN_EFFECT)
                .extracting(Difference::name)
                .containsExactly("patroni.loop_wait");
    }

    @Test
    void quorumIsOffBeforeItCame() {
        assertThat(Recorded.seen(PatroniComparison.differences(
                        Map.of("patroni.synchronous_mode", "quorum"),
                        List.of(
                                "{\"synchronous_mode\": \"quorum\"}",
                                "{\"patroni\": {\"version\": \"3.0.2\"}}",
                                "",
                                "",
                                ""))))
                .containsExactly("patroni.synchronous_mode: off");
    }

    @Test
    void anEmptyAnswerIsNotKnown() {
        Map<String, String> asked = Map.of(
                "patroni.maximum_lag_on_syncnode", "null", "patroni.tags.nofailover", "off", "patroni.ttl", "20");

        for (String empty : List.of("", "null", "[]", "{}")) {
            assertThat(Recorded.seen(PatroniComparison.differences(asked, List.of(empty, empty, "", "", ""))))
                    .as("answer '%s'", empty)
                    .containsExactlyInAnyOrder(
                            "patroni.maximum_lag_on_syncnode: not known",
                            "patroni.tags.nofailover: not known",
                            "patroni.ttl: not known");
        }
        assertThat(Recorded.seen(PatroniComparison.differences(asked, List.of(CONFIG, "", "", "", ""))))
                .containsExactly("patroni.tags.nofailover: not known");
    }

    @Test
    void textsDifferInTheirCaseAndANumberIsNoSwitch() {
        assertThat(Recorded.seen(PatroniComparison.differences(
                        Map.of(
                                "patroni.postgresql.pre_promote", "/bin/Check",
                                "patroni.maximum_lag_on_failover", "1",
                                "patroni.synchronous_mode", "True"),
                        List.of(
                                "{\"maximum_lag_on_failover\": true, \"synchronous_mode\": true,"
                                        + " \"postgresql\": {\"pre_promote\": \"/bin/check\"}}",
                                STATUS,
                                "",
                                "",
                                ""))))
                .containsExactlyInAnyOrder(
                        "patroni.postgresql.pre_promote: /bin/check", "patroni.maximum_lag_on_failover: true");
    }

    private static List<Difference> differences(Map<String, String> asked) {
        return PatroniComparison.differences(asked, List.of(CONFIG, STATUS, "", "", ""));
    }
}
