package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepalivedTimingsTest {
    private static KeepalivedTimings timings(Profile profile, String... set) {
        ClusterSpec cluster =
                ScenarioFile.byHand("reference", profile, List.of(set)).cluster();
        return KeepalivedTimings.slowest(cluster);
    }

    @Test
    void withoutSettingsTheyAreThoseOfTheFile() {
        KeepalivedTimings timings = timings(Profile.DEFAULT);

        assertThat(timings.advert()).isEqualTo(Duration.ofSeconds(1));
        assertThat(timings.skew()).isEqualTo(Duration.ofNanos(155_000_000_000L / 256)); // priority 101
        assertThat(timings.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(timings.fall()).isEqualTo(2);
    }

    /** {@code VRRP_TIMER_SKEW} of keepalived. */
    @Test
    void inVersion2TheSkewIsAPartOfOneSecond() {
        KeepalivedTimings second = timings(Profile.DEFAULT, "keepalived.version=2", "keepalived.advert_int=10");
        KeepalivedTimings third = timings(Profile.DEFAULT, "keepalived.advert_int=10");

        assertThat(second.skew()).isEqualTo(Duration.ofNanos(155_000_000_000L / 256)); // priority 101
        assertThat(second.down()).isEqualTo(Duration.ofSeconds(30).plus(second.skew()));
        assertThat(third.skew()).isEqualTo(Duration.ofNanos(1_550_000_000_000L / 256));
    }

    @Test
    void soManyAdvertsAreWaitedForAsTheSettingSays() {
        KeepalivedTimings timings = timings(Profile.DEFAULT, "keepalived.down_timer_adverts=5");

        assertThat(timings.silence()).isEqualTo(Duration.ofSeconds(5));
        assertThat(timings.down()).isEqualTo(Duration.ofSeconds(5).plus(timings.skew()));
        assertThat(timings.downText()).isEqualTo("5 advert_int + skew");
        assertThat(timings(Profile.DEFAULT).silence()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void numberWithoutAUnitIsSeconds() {
        assertThat(timings(Profile.FAST).advert()).isEqualTo(Duration.ofMillis(300));
        assertThat(timings(Profile.DEFAULT, "keepalived.fall=5", "keepalived.interval=500ms")
                        .interval())
                .isEqualTo(Duration.ofMillis(500));
    }

    /** A run that hangs is ended by its timeout; the turns of the next ones that fall into it are left out. */
    @Test
    void runThatHangsTakesTheTurnsOfOthers() {
        assertThat(timings(Profile.DEFAULT, "keepalived.interval=2", "keepalived.timeout=5")
                        .hanging())
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(timings(Profile.DEFAULT, "keepalived.interval=5", "keepalived.timeout=2")
                        .hanging())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void hostsThatDifferHaveTheirOwnAndTheSlowestIsThatWhichMissesTheHolderLongest() {
        ClusterSpec cluster = ScenarioFile.parse("""
                name: s
                topology:
                  vip: true
                  hosts:
                    etcd1: [etcd]
                    pg1: [patroni]
                    pg2: [patroni]
                    lb1: {haproxy: {}, keepalived: {advert_int: 2}}
                    lb2: {haproxy: {}, keepalived: {advert_int: 5}}
                steps:
                  - steady: 5s
                """).cluster();

        assertThat(KeepalivedTimings.each(cluster).stream().map(KeepalivedTimings::advert))
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(5));
        assertThat(KeepalivedTimings.slowest(cluster).advert()).isEqualTo(Duration.ofSeconds(5));
    }
}
