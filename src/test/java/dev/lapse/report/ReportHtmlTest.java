package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.check.Judgement;
import dev.lapse.history.Attempt;
import dev.lapse.history.History;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {
    @Test
    void pageFetchesNothing() throws IOException {
        String page = page("report-sample.html", SampleRun.history(), SampleRun.judgement());

        String drawing = "<script>\n" + new String(echarts().readAllBytes(), StandardCharsets.UTF_8) + "\n</script>";
        assertThat(page).contains("default-src 'none'").contains(drawing);
        assertThat(page.replace(drawing, "")).doesNotContainPattern("(src|href)=|@import|url\\(|https?://");
    }

    /** The page carries it, so its licence is beside it in the jar. */
    @Test
    void licenceOfTheDrawingIsInTheJar() throws IOException {
        assertThat(new String(echarts().readNBytes(2000), StandardCharsets.UTF_8))
                .contains("Apache");
        assertThat(ReportHtml.class.getResource("echarts/LICENSE")).isNotNull();
        assertThat(ReportHtml.class.getResource("echarts/NOTICE")).isNotNull();
    }

    private static InputStream echarts() {
        return ReportHtml.class.getResourceAsStream("echarts/echarts.min.js");
    }

    @Test
    void pageCarriesResultAndEveryClientAttempt() throws IOException {
        JsonNode data = data(page("report-sample.html", SampleRun.history(), SampleRun.judgement()));

        assertThat(data.path("result").path("verdict").asText()).isEqualTo("FAIL");
        JsonNode lane = data.path("picture").path("lanes").path(0);
        long attempts = SampleRun.history()
                .of(Attempt.class)
                .filter(attempt -> attempt.lane().value().equals("write-haproxy"))
                .count();
        assertThat(lane.path("name").asText()).isEqualTo("write-haproxy");
        assertThat(lane.path("t")).hasSize((int) attempts);
        assertThat(lane.path("d")).hasSize((int) attempts);
        assertThat(lane.path("o").asText()).hasSize((int) attempts).containsPattern("^O+I+F");
        assertThat(lane.path("e").asText().split(",")).hasSize((int)
                lane.path("o").asText().chars().filter(c -> c != 'O').count());
    }

    @Test
    void stateLanesBecomeBandsThatChangeOnlyWhenTheAnswerDoes() throws IOException {
        JsonNode bands = data(page("report-sample.html", SampleRun.history(), SampleRun.judgement()))
                .path("picture")
                .path("bands");

        JsonNode band = null;
        for (JsonNode candidate : bands) {
            if (candidate.path("group").asText().equals("pg2")
                    && candidate.path("label").asText().equals("writable?")) {
                band = candidate;
            }
        }
        assertThat(band).isNotNull();
        assertThat(band.path("states")).hasSize(3);
        assertThat(band.path("states").path(2).path(2).asText()).isEqualTo("writable, timeline 2");
    }

    @Test
    void textInTheDataCannotLeaveItsElement() throws IOException {
        String page = page("report-sample.html", SampleRun.history(), SampleRun.judgement());

        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(data(page).path("scenario").asText()).contains("</script><!-- stays text");
    }

    @Test
    void laneThatNeverWasOkSaysSoInsteadOfNoOutage() throws IOException {
        String page = page("report-never-ok.html", History.of(List.of()), Judgements.neverOk());

        assertThat(page).contains("'Never OK: '").contains("tile(what, 'never OK'");
        assertThat(data(page).path("result").path("lanes").path(0).path("ok").asLong(-1))
                .isZero();
    }

    @Test
    void emptyHistoryGivesAPage() throws IOException {
        JsonNode picture = data(page("report-empty.html", History.of(List.of()), Judgements.empty()))
                .path("picture");

        assertThat(picture.path("lanes")).isEmpty();
        assertThat(picture.path("end").asLong()).isZero();
    }

    @Test
    void historyThatBreaksOffGivesAPageWithWhatThereIs() throws IOException {
        History whole = SampleRun.history();
        History broken = () -> whole.events().skip(20).filter(event -> event.atNanos() < 31_000_000_000L);

        JsonNode picture = data(page("report-broken-off.html", broken, Judgements.censored()))
                .path("picture");

        assertThat(picture.path("lanes")).hasSize(4);
        assertThat(picture.path("end").asLong()).isBetween(3_090_000L, 3_100_000L);
    }

    @Test
    void nodeThatDoesNotSayItsRoleIsNotShownAsPrimary() throws IOException {
        History history = History.of(
                List.of(new PatroniSeen(1_000_000, SampleRun.PG1, PatroniState.RUNNING, null, null, null, List.of())));

        JsonNode band = data(page("report-role.html", history, Judgements.empty()))
                .path("picture")
                .path("bands")
                .path(0);

        assertThat(band.path("states").path(0).path(1).asInt()).isEqualTo(Band.Tone.CHANGING.ordinal());
    }

    @Test
    void nodeThatAnswersNotNowIsDrawnAsAnswering() throws IOException {
        History history = History.of(SampleRun.history()
                .events()
                .filter(event -> event instanceof LaneOpened
                        || event instanceof Attempt attempt && "57P03".equals(attempt.sqlState()))
                .toList());

        List<String> said = new ArrayList<>();
        List<Integer> tones = new ArrayList<>();
        for (JsonNode band : data(page("report-not-now.html", history, Judgements.empty()))
                .path("picture")
                .path("bands")) {
            band.path("states").forEach(state -> {
                said.add(state.path(2).asText());
                tones.add(state.path(1).asInt());
            });
        }

        assertThat(said).contains("answers: not now (57P03)").doesNotContain("no answer");
        assertThat(tones).contains(Band.Tone.CHANGING.ordinal());
    }

    /** Also leaves the page in target/ for people to look at. */
    private static String page(String file, History history, Judgement judgement) throws IOException {
        StringWriter out = new StringWriter();
        ReportHtml.write(history, judgement, Path.of("target", "no-logs"), out);
        Files.writeString(Path.of("target", file), out.toString());
        return out.toString();
    }

    private static JsonNode data(String page) throws IOException {
        String marker = "id=\"data\">";
        int from = page.indexOf(marker) + marker.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }
}
