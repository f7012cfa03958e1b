package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.DurationText;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.scenario.Profile;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ServersUpTest {
    private static final Design REFERENCE = Designs.topology("reference");
    private static final String SWITCHOVER = "two-servers-up.switchover";
    private static final String FROZEN = "two-servers-up.patroni-frozen";

    @Test
    void afterASwitchoverTheOldOneAnswersReadOnlyUntilItsChecksHaveFailed() {
        Concern concern = Designs.of(Designs.topology("reference"), SWITCHOVER).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.what()).contains("for up to 5.9s after a switchover", "25006");
        assertThat(concern.arithmetic())
                .containsExactly(
                        "the old one is DOWN after 9s at most: inter 3s + (fall 3 - 1) * fastinter 3s",
                        "the new one is UP after 3.1s at least: race 100ms + (rise 2 - 1) * fastinter 3s",
                        "both UP, and the old one reached: 9s - 3.1s = 5.9s");
    }

    @Test
    void quickerChecksWhileTheStateChangesMakeItShorter() {
        Concern concern = Designs.of(Designs.topology("reference", "haproxy.fastinter=1s"), SWITCHOVER)
                .orElseThrow();

        assertThat(concern.what()).contains("for up to 3.9s after a switchover", "25006", "for up to 2.8s of it");
    }

    @Test
    void aCheckThatHangsForLongLeavesTwoWritable() {
        Concern concern = Designs.of(Designs.topology("two-node"), FROZEN).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic().get(2)).endsWith("50s - 25s = 25s");
        assertThat(concern.cures().get(0).settings()).isEqualTo(Map.of("haproxy.timeout check", "6600ms"));
        assertThat(concern.shownBy()).isEqualTo("hung-check-two-servers");
    }

    @Test
    void synchronousCommitsAreNotAcknowledgedByTheOldOne() {
        Concern concern =
                Designs.of(Designs.topology("two-node-strict"), FROZEN).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.what()).contains("acknowledges none");
    }

    @Test
    void publishedSampleTakesAFrozenPatroniDownInTime() {
        assertThat(Designs.of(Designs.topology("reference"), FROZEN)).isEmpty();
        assertThat(Designs.of(Designs.topology("reference", "haproxy.timeout check=5400ms"), FROZEN))
                .isPresent();
    }

    @Test
    void aStopThatDoesNotWaitForSilentReplicasLeavesNoTwoServers() {
        String cut = "two-servers-up.cut-from-store-and-replicas";

        assertThat(Designs.of(REFERENCE, cut).orElseThrow().what()).contains("for up to 4.2s when");
        assertThat(Designs.of(Designs.scenario("primary-cut-from-etcd-and-replicas", Profile.FAST), cut))
                .isEmpty(); // nor was a window seen in 3 of 3 runs
    }

    @Test
    void whatRunsHaveSeenIsWithinWhatIsSaid() {
        Concern fast = Designs.of(Designs.scenario("switchover", Profile.FAST), SWITCHOVER)
                .orElseThrow();
        Concern hung = Designs.of(Designs.scenario("hung-check-two-servers", Profile.DEFAULT), FROZEN)
                .orElseThrow();

        assertThat(fast.what())
                .contains("UP for writes for up to 3.9s"); // 1.75 to 3.25 s in 10 runs, polled every 250 ms
        assertThat(hung.what()).contains("UP for writes for up to 28s"); // 23.0 to 27.0 s in 3 runs
    }

    /** Neither shorter intervals nor a shorter check alone is enough. */
    @Test
    void slowChecksThatHangAreCuredByBoth() {
        Design slow = REFERENCE.with(Map.of(
                "haproxy.inter", "60s",
                "haproxy.fastinter", "60s",
                "haproxy.downinter", "60s",
                "haproxy.fall", "10",
                "haproxy.timeout check", "60s"));
        Concern concern = Designs.of(slow, FROZEN).orElseThrow();

        assertThat(concern.cures()).hasSize(1);
        assertThat(concern.cures().get(0).settings()).containsKeys("haproxy.timeout check", "haproxy.fastinter");
        Designs.assertCures(slow, concern);
    }

    @Test
    void aClusterWithOneNodeHasNoSecondServer() {
        Design alone = Designs.without(REFERENCE, "pg2", "pg3");

        assertThat(Linter.judge(alone)).noneMatch(concern -> concern.rule().startsWith(ServersUp.NAME));
    }

    @Property(tries = 60)
    void curesCureAndAStepLessDoesNot(
            @ForAll @IntRange(min = 1, max = 50) int inter,
            @ForAll @IntRange(min = 1, max = 50) int fastInter,
            @ForAll @IntRange(min = 1, max = 5) int fall,
            @ForAll @IntRange(min = 1, max = 5) int rise,
            @ForAll @IntRange(min = 1, max = 200) int check) {
        Design design = REFERENCE.with(Map.of(
                "haproxy.inter", inter * 100 + "ms",
                "haproxy.fastinter", fastInter * 100 + "ms",
                "haproxy.fall", "" + fall,
                "haproxy.rise", "" + rise,
                "haproxy.timeout check", check * 100 + "ms"));
        new ServersUp().judge(design).forEach(concern -> {
            Designs.assertCures(design, concern);
            for (Cure cure : concern.cures()) {
                Designs.assertNotCured(design, concern.rule(), stepLess(design, cure));
            }
        });
    }

    /** Each length 100 ms longer, and none longer than it is now. */
    private static Map<String, String> stepLess(Design design, Cure cure) {
        HaproxyTimings now = HaproxyTimings.of(design.cluster().settings(), "write");
        Map<String, Duration> most = Map.of(
                "haproxy.inter", now.inter(),
                "haproxy.fastinter", now.fastInter(),
                "haproxy.downinter", now.downInter(),
                "haproxy.timeout check", now.check(),
                "postgresql.wal_sender_timeout", Duration.ofSeconds(60));
        Map<String, String> less = new TreeMap<>();
        cure.settings().forEach((name, value) -> {
            Duration longer = DurationText.parse(value).plusMillis(name.startsWith("postgresql") ? 1_000 : 100);
            less.put(name, Mildest.whole(longer.compareTo(most.get(name)) < 0 ? longer : most.get(name)));
        });
        return less;
    }
}
