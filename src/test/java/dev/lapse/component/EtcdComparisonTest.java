package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against the log of an etcd 3.5.16 with its own defaults. */
class EtcdComparisonTest {
    private static final String STARTED = Recorded.answer("etcd-started.json");
    private static final String HELP = Recorded.answer("etcd-help.txt");

    @Test
    void whatItsLogTellsHolds() {
        assertThat(seen(Map.of(
                        "etcd.heartbeat-interval", "100",
                        "etcd.election-timeout", "1000",
                        "etcd.snapshot-count", "100000",
                        "etcd.pre-vote", "true",
                        "etcd.quota-backend-bytes", "2147483648",
                        "etcd.auto-compaction-retention", "0",
                        "etcd.max-txn-ops", "500")))
                .isEmpty();
    }

    @Test
    void whatItTellsOtherwiseDiffers() {
        assertThat(seen(Map.of("etcd.election-timeout", "5000", "etcd.auto-compaction-retention", "5m")))
                .containsExactlyInAnyOrder("etcd.election-timeout: 1s", "etcd.auto-compaction-retention: 0s");
    }

    @Test
    void aNameThatItsHelpDoesNotHaveDoesNothing() {
        assertThat(seen(Map.of("etcd.max-txn-opss", "5"))).containsExactly("etcd.max-txn-opss: nothing");
    }

    @Test
    void anEmptyAnswerIsNotKnown() {
        Map<String, String> asked = Map.of("etcd.enable-pprof", "true", "etcd.election-timeout", "1000");

        assertThat(Recorded.seen(EtcdComparison.differences(asked, List.of("", HELP, "enable-pprof: true\n"))))
                .containsExactlyInAnyOrder("etcd.enable-pprof: not known", "etcd.election-timeout: not known");
        assertThat(Recorded.seen(EtcdComparison.differences(asked, List.of(STARTED, "", "enable-pprof: true\n"))))
                .containsExactlyInAnyOrder("etcd.enable-pprof: not known", "etcd.election-timeout: not known");
        assertThat(Recorded.seen(EtcdComparison.differences(asked, List.of(STARTED, HELP, ""))))
                .containsExactly("etcd.enable-pprof: not known");
    }

    @Test
    void whatItsLogDoesNotTellIsInTheFile() {
        Map<String, String> asked = Map.of("etcd.enable-pprof", "true");

        assertThat(EtcdComparison.differences(asked, List.of(STARTED, HELP, "name: etcd1\nenable-pprof: true\n")))
                .isEmpty();
        assertThat(Recorded.seen(EtcdComparison.differences(asked, List.of(STARTED, HELP, "enable-pprof: false\n"))))
                .containsExactly("etcd.enable-pprof: false");
        assertThat(Recorded.seen(EtcdComparison.differences(asked, List.of(STARTED, HELP, "name: etcd1\n"))))
                .containsExactly("etcd.enable-pprof: nothing");
    }

    private static List<String> seen(Map<String, String> asked) {
        return Recorded.seen(
                EtcdComparison.differences(asked, List.of(STARTED, HELP, "name: etcd1\nmax-txn-ops: 500\n")));
    }
}
