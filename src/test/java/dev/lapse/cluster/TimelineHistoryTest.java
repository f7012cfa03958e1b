package dev.lapse.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineHistoryTest {
    @Test
    void aFileOfPostgresqlTellsWhereEachAncestorWasLeft() {
        TimelineHistory history = TimelineHistory.parse(
                new Timeline(3),
                "1\t0/5000148\tno recovery target specified\n\n# a comment\n2\t1/A0\tbefore 2026-11-29 03:41:22+00\n");

        assertThat(history.leftAt(new Timeline(1))).contains(Lsn.parse("0/5000148"));
        assertThat(history.leftAt(new Timeline(2))).contains(Lsn.parse("1/A0"));
        assertThat(history.leftAt(new Timeline(3))).isEmpty();
    }
}
