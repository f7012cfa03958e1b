package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoleLanesTest {
    private static Lane by(String host) {
        return new Lane(
                new LaneName("write-haproxy-" + host),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                new NodeName(host),
                Duration.ofMillis(20),
                Duration.ofSeconds(1));
    }

    /** The lane by pg1 is out for 5 s, that by pg2 for 1 s. */
    private static Story story() {
        Story story = Story.begin().step("steady#1", 0, 4000);
        for (String host : new String[] {"pg1", "pg2"}) {
            story.watch(by(host), 0);
        }
        return story.leader(0, "pg1")
                .fault("crash", "pg1", 4000, 19_000)
                .step("inject#1", 4000, 20_000)
                .leader(6000, "pg2")
                .ok("write-haproxy-pg1", 0, 4_000)
                .failed("write-haproxy-pg1", 4000, 9000)
                .ok("write-haproxy-pg1", 9000, 20_000)
                .ok("write-haproxy-pg2", 0, 4_000)
                .failed("write-haproxy-pg2", 4000, 5000)
                .ok("write-haproxy-pg2", 5000, 20_000);
    }

    @Test
    void thePrimaryIsWhoLedWhenTheFirstFaultCame() {
        Finding finding =
                story().expect("write_outage", RoleLanes.OF_PRIMARY, "2s").finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.text()).contains("write-haproxy-pg1");
    }

    @Test
    void theOtherLanesAreThoseOfTheOtherHosts() {
        Story story = story().expect("write_outage", RoleLanes.OF_PRIMARY, "6s").expect("write_outage", "2s");

        assertThat(story.judged().findings())
                .filteredOn(finding -> finding.checker().equals("write_outage"))
                .extracting(Finding::verdict)
                .containsOnly(Verdict.PASS);
    }

    @Test
    void withoutALeaderNoLaneIsMeant() {
        Finding finding = Story.begin()
                .step("steady#1", 0, 4000)
                .expect("write_outage", RoleLanes.OF_PRIMARY, "2s")
                .finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
    }
}
