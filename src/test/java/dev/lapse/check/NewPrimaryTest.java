package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.ObserverClosed;
import org.junit.jupiter.api.Test;

class NewPrimaryTest {
    /** Ten seconds in which pg1 is lost after two, and pg3 takes over after five. */
    private static Story takenOver(String named) {
        return lost(named).leader(5000, "pg3").primary(5100, "pg3", 2);
    }

    private static Story lost(String named) {
        return Story.begin()
                .expect("new_primary", named)
                .leader(0, "pg1")
                .primary(0, "pg1", 1)
                .step("inject#1", 2000, 2010)
                .leader(4000, null)
                .ended(10_000, "completed");
    }

    private static String verdict(Story story) {
        Finding finding = story.finding("new_primary");
        return finding.verdict() + " " + finding.measured();
    }

    private static String sure(Story story) {
        return story.finding("new_primary").account().sure();
    }

    @Test
    void theNodeThatTakesOverIsTheNewPrimary() {
        Finding finding = takenOver("pg3").finding("new_primary");

        assertThat(finding.verdict() + " " + finding.measured()).isEqualTo("PASS pg3 at 5.000s");
        assertThat(finding.account().asked()).isEqualTo("did pg3 take the leader lock over, and lead?");
        assertThat(finding.account().seen()).isEqualTo("the leader lock went from pg1 to pg3 at 5.000s");
    }

    @Test
    void anotherNodeFails() {
        assertThat(verdict(takenOver("pg2"))).isEqualTo("FAIL pg3 at 5.000s");
        assertThat(sure(takenOver("pg2"))).startsWith("yes, pg3 took it over");
    }

    @Test
    void theFirstChangeSinceTheInjectionCounts() {
        Story story = takenOver("pg3").leader(7000, "pg2").primary(7100, "pg2", 3);

        assertThat(verdict(story)).isEqualTo("PASS pg3 at 5.000s");
        assertThat(story.finding("new_primary").account().seen())
                .isEqualTo("the leader lock went from pg1 to pg3 at 5.000s; pg3 to pg2 at 7.000s");
    }

    @Test
    void aChangeBeforeTheInjectionDoesNotCount() {
        Story story = Story.begin()
                .expect("new_primary", "pg2")
                .leader(0, "pg1")
                .leader(1000, "pg2")
                .primary(1100, "pg2", 2)
                .step("inject#1", 2000, 2010)
                .ended(10_000, "completed");

        assertThat(verdict(story)).isEqualTo("FAIL none");
    }

    @Test
    void aLockThatNoNodeTakesFailsInACompletedRunAlone() {
        assertThat(verdict(lost("pg3"))).isEqualTo("FAIL none");
        assertThat(sure(lost("pg3"))).startsWith("yes, no node took it over");
        Story cut = Story.begin()
                .expect("new_primary", "pg3")
                .leader(0, "pg1")
                .step("inject#1", 2000, 2010)
                .ended(3000, "interrupted");
        assertThat(verdict(cut)).isEqualTo("UNKNOWN none");
    }

    @Test
    void aLeaderKeyThatWasNotWatchedToTheEndIsUnknownWhereItDidNotChangeHands() {
        ObserverClosed early = new ObserverClosed(Story.nanos(30_000), "etcd-watch", Story.nanos(6000), 2);

        assertThat(verdict(lost("pg3").step("hold#1", 2010, 30_000).add(early))).isEqualTo("UNKNOWN none");
        assertThat(verdict(takenOver("pg3").step("hold#1", 2010, 30_000).add(early)))
                .isEqualTo("PASS pg3 at 5.000s");
    }

    @Test
    void aNodeWithTheLockThatWasNotSeenToLeadIsUnknown() {
        assertThat(verdict(lost("pg3").leader(5000, "pg3"))).isEqualTo("UNKNOWN pg3 at 5.000s");
    }

    @Test
    void aNodeThatLedOnlyWhenItTookTheLockAgainIsUnknown() {
        Story story = lost("pg3")
                .leader(5000, "pg3")
                .leader(6000, "pg2")
                .primary(6100, "pg2", 2)
                .leader(8000, "pg3")
                .primary(8100, "pg3", 3);

        assertThat(verdict(story)).isEqualTo("UNKNOWN pg3 at 5.000s");
    }

    @Test
    void aPrimaryThatTheLeaderKeyNeverNamedIsUnknown() {
        assertThat(verdict(
                        lost("pg3").primary(4500, "pg2", 2).leader(5000, "pg3").primary(5100, "pg3", 3)))
                .isEqualTo("UNKNOWN pg3 at 5.000s");
    }

    @Test
    void nobodyLookedIsUnknown() {
        assertThat(verdict(Story.begin().expect("new_primary", "pg3"))).isEqualTo("UNKNOWN not observed");
    }
}
