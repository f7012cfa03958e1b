package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {
    @ParameterizedTest
    @CsvSource({
        "failovers, 0, is the number of changes of the leader lock 0?",
        "failovers, 2, is the number of changes of the leader lock at most 2?",
        "failovers, >= 1, is the number of changes of the leader lock at least 1?",
        "failovers, 1..1, is the number of changes of the leader lock exactly 1?",
        "dual_primary, never, was there never more than one writable node?",
        "dual_primary, 1ms..30s, is the longest time with two writable nodes between 1ms and 30s?",
        "rejoined, all, is every node back that was hit or lost the leader lock?",
        "stale_read, 0s, is the age of the oldest read 0?"
    })
    void questionHoldsItsLimit(String check, String limit, String question) {
        assertThat(asked(Story.begin().expect(check, limit), check)).isEqualTo(question);
    }

    @Test
    void questionNamesItsLaneAndItsStep() {
        Story story = Story.begin()
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane("write-vip", LaneKind.WRITE)
                .step("inject#1", 0, 1000)
                .expect("write_outage", Story.WRITE, "30s")
                .expect("write_outage", "45s");

        assertThat(story.findings("write_outage")
                        .map(finding -> finding.account().asked()))
                .containsExactly(
                        "is the longest write outage of lane write-haproxy at most 30s?",
                        "is the longest write outage of other lanes at most 45s?");
    }

    private static String asked(Story story, String check) {
        return story.finding(check).account().asked();
    }
}
