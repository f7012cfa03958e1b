package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of {@link SampleRun}'s result. */
class ReportsIndexTest {
    @TempDir
    private Path reports;

    private void run(String stamp, String verdict, double writeOutageMs) throws IOException {
        ObjectNode result = ResultJson.of(SampleRun.judgement());
        result.put("verdict", verdict);
        for (var lane : (ArrayNode) result.get("lanes")) {
            if (lane.get("kind").asText().equals("write")) {
                for (var outage : (ArrayNode) lane.get("outages")) {
                    ((ObjectNode) outage).put("duration_ms", writeOutageMs);
                }
            }
        }
        Path folder = Files.createDirectories(reports.resolve("primary-network-loss/" + stamp));
        Files.writeString(folder.resolve("result.json"), ResultJson.text(result));
        Files.writeString(folder.resolve("history.jsonl.gz"), "");
    }

    private String page() throws IOException {
        ReportsIndex.write(reports);
        return Files.readString(reports.resolve("index.html"));
    }

    @Test
    void listsEachRunTheNewestFirstWithItsVerdictAndItsOutage() throws IOException {
        run("20261101T100000Z", "PASS", 20_000);
        run("20261102T100000Z", "FAIL", 40_000);

        assertThat(page())
                .contains("<h1>2 runs</h1>")
                .containsSubsequence(
                        "2026-11-02 10:00:00 UTC</td><td class=\"text FAIL\">FAIL",
                        "href=\"primary-network-loss/20261102T100000Z/report.html\"",
                        "<td>40.00s</td>",
                        "2026-11-01 10:00:00 UTC</td><td class=\"text PASS\">PASS",
                        "<td>20.00s</td>");
    }

    @Test
    void theLineGoesFromTheOldestRunToTheNewestAndTheLongestIsHighest() throws IOException {
        run("20261101T100000Z", "PASS", 20_000);
        run("20261102T100000Z", "FAIL", 40_000);

        assertThat(page())
                .contains("<polyline points=\"4.0,18.0 236.0,4.0\"/>")
                .contains("<circle class=\"FAIL\" cx=\"236.0\" cy=\"4.0\"")
                .contains("0 to 40.00s");
    }

    @Test
    void aResultThatCannotBeReadIsNamedAndTheOthersAreThere() throws IOException {
        run("20261101T100000Z", "PASS", 20_000);
        run("20261102T100000Z", "PASS", 20_000);
        Files.writeString(reports.resolve("primary-network-loss/20261102T100000Z/result.json"), "{<script>");

        assertThat(page()).contains("<h1>1 run</h1>").contains("not shown: ").doesNotContain("<script>");
    }

    @Test
    void pageIsWrittenAgainOnlyWhereThereIsOne() throws IOException {
        run("20261101T100000Z", "PASS", 20_000);
        ReportsIndex.writeAgain(reports);
        assertThat(reports.resolve("index.html")).doesNotExist();
        page();
        run("20261101T100000Z", "FAIL", 20_000);

        ReportsIndex.writeAgain(reports);

        assertThat(reports.resolve("index.html")).content().contains(">FAIL<");
    }

    @Test
    void pageOfASeriesIsLinked() throws IOException {
        run("20261101T100000Z", "PASS", 20_000);
        assertThat(page()).doesNotContain("Series");
        Path series = Files.createDirectories(reports.resolve("series/20261103T100000Z"));
        Files.writeString(series.resolve("series.html"), "");

        assertThat(page())
                .containsSubsequence(
                        "<h2>Series</h2>",
                        "2026-11-03 10:00:00 UTC",
                        "href=\"series/20261103T100000Z/series.html\">series</a>");
    }
}
