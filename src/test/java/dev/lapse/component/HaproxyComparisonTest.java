package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.NotInEffect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against a HAProxy 3.0.11 of the profile fast: rise 1, fall 4, no limits. */
class HaproxyComparisonTest {
    private static final String STATISTICS = Recorded.answer("haproxy-show-stat.csv");
    private static final String FILE = Recorded.answer("haproxy-fast.cfg");

    @Test
    void whatTheRuntimeAndTheFileTellHolds() {
        assertThat(differences(
                        Map.of(
                                "haproxy.rise", "1",
                                "haproxy.write.fall", "4",
                                "haproxy.weight", "1",
                                "haproxy.read.balance", "roundrobin",
                                "haproxy.inter", "1s",
                                "haproxy.on-marked-down", "shutdown-sessions",
                                "haproxy.timeout connect", "300ms",
                                "haproxy.timeout tunnel", "off",
                                "haproxy.check-write", "/primary",
                                "haproxy.check-pooler", "off"),
                        ""))
                .isEmpty();
    }

    @Test
    void theRuntimeHasTheLastWordWhateverTheFileSays() {
        String rise = FILE.replace("rise 1", "rise 2");

        assertThat(Recorded.seen(HaproxyComparison.differences(
                        Map.of("haproxy.rise", "2", "haproxy.read.maxconn", "100", "haproxy.balance", "leastconn"),
                        List.of(STATISTICS, "", rise))))
                .containsExactlyInAnyOrder("haproxy.rise: 1", "haproxy.read.maxconn: ", "haproxy.balance: roundrobin");
    }

    @Test
    void aListenersOwnSettingIsNotHeldAgainstTheOther() {
        assertThat(Recorded.seen(differences(Map.of("haproxy.rise", "1", "haproxy.read.rise", "2"), "")))
                .containsExactly("haproxy.read.rise: 1");
    }

    @Test
    void whatTheFileDoesNotSayDiffers() {
        assertThat(Recorded.seen(differences(
                        Map.of(
                                "haproxy.inter", "10s",
                                "haproxy.timeout connect", "4s",
                                "haproxy.check-read", "/health",
                                "haproxy.check-pooler", "on"),
                        "")))
                .containsExactlyInAnyOrder(
                        "haproxy.inter: default-server inter 1s fall 4 rise 1 on-marked-down shutdown-sessions",
                        "haproxy.timeout connect: timeout connect 300ms",
                        "haproxy.check-read: another check",
                        "haproxy.check-pooler: another check");
    }

    @Test
    void whatItIgnoresWithAWarningDiffers() {
        List<Difference> differences = differences(
                Map.of("haproxy.retries", "2"),
                "[WARNING]  (38) : config : proxy 'write' : 'retries' ignored in this mode.\n");

        assertThat(Recorded.seen(differences)).containsExactly("haproxy.retries: ignored");
        assertThat(differences.get(0).why()).contains("'retries' ignored in this mode");
    }

    @Test
    void aFileThatIsYoungerThanTheProcessTellsNothing() {
        assertThat(Recorded.seen(HaproxyComparison.differences(
                        Map.of("haproxy.inter", "1s", "haproxy.rise", "1"),
                        List.of(STATISTICS, "", StartedWith.CHANGED + "\n"))))
                .containsExactly("haproxy.inter: not known");
    }

    @Test
    void aLineThatDefaultsHasIsNotOffForOneListener() {
        assertThat(Recorded.seen(differences(
                        Map.of(
                                "haproxy.write.timeout check", "off",
                                "haproxy.read.timeout client", "off",
                                "haproxy.write.timeout tunnel", "off"),
                        "")))
                .containsExactlyInAnyOrder(
                        "haproxy.write.timeout check: " + line("timeout check") + " of defaults",
                        "haproxy.read.timeout client: " + line("timeout client") + " of defaults");
    }

    @Test
    void anEmptyAnswerIsNotKnown() {
        Map<String, String> runtime =
                Map.of("haproxy.rise", "1", "haproxy.balance", "off", "haproxy.weight", "off", "haproxy.fall", "4");
        assertThat(HaproxyComparison.differences(runtime, List.of("", "", FILE)))
                .hasSize(4)
                .allMatch(difference -> difference.seen().equals(NotInEffect.NOT_KNOWN));

        Map<String, String> file = Map.of(
                "haproxy.inter", "1s",
                "haproxy.backup", "off",
                "haproxy.timeout check", "off",
                "haproxy.global.maxconn", "off",
                "haproxy.check-pooler", "off");
        assertThat(HaproxyComparison.differences(file, List.of(STATISTICS, "", "")))
                .hasSize(5)
                .allMatch(difference -> difference.seen().equals(NotInEffect.NOT_KNOWN));
    }

    private static String line(String name) {
        return FILE.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
    }

    private static List<Difference> differences(Map<String, String> asked, String warnings) {
        return HaproxyComparison.differences(asked, List.of(STATISTICS, warnings, FILE));
    }
}
