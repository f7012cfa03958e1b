package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.CopiedAside;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyNoteTest {
    private static final NodeName PG1 = new NodeName("pg1");

    @Test
    void notesAreReadInTheOrderOfTime() {
        List<CopyNote> notes = CopyNote.parse("number=10\noccasion=pg_rewind\noutcome=too-many\nbytes=0\nms=3\n"
                + "timeline=2\ndetail=4 copies are there already\nnumber=2\noccasion=start\noutcome=copied\n"
                + "bytes=95000000\nms=83\ntimeline=1\ndetail=\n");

        assertThat(notes.stream().map(note -> note.event(7, PG1)))
                .containsExactly(
                        new CopiedAside(7, PG1, "start", true, 83, 95_000_000L, new Timeline(1), ""),
                        new CopiedAside(
                                7, PG1, "pg_rewind", false, 3, 0, new Timeline(2), "4 copies are there already"));
    }

    @Test
    void copyWithoutANoteWasCutShort() {
        assertThat(CopyNote.parse("number=1\n").get(0).event(7, PG1))
                .isEqualTo(new CopiedAside(7, PG1, "pg_rewind", false, 0, 0, null, "the copying was cut short"));
    }

    @Test
    void nothingCopiedIsNoNote() {
        assertThat(CopyNote.parse("")).isEmpty();
    }
}
