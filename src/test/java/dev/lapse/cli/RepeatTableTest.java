package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.junit.FinishedRun;
import dev.lapse.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatTableTest {
    @TempDir
    private Path reports;

    private RunResult outUntil(int seconds) throws IOException {
        return FinishedRun.outUntil(reports, seconds);
    }

    @Test
    void outageThatWasStillOpenHasNoLengthAndIsNoZero() throws IOException {
        String table = RepeatTable.of(List.of(outUntil(13), outUntil(20)));

        assertThat(table)
                .containsPattern("read-haproxy longest outage s +1 +3\\.020 +3\\.020 +3\\.020\n")
                .containsPattern("read-haproxy at least s +1 +2\\.")
                .containsPattern("read-haproxy outages +2 +1\\.000")
                .contains("1 outages were still open when their run ended and have no length");
    }

    @Test
    void laneWithoutAnOutageCountsAsZero() throws IOException {
        assertThat(RepeatTable.of(List.of(outUntil(13), outUntil(10))))
                .containsPattern("read-haproxy longest outage s +2 +0\\.000 +1\\.510 +3\\.020\n");
    }
}
