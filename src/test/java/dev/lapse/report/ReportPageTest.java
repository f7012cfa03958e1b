package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.check.Account;
import dev.lapse.check.Finding;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.Vantage;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
            ReportHtml.write(withLoad(), SampleRun.judgement(), logs, out);
        }
        browser = new HeadlessBrowser(chromium.get());
    }

    /** The sample run, and a client of a load beside it. */
    private static History withLoad() {
        Lane load = new Lane(
                new LaneName("load-1"),
                LaneKind.WRITE,
                Entrypoint.HAPROXY,
                Vantage.LOAD,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
        List<Event> events = new ArrayList<>(SampleRun.history().events().toList());
        events.add(new LaneOpened(SampleEvents.BEGIN, load));
        for (long seq = 0; seq < 50; seq++) {
            long at = SampleEvents.BEGIN + seq * 100_000_000;
            events.add(new Attempt(
                    load.name(),
                    seq,
                    at,
                    at,
                    at + 1_000_000,
                    Outcome.OK,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return History.of(events);
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

    @Test
    void rowsOfTheTablesAreThoseOfTheResult() throws Exception {
        JsonNode result = ResultJson.of(SampleRun.judgement());

        List<String> findings = new ArrayList<>();
        result.path("findings")
                .forEach(one -> findings.add(one.path("checker").asText() + " "
                        + one.path("measured").asText()));
        assertThat(texts(cells("#findings tbody tr", "[1, 3]"))).isEqualTo(findings);
        List<String> outages = new ArrayList<>();
        result.path("lanes")
                .forEach(lane -> lane.path("outages")
                        .forEach(one -> outages.add(String.format(
                                Locale.ROOT,
                                "%s %s %.2f s",
                                lane.path("lane").asText(),
                                one.path("step").asText(),
                                one.path("from_ms").asDouble() / 1000))));
        assertThat(texts(cells("#outages tbody tr", "[0, 1, 2]"))).containsExactlyInAnyOrderElementsOf(outages);
        List<String> faults = new ArrayList<>();
        result.path("faults")
                .forEach(one -> faults.add(String.format(
                        Locale.ROOT,
                        "%.2f s %.2f s",
                        one.path("injected_ms").asDouble() / 1000,
                        one.path("healed_ms").asDouble() / 1000)));
        assertThat(texts(cells("#faults tbody tr", "[3, 6]"))).isEqualTo(faults);
        assertThat(texts(cells("#writes tbody tr", "[0, 1]")))
                .contains(
                        "writes acknowledged "
                                + result.at("/writes/acknowledged").asText(),
                        "lost: acknowledged, and not there at the end "
                                + result.at("/writes/lost").asText(),
                        "indeterminate " + result.at("/writes/indeterminate").asText());
    }

    @Test
    void topSaysWhatWasDoneAndWhatDecided() throws Exception {
        assertThat(texts("[...document.querySelectorAll('#decided p, #told p')].map(line => line.textContent)"))
                .satisfies(lines -> {
                    assertThat(lines.get(0))
                            .isEqualTo("A PostgreSQL cluster was put through network-loss of pg1 (primary) for 49.98 s"
                                    + " while 4 test clients wrote and read every 20 ms.");
                    assertThat(lines.get(1)).startsWith("✗ FAIL, lost writes: measured 3 of 3913, limit 0.");
                    assertThat(lines).anyMatch(line -> line.startsWith("write-haproxy: "));
                });
    }

    @Test
    void settingsThatWereChangedMeanwhileAreToldOnTopAndWithTheSettings() throws Exception {
        Path changed = folder.resolve("changed.html");
        Finding proven =
                new Finding("faults_proven", Verdict.PASS, "all", "1 of 1", new Account("asked?", "seen", "yes"));
        try (Writer out = Files.newBufferedWriter(changed)) {
            ReportHtml.write(SampleRun.history(), Judgements.changed(proven), folder.resolve("none"), out);
        }

        browser.open(changed, 1200, 900);

        assertThat(texts("[...document.querySelectorAll('#decided p')].map(line => line.textContent)"))
                .contains(
                        "Settings were changed while the run went on: patroni.ttl 20, at the end 60.",
                        "The one check passed. No limit was set for what was measured.");
        assertThat(texts(cells("#settings > table tbody tr", "[0, 1, 2]"))).contains("patroni.ttl 20 60");
    }

    @Test
    void limitOfAFailureIsInWordsAndSoAreTheOtherFailures() throws Exception {
        Path failed = folder.resolve("failed.html");
        Account account = new Account("asked?", "seen", "yes");
        try (Writer out = Files.newBufferedWriter(failed)) {
            ReportHtml.write(
                    SampleRun.history(),
                    Judgements.with(
                            new Finding("write_outage", Verdict.FAIL, "predicted", "45s", account),
                            new Finding("steady_outage", Verdict.FAIL, "", "2s", account)),
                    folder.resolve("none"),
                    out);
        }

        browser.open(failed, 1200, 900);

        assertThat(browser.value("document.querySelector('.deciding').textContent")
                        .asText())
                .isEqualTo("✗ FAIL, longest write outage: measured 45s, limit: what the configuration predicts."
                        + " Also FAIL: outage before the first fault.");
    }

    @Test
    void waterfallIsACardWhereItIsNarrow() throws Exception {
        browser.open(page, 420, 900);

        assertThat(browser.value("(() => { const box = document.getElementById('seconds');"
                                + " return box.scrollWidth - box.clientWidth; })()")
                        .asInt())
                .isZero();
        assertThat(browser.value("document.querySelector('.waterfall td.time').getBoundingClientRect().width")
                        .asDouble())
                .isGreaterThan(350);
        assertThat(browser.value("document.querySelector('.waterfall tbody td:nth-child(3)').dataset.what")
                        .asText())
                .isEqualTo("took");
    }

    @Test
    void scenarioIsOnPaper() throws Exception {
        browser.value("window.addEventListener('beforeprint', () => { window.onPaper ="
                + " document.getElementById('scenario').open; }), 0");

        browser.printed();

        assertThat(browser.value("window.onPaper").asBoolean()).isTrue();
        assertThat(browser.value("document.getElementById('scenario').open").asBoolean())
                .isFalse();
    }

    /** A page of the sample whose store has no quorum from 25 to 30 s, of a fault that took 2 s to take hold. */
    private static void openTroubled() throws Exception {
        List<Event> events = new ArrayList<>(SampleRun.history().events().toList());
        events.add(new StoreSeen(25_000_000_000L, SampleRun.PG1, true, null, 2));
        events.add(new StoreSeen(30_000_000_000L, SampleRun.PG1, true, SampleRun.PG1, 3));
        events.sort(Comparator.comparingLong(Event::atNanos));
        Path troubled = folder.resolve("troubled.html");
        try (Writer out = Files.newBufferedWriter(troubled)) {
            ReportHtml.write(History.of(events), Judgements.slowFaultWithoutReadOutage(), folder.resolve("none"), out);
        }
        browser.open(troubled, 1200, 900);
    }

    @Test
    void lockAndLeaseAreNotKnownWhileTheStoreHasNoQuorum() throws Exception {
        openTroubled();

        assertThat(
                        texts(
                                "(() => { const rows = window.lapse.rows(), of = kind => rows.find(row => row.kind === kind"
                                        + " && (kind === 'lease' || row.what.label === 'leader lock'));"
                                        + " return [20000, 27000].flatMap(at => [of('band'), of('lease')]"
                                        + ".map(row => window.lapse.about(row, at).split('\\n')[1] || window.lapse.about(row, at))); })()"))
                .containsExactly(
                        "pg1",
                        "lease: 20 s of 20 s left (in whole seconds)",
                        "not known, the store has no quorum; last: pg1",
                        "lease: not known, the store has no quorum");
        assertThat(browser.value("Math.max(...window.lapse.chart.getZr().storage.getDisplayList(true)"
                                + ".filter(shape => shape.type === 'polyline' && shape.shape.points.length > 1)"
                                + ".map(shape => shape.shape.points).filter(points => points[0][0] < window.lapse.place(25000))"
                                + ".map(points => points[points.length - 1][0])) - window.lapse.place(25000)")
                        .asDouble())
                .isBetween(-10.0, 1.0);
    }

    @Test
    void slowFaultIsDrawnAndToldFromItsRequest() throws Exception {
        openTroubled();

        assertThat(browser.value("document.querySelector('#decided .done').textContent")
                        .asText())
                .contains("network-loss of pg1 (primary), asked for at 18.00 s and injected at 20.02 s, for 49.98 s");
        assertThat(texts("window.lapse.chart.getZr().storage.getDisplayList(true).map(shape => shape.style.text)"
                        + ".filter(text => /requested|injected/.test(text))"))
                .containsExactlyInAnyOrder("network-loss pg1 requested 18.00 s", "network-loss pg1 injected 20.02 s");
        assertThat(browser.value("window.lapse.faultFrom(0) - window.lapse.place(18000)")
                        .asDouble())
                .isBetween(-1.0, 1.0);
    }

    @Test
    void cardOfNoOutageSaysWhatWasSeenAndCountsWhatWasSent() throws Exception {
        openTroubled();

        long failed = 0;
        long attempts = 0;
        for (JsonNode lane :
                ResultJson.of(Judgements.slowFaultWithoutReadOutage()).path("lanes")) {
            if (lane.path("kind").asText().equals("read")) {
                failed += lane.path("failed").asLong()
                        + lane.path("indeterminate").asLong();
                attempts +=
                        lane.path("attempts").asLong() - lane.path("not_sent").asLong();
            }
        }
        assertThat(tile("longest read outage")).isEqualTo("none");
        assertThat(browser.value("[...document.querySelectorAll('.tile')].find(tile => /read/.test(tile.textContent))"
                                + ".innerText")
                        .asText()
                        .lines())
                .contains("none longer than 60 ms", failed + " of " + attempts + " attempts sent not OK");
    }

    @Test
    void limitAndWorstCaseAreLinesOnTheAxisAndInTheWaterfall() throws Exception {
        assertThat(texts("window.lapse.chart.getZr().storage.getDisplayList(true).map(shape => shape.style.text)"
                        + ".filter(text => /^(limit|predicted) /.test(text))"))
                .contains("limit 30.00 s")
                .anyMatch(text -> text.startsWith("predicted ≤ "));
        assertThat(texts("[...document.querySelector('.waterfall').tBodies[0].rows].map(row => row.cells[0].textContent"
                        + " + ' ' + row.cells[2].textContent)"))
                .contains("limit 30.00 s")
                .anyMatch(row -> row.startsWith("worst case "));
        assertThat(browser.value("document.querySelectorAll('.waterfall .limit, .waterfall .worst').length")
                        .asInt())
                .isPositive();
    }

    @Test
    void whatThePictureShowsIsInTablesToo() throws Exception {
        browser.value("document.querySelectorAll('#time-table details').forEach(one => { one.open = true; }), 0");
        // the tables are made when the boxes say that they are open, which is after this turn
        browser.value("new Promise(done => setTimeout(done))");

        List<String> rows = texts(
                "[...document.querySelectorAll('#time-table details')].map(box => box.children[0].textContent + ': '"
                        + " + [...box.querySelectorAll('tbody tr')].map(row => [...row.cells]"
                        + ".map(cell => cell.textContent).join(' ')).join('|'))");
        assertThat(rows)
                .anyMatch(box -> box.startsWith("Load: ") && box.contains("10.00 s"))
                .anyMatch(box -> box.startsWith("Lease left, of 20 s: ") && box.contains("|14.00 s 14.50 s 16 s 16 s|"))
                .anyMatch(box -> box.startsWith("States of the cluster: ")
                        && box.contains("virtual address lb1 10.00 s 92.00 s carries the address")
                        && box.contains("virtual address lb2 10.00 s 92.00 s does not carry it"));
    }

    @Test
    void settingsSayWhatWasAskedAndWhatDiffersFromTheDefaults() throws Exception {
        assertThat(texts(cells("#settings > table tbody tr", "[0, 1, 2, 3]")))
                .contains("patroni.ttl 20 20 30")
                .anyMatch(row -> row.startsWith("haproxy.inter 1s 2s"));
        assertThat(texts("[...document.querySelectorAll('#settings summary')].map(one => one.textContent)"))
                .containsExactly("Not asked for, default not recorded: 4", "At their defaults: 1");
    }

    @Test
    void versionThatRecordedIsTold() throws Exception {
        assertThat(texts(cells("#reproduce tbody tr", "[0, 1]")))
                .contains("Lapse that recorded it 0.1.0, revision 4f1c2a9d7e30");
    }

    @Test
    void recordingOfBeforeOpensToo() throws Exception {
        Path older = folder.resolve("older.html");
        try (Writer out = Files.newBufferedWriter(older)) {
            ReportHtml.write(SampleRun.history(), Judgements.older(), folder.resolve("none"), out);
        }

        browser.open(older, 1200, 900);

        assertThat(browser.console()).isEmpty();
        assertThat(texts(cells("#reproduce tbody tr", "[0, 1]"))).contains("Lapse that recorded it not recorded");
        assertThat(browser.value("document.getElementById('settings').textContent")
                        .asText())
                .contains("This recording does not tell the defaults");
    }

    /** The texts of these cells of each of these rows. */
    private static String cells(String rows, String cells) {
        return "[...document.querySelectorAll('" + rows + "')].map(row => " + cells
                + ".map(i => row.cells[i] ? row.cells[i].textContent : '').join(' '))";
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
        assertThat(browser.value("(() => { const box = document.getElementById('log-lines').getBoundingClientRect();"
                                + " return box.top >= 0 && box.bottom <= innerHeight + 1; })()")
                        .asBoolean())
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
    void enterOpensTheLogAndHomeShowsTheWholeRun() throws Exception {
        double[] whole = shown();
        browser.value("document.getElementById('chart').focus(), 0");
        browser.press("-");
        browser.press("+");
        browser.press("ArrowLeft");

        browser.press("Enter");

        assertThat(browser.value("document.getElementById('logs').open").asBoolean())
                .isTrue();
        browser.press("Home");
        assertThat(shown()).isEqualTo(whole);
    }

    @Test
    void fingersZoomAndATapOpensTheLog() throws Exception {
        browser.openForFingers(page, 1200, 900);
        double[] whole = shown();
        double[] at = centre();

        browser.touch(List.of(
                List.of(new double[] {at[0] - 40, at[1]}, new double[] {at[0] + 40, at[1]}),
                List.of(new double[] {at[0] - 100, at[1]}, new double[] {at[0] + 100, at[1]}),
                List.of(new double[] {at[0] - 200, at[1]}, new double[] {at[0] + 200, at[1]})));

        assertThat(shown()[1] - shown()[0]).isLessThan((whole[1] - whole[0]) * 0.9);
        browser.touch(List.of(List.of(at)));
        assertThat(browser.value("document.getElementById('logs').open").asBoolean())
                .isTrue();
    }

    /** Of the row of steps, with the chart in view. */
    private static double[] centre() throws Exception {
        browser.value("document.getElementById('chart').scrollIntoView(), 0");
        JsonNode at = browser.value("(() => { const box = document.getElementById('chart').getBoundingClientRect(),"
                + " row = window.lapse.rows().find(row => row.kind === 'steps');"
                + " return [box.left + box.width / 2, box.top + 24 + row.y + row.h / 2]; })()");
        return new double[] {at.path(0).asDouble(), at.path(1).asDouble()};
    }

    @Test
    void afterPrintingThePageIsAsBefore() throws Exception {
        String order = "[...document.querySelectorAll('body > section')].map(one => one.id)";
        List<String> before = texts(order);

        assertThat(browser.printed()).isPositive();

        assertThat(texts(order)).isEqualTo(before);
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void inTheDarkThePictureIsDark() throws Exception {
        String paper = "window.lapse.chart.getOption().backgroundColor";
        String light = browser.value(paper).asText();

        browser.dark();
        browser.value("new Promise(done => { const begun = Date.now(), look = () => " + paper + " !== '" + light
                + "' || Date.now() - begun > 10000 ? done() : setTimeout(look, 20); look(); })");

        assertThat(browser.value(paper).asText()).isNotEqualTo(light);
        assertThat(browser.console()).isEmpty();
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
