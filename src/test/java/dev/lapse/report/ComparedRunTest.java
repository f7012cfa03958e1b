package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparedRunTest {
    @TempDir
    private Path folder;

    @Test
    void fileIsReadAsTheWholeTreeIs() throws IOException {
        ObjectNode result = ResultJson.of(Judgements.loaded());
        Files.writeString(folder.resolve("result.json"), ResultJson.text(result));
        Files.writeString(folder.resolve("history.jsonl.gz"), "");

        assertThat(ComparedRun.of(folder)).isEqualTo(ComparedRun.of(result));
    }

    @Test
    void whatOnlyTellsWhichNodeLedIsNoDifference() {
        ComparedRun fromTheStart = ComparedRun.of(led("lapse-pg1"));
        ObjectNode other = led("lapse-pg3");
        effective(other)
                .put("postgresql.primary_slot_name", "pg3")
                .put("postgresql.recovery_target", "")
                .put("postgresql.recovery_target_timeline", "latest");

        SideBySide compared = SideBySide.of(List.of(fromTheStart), List.of(ComparedRun.of(other)), 0);

        assertThat(compared.scenarios().get(0).differences()).isEmpty();
        assertThat(SideBySideText.of(compared)).contains("differs: none");
    }

    @Test
    void whatIsSetToNothingIsToldFromWhatIsNotSet() {
        ObjectNode other = led("lapse-pg1");
        effective(other).put("postgresql.archive_command", "");

        SideBySide compared =
                SideBySide.of(List.of(ComparedRun.of(led("lapse-pg1"))), List.of(ComparedRun.of(other)), 0);

        assertThat(compared.scenarios().get(0).differences())
                .containsExactly(
                        new SideBySide.SetApart("postgresql.archive_command", List.of("not set"), List.of("empty")));
    }

    @Test
    void rejoinsThatDifferByLessThanNodesAreAskedAreTheSame() {
        assertThat(rejoin(3_350, 3_490)).isEqualTo(SideBySide.Trend.SAME);
        assertThat(rejoin(3_350, 3_650)).isEqualTo(SideBySide.Trend.WORSE);
    }

    private static SideBySide.Trend rejoin(double a, double b) {
        return SideBySide.of(List.of(rejoined(a)), List.of(rejoined(b)), 0).scenarios().get(0).rows().stream()
                .filter(row -> row.name().quantity().equals("rejoin"))
                .findFirst()
                .orElseThrow()
                .change();
    }

    private static ComparedRun rejoined(double millis) {
        ObjectNode result = ResultJson.of(SampleRun.judgement());
        ObjectNode rejoin = (ObjectNode) ((ArrayNode) result.get("rejoin")).get(0);
        rejoin.put("duration_ms", millis).put("resolution_ms", 250);
        return ComparedRun.of(result);
    }

    private static ObjectNode led(String ident) {
        ObjectNode result = ResultJson.of(SampleRun.judgement());
        effective(result).put("postgresql.syslog_ident", ident);
        return result;
    }

    private static ObjectNode effective(ObjectNode result) {
        return (ObjectNode) result.at("/cluster/effective");
    }
}
