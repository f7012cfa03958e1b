package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page as a reader has it, in a headless Chromium. Where there is none the test is skipped and says so; with
 * {@code -Dlapse.chromium=required} it fails.
 */
class ReportPageTest {
    private static final String SCRIPT =
            "<script>window.ran = 1</script><img src=x onerror=\"window.ran = 1\"> {bad|text} </script>";

    @TempDir
    static Path folder;

    private static HeadlessBrowser browser;
    private static Path page;

    @BeforeAll
    static void writePage() throws Exception {
        Optional<Path> chromium = HeadlessBrowser.find();
        if (chromium.isEmpty()) {
            String none = "no Chromium in PATH: the page of the report was not looked at in a browser";
            if (System.getProperty("lapse.chromium", "").equals("required")) {
                fail(none);
            }
            System.err.println("ReportPageTest is skipped: " + none);
            abort(none);
        }
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(
                logs.resolve("pg1.patroni.log"),
                stamped(19, "INFO: I am (pg1), the leader with the lock") + stamped(21, SCRIPT));
        Files.writeString(
                logs.resolve("pg2.patroni.log"),
                stamped(39, "INFO: promoted self to leader by acquiring session lock") + "\tits second line\n"
                        + stamped(80, "INFO: no action"));
        page = folder.resolve("report.html");
        try (Writer out = Files.newBufferedWriter(page)) {
            ReportHtml.write(SampleRun.history(), SampleRun.judgement(), logs, out);
        }
        browser = new HeadlessBrowser(chromium.get());
    }

    /** A line of Patroni, so many seconds after the run began. */
    private static String stamped(int second, String text) {
        Instant at = SampleRun.judgement().run().startedAt().plusSeconds(second);
        return at.toString().substring(0, 19).replace('T', ' ') + ",000 " + text + "\n";
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.open(page, 1200, 900);
    }

    @Test
    void consoleStaysEmptyAndNothingIsFetched() throws Exception {
        browser.value("document.querySelectorAll('details').forEach(one => { one.open = true; }), 0");
        browser.click(600, 500);

        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).hasSize(1);
    }

    @Test
    void numbersAreThoseOfTheResult() throws Exception {
        JsonNode result = ResultJson.of(SampleRun.judgement());

        assertThat(browser.value("document.querySelector('.verdict').textContent")
                        .asText())
                .endsWith(result.path("verdict").asText());
        assertThat(tile("lost writes")).isEqualTo(result.at("/writes/lost").asText());
        double worst = 0;
        List<String> lanes = new ArrayList<>();
        for (JsonNode lane : result.path("lanes")) {
            for (JsonNode outage : lane.path("outages")) {
                worst = lane.path("kind").asText().equals("write")
                        ? Math.max(worst, outage.path("duration_ms").asDouble())
                        : worst;
            }
            lanes.add(String.join(
                    " ",
                    lane.path("lane").asText(),
                    lane.path("attempts").asText(),
                    lane.path("ok").asText(),
                    lane.path("failed").asText(),
                    lane.path("indeterminate").asText(),
                    lane.path("not_sent").asText()));
        }
        assertThat(tile("longest write outage")).isEqualTo(String.format(Locale.ROOT, "%.2f s", worst / 1000));
        assertThat(texts("[...document.querySelectorAll('#lanes tbody tr')].map(row => [0, 6, 7, 8, 9, 10]"
                        + ".map(i => row.cells[i].textContent).join(' '))"))
                .containsAll(lanes);
    }

    private static String tile(String what) throws Exception {
        return browser.value(
                        "[...document.querySelectorAll('.tile')].find(tile => tile.querySelector('.what').textContent === '"
                                + what + "').querySelector('.number').textContent")
                .asText();
    }

    private static List<String> texts(String expression) throws Exception {
        List<String> texts = new ArrayList<>();
        browser.value(expression).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static double[] shown() throws Exception {
        JsonNode shown = browser.value("window.lapse.shown()");
        return new double[] {shown.path(0).asDouble(), shown.path(1).asDouble()};
    }

    /** Clicks on the axis at this time, in the row of this kind. */
    private static void clickAt(double ms, String kind) throws Exception {
        browser.value("document.getElementById('chart').scrollIntoView(), 0");
        JsonNode at = browser.value("(() => { const box = document.getElementById('chart').getBoundingClientRect(),"
                + " row = window.lapse.rows().find(row => row.kind === '" + kind + "');"
                + " return [box.left + window.lapse.place(" + ms + "), box.top + 24 + row.y + row.h / 2]; })()");
        browser.click(at.path(0).asDouble(), at.path(1).asDouble());
    }

    @Test
    void clickZoomsAndOpensTheLogAtThatTime() throws Exception {
        double[] before = shown();

        clickAt(39_000, "steps");

        double[] after = shown();
        assertThat(after[1] - after[0]).isLessThan((before[1] - before[0]) / 2);
        assertThat(after[0]).isLessThan(39_000);
        assertThat(after[1]).isGreaterThan(39_000);
        assertThat(browser.value("document.getElementById('logs').open").asBoolean())
                .isTrue();
        assertThat(browser.value("document.querySelector('.log-here').textContent")
                        .asText())
                .contains("promoted self to leader");
    }

    @Test
    void clickOnAnOutageShowsAllOfIt() throws Exception {
        clickAt(30_000, "lane");

        double[] after = shown();
        assertThat(after[0]).isBetween(10_000.0, 20_000.0);
        assertThat(after[1]).isBetween(42_000.0, 55_000.0);
    }

    @Test
    void keysAndButtonsZoomMoveAndReset() throws Exception {
        double[] whole = shown();
        browser.value("document.getElementById('chart').focus(), 0");

        browser.press("+");
        double[] zoomed = shown();
        browser.press("ArrowRight");
        double[] moved = shown();
        browser.value("document.getElementById('reset').click(), 0");

        assertThat(zoomed[1] - zoomed[0]).isLessThan((whole[1] - whole[0]) * 0.6);
        assertThat(moved[0]).isGreaterThan(zoomed[0]);
        assertThat(shown()).isEqualTo(whole);
    }

    @Test
    void searchFindsALine() throws Exception {
        browser.value("document.getElementById('logs').open = true, 0");
        browser.value("(() => { const search = document.getElementById('log-search'); search.value = 'ACQUIRING';"
                + " search.dispatchEvent(new Event('input')); })(), 0");

        assertThat(texts("[...document.querySelectorAll('.log-text')].map(line => line.textContent)"))
                .singleElement()
                .asString()
                .contains("acquiring session lock");
        assertThat(browser.value("document.getElementById('log-count').textContent")
                        .asText())
                .isEqualTo("1 of 5 lines");
    }

    @Test
    void scriptInALogLineStaysText() throws Exception {
        clickAt(21_000, "steps");

        assertThat(texts("[...document.querySelectorAll('.log-text')].map(line => line.textContent)"))
                .anyMatch(line -> line.endsWith(SCRIPT));
        assertThat(browser.value("typeof window.ran").asText()).isEqualTo("undefined");
        assertThat(browser.value("document.querySelectorAll('#logs img').length")
                        .asInt())
                .isZero();
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void lostRowsAreListedByNumberAndTime() throws Exception {
        assertThat(texts("[...document.querySelectorAll('#lost-rows table')[0].tBodies[0].rows]"
                        + ".map(row => [0, 1, 2, 5].map(i => row.cells[i].textContent).join(' '))"))
                .hasSize(3)
                .contains("998 write-haproxy 19.98 s loss at failover");
    }

    @Test
    void hoverTellsWhatIsThere() throws Exception {
        browser.value("document.getElementById('chart').scrollIntoView(), 0");
        JsonNode told =
                browser.value("window.lapse.about(window.lapse.rows().find(row => row.kind === 'lane'), 30000)");

        assertThat(told.asText()).contains("write-haproxy").contains("outage 22.08 s");
    }

    @Test
    void narrowPageNeedsNoScrollingSideways() throws Exception {
        browser.open(page, 420, 900);

        assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(420);
        assertThat(browser.console()).isEmpty();
    }
}
