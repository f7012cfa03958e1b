package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Account;
import dev.lapse.check.Expectation;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.ProbeHealth;
import dev.lapse.check.Verdict;
import dev.lapse.history.Lane;
import dev.lapse.history.PoolSeen;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Account OUT = new Account(
            "is the longest write outage of any client lane at most 30s?", "longest: 22.08s", "yes, every 20ms");

    private static final Path REPORT = Path.of("reports/primary-network-loss/20261121T093000Z/report.html");

    @Test
    void aRunOfWhichNothingWasExpectedSaysSo() {
        Finding ofTheRun = new Finding("steady_before", Verdict.PASS, "", "reached", OUT);

        assertThat(Phrases.bottomLine(Judgements.with(ofTheRun, ofTheRun)))
                .isEqualTo("all 2 findings passed; nothing was expected of the cluster");
        assertThat(Phrases.bottomLine(
                        Judgements.with(ofTheRun, new Finding("write_outage", Verdict.PASS, "30s", "22.08s", OUT))))
                .isEqualTo("all 2 findings passed");
    }

    @Test
    void terminalBeginsAndEndsWithTheVerdict() {
        String[] lines = terminal().split("\n");

        assertThat(lines[0]).isEqualTo("FAIL  primary-network-loss  (fast, seed 42, 92.00s)");
        assertThat(lines[lines.length - 2]).isEqualTo("FAIL  2 of 6 findings failed: lost_writes, dual_primary");
        assertThat(lines[lines.length - 1]).isEqualTo("report  " + REPORT);
    }

    @Test
    void whatIsAssumedIsMarkedInEveryReport() {
        Judgement judgement = Judgements.with(
                new Finding(
                        "rejoined",
                        Verdict.FAIL,
                        "all",
                        "0 of 1",
                        new Account("is every node back?", "pg1 is missing", "yes, Patroni was watched"),
                        Expectation.Origin.ASSUMED),
                new Finding("write_outage", Verdict.PASS, "30s", "22.08s", OUT));

        assertThat(TerminalSummary.of(judgement, REPORT, Colour.PLAIN))
                .containsPattern("FAIL +rejoined +limit all \\(assumed\\) +0 of 1\n")
                .containsPattern("PASS +write_outage +limit 30s +22\\.08s\n");
        assertThat(SummaryMarkdown.of(judgement)).contains("| rejoined | all (assumed) | 0 of 1<br>");
        assertThat(FailureMessage.of(Verdict.PASS, judgement, REPORT))
                .contains("FAIL  rejoined, limit all (assumed), measured 0 of 1\n"
                        + "  asked: is every node back?\n"
                        + "  seen: pg1 is missing\n"
                        + "  sure: yes");
        assertThat(ResultJson.of(judgement).at("/findings"))
                .extracting(finding -> finding.get("assumed").booleanValue())
                .containsExactly(true, false);
    }

    @Test
    void aJudgementByOtherLimitsSaysSoInItsHeadAtItsFindingsAndAtItsEnd() {
        Judgement judgement = Judgements.with(
                new Finding("write_outage", Verdict.FAIL, "22s", "22.08s", OUT, Expectation.Origin.OVERRIDDEN));

        String text = TerminalSummary.overridden(
                judgement, List.of("write_outage: 22s; recorded was write_outage: 45s"), REPORT, Colour.PLAIN);

        assertThat(text.lines().limit(3).toList())
                .containsExactly(
                        "FAIL (overridden)  primary-network-loss  (fast, seed 42, 92.00s)",
                        "",
                        "overridden    write_outage: 22s; recorded was write_outage: 45s");
        assertThat(text)
                .containsPattern("FAIL +write_outage +limit 22s \\(overridden\\) +22\\.08s\n")
                .contains("\nFAIL (overridden)  1 of 1 findings failed: write_outage\n")
                .endsWith("report  " + REPORT + "  (not written: it keeps the verdict by its own limits)\n");
    }

    @Test
    void terminalStaysWithinItsWidth() {
        assertThat(terminal().lines()).allMatch(line -> line.length() <= TerminalSummary.WIDTH);
        assertThat(TerminalSummary.of(Judgements.censored(), REPORT, Colour.PLAIN)
                        .lines())
                .allMatch(line -> line.length() <= TerminalSummary.WIDTH);
    }

    @Test
    void whatAFindingMeasuredIsNotCutInTheTerminal() {
        String measured = "35.32s (at least 35.28s, lane write-haproxy, every 20ms); predicted 33.08s to 36.94s, 1.895s"
                + " after a renewal of the lease";
        String text = TerminalSummary.of(
                Judgements.with(new Finding("write_outage", Verdict.PASS, "predicted", measured, OUT)),
                REPORT,
                Colour.PLAIN);

        assertThat(text.replaceAll("\\s+", " ")).contains("limit predicted " + measured);
        assertThat(text.lines()).allMatch(line -> line.length() <= TerminalSummary.WIDTH);
    }

    @Test
    void terminalPrintsEveryOutageWithWhatItsAttemptsProveAndItsPeriod() {
        assertThat(terminal())
                .containsPattern("write-haproxy +22\\.08s +22\\.04s +inject#1 +1 .* 20ms")
                .containsPattern("read-haproxy +none +- +- +0 +50% of 3\\.04s");
    }

    @Test
    void terminalInventsNoNumberForAnOpenOutage() {
        String text = TerminalSummary.of(Judgements.censored(), REPORT, Colour.PLAIN);

        assertThat(text)
                .contains("still open ?")
                .contains("NOT PROVEN")
                .contains("not healed")
                .contains("no final read, so lost is not known")
                .contains("not observed")
                .contains("pg1 did not come back")
                .doesNotContain("71.00s");
    }

    @Test
    void theLoadIsALineWithItsShortfallAndItsCost() {
        String line = "8 clients, 500/s asked, 460.1/s sent; shortfall 8.0%: 7.6% while the cluster was out,"
                + " 0.4% else; 40500 OK, 900 failed, 8 indeterminate; a write took 1.90ms (p99 6.10ms) before the first fault; its clients took"
                + " 7.0% of one CPU of this machine";

        assertThat(Phrases.load(Judgements.loaded().measurements().load().orElseThrow()))
                .isEqualTo(line);
        assertThat(SummaryMarkdown.of(Judgements.loaded())).contains("\n- **Load** " + line + "\n");
        assertThat(TerminalSummary.of(Judgements.loaded(), REPORT, Colour.PLAIN))
                .contains("\nload          8 clients, 500/s asked, 460.1/s sent; shortfall");
    }

    @Test
    void laneThatNeverWasOkIsNotSaidToHaveNoOutage() {
        Judgement never = Judgements.neverOk();

        assertThat(TerminalSummary.of(never, REPORT, Colour.PLAIN)).containsPattern("write-haproxy +never OK +- +- +0");
        assertThat(SummaryMarkdown.of(never)).contains("| write-haproxy | never OK |");
    }

    @Test
    void terminalHasColourOnlyWhenAsked() {
        assertThat(terminal()).doesNotContain("\u001b");
        assertThat(TerminalSummary.of(SampleRun.judgement(), REPORT, Colour.ANSI))
                .startsWith("\u001b[1;31mFAIL\u001b[0m")
                .contains("\u001b[1;32mPASS\u001b[0m");
    }

    @Test
    void terminalOfARunThatNeverBeganStillSaysSo() {
        assertThat(TerminalSummary.of(Judgements.empty(), REPORT, Colour.PLAIN))
                .startsWith("UNKNOWN  primary-network-loss")
                .contains("nothing was judged");
    }

    @Test
    void markdownHasFindingsLanesAndEvidence() {
        assertThat(SummaryMarkdown.of(SampleRun.judgement()))
                .startsWith("## ❌ primary-network-loss\n")
                .contains("| ✅ PASS | write\\_outage | 30s | 22.79s (at least 22.74s) |")
                .contains("| write-haproxy | 22.08s | 22.04s | inject#1 | 1 |")
                .contains("<br>Seen by hand elsewhere, not expected here: 20 to 30 s by hand\n")
                .contains("proven 310ms later: eth0 state DOWN")
                .contains("- **Rejoin** pg1 in 9.32s by pg\\_rewind");
    }

    @Test
    void markdownKeepsTextFromBecomingMarkup() {
        assertThat(SummaryMarkdown.of(Judgements.censored())).contains("a &lt;b>write&lt;/b> \\| outage");
    }

    @Test
    void poolIsCountedAlsoWhereItHasNoSettings() {
        Lane lane = SampleRun.judgement().measurements().lanes().get(0).lane();
        LaneMeasure plain = measure(lane, Optional.empty());
        LaneMeasure pool = measure(lane, Optional.of(new PoolSeen(1, lane.name(), 12, 10, 3)));

        assertThat(Phrases.clients(List.of(plain, pool)))
                .containsExactly("write-haproxy: connections: 12 opened, 10 evicted, 3 timeouts");
    }

    @Test
    void wayBackThatFailedIsShown() {
        String failed = "pg1 failed: requested WAL segment 000000010000000000000003 has already been removed";

        assertThat(TerminalSummary.of(Judgements.censored(), REPORT, Colour.PLAIN))
                .contains(failed);
        assertThat(SummaryMarkdown.of(Judgements.censored())).contains("- **Rejoin** " + failed);
    }

    @Test
    void writabilityThatEndedBeforeHealingIsShown() {
        assertThat(terminal()).containsPattern("last writable +pg1 until 21\\.04s after the first fault");
        assertThat(SummaryMarkdown.of(SampleRun.judgement()))
                .contains("- **Last writable** pg1 until 21.04s after the first fault");
    }

    @Test
    void longestOutageOfEachKindOfLaneIsExplainedAndALongOneHasItsPhases() {
        assertThat(terminal())
                .contains("\n"
                        + "explained     write-haproxy, 22.08s from 20.00s, failover\n"
                        + "              Writes stopped for 22.1 s: 18.6 s the lease, 0.5 s the race, 1.3 s the"
                        + " promotion,\n"
                        + "              1.4 to 1.8 s the balancer. The configuration")
                .contains("\nexplained     read-pinned, 1.42s from 20.00s, replica\n")
                .containsPattern(
                        "detect +18\\.60s +30ms +leader key deleted \\(etcd watch\\) +18\\.50s to 19\\.00s +WITHIN\n")
                .containsPattern(
                        "elect +550ms +2ms +leader key put by pg2 \\(etcd watch\\) +100ms to 250ms +ABOVE by 300ms\n")
                .containsPattern("all +22\\.08s +40ms +19\\.20s to 25\\.30s +WITHIN\n");
    }

    @Test
    void markdownExplainsOutagesThatAnExpectationBinds() {
        assertThat(SummaryMarkdown.of(SampleRun.judgement()))
                .contains("**write-haproxy, 22.08s from 20.00s, failover**: Writes stopped for 22.1 s: ")
                .contains("| detect | 18.60s | 30ms | leader key deleted (etcd watch) | 18.50s to 19.00s | WITHIN |\n");
        Judgement withoutOutages = Judgements.with(new Finding("lost_writes", Verdict.FAIL, "0", "3", OUT));
        assertThat(SummaryMarkdown.of(withoutOutages)).doesNotContain("| detect |");
    }

    @Test
    void failureOfAnOutageIsExplained() {
        Judgement late = Judgements.with(new Finding("write_outage", Verdict.FAIL, "20s", "22.08s", OUT));

        assertThat(FailureMessage.of(Verdict.PASS, late, REPORT))
                .contains("  sure: yes, every 20ms\n  why: Writes stopped for 22.1 s: 18.6 s the lease, ");
    }

    @Test
    void lostRowsAreToldByClassFirstAndLastAndWhereTheyWereFound() {
        String text =
                TerminalSummary.of(SampleRun.judgement(), REPORT, Colour.PLAIN).replaceAll("\\s+", " ");

        assertThat(text)
                .contains(
                        " lost 3 loss at failover; 1234 bytes of WAL, acknowledged within 40ms",
                        "first: row 997 of write-haproxy at 19.96s (2026-11-21T09:30:19.960Z), by pg1 on timeline 1",
                        "last: row 999 of write-haproxy at 20.00s",
                        "1 of 3 had been read; the others are not known to be read",
                        "each row is in lost.jsonl",
                        " deposed pg1, timeline 1: 4 rows of lanes that the survivor lacks, with all 3 lost ones"
                                + " (pg_rewind copy)");
        assertThat(SummaryMarkdown.of(SampleRun.judgement()))
                .contains("with all 3 lost ones (pg\\_rewind copy)\n", "  - first: row 997 of write-haproxy");
    }

    @Test
    void wallClockOfARowIsToTheMillisecond() {
        assertThat(LostPhrases.wallClock(Instant.parse("2026-11-21T09:30:00.000600544Z"), 19_960_500_000L))
                .hasToString("2026-11-21T09:30:19.961Z");
    }

    @Test
    void lostRowsAreNotKnownWhereTheirFindingIsUnknown() {
        Judgement unknown = Judgements.with(new Finding("lost_writes", Verdict.UNKNOWN, "0", "0 of 3913", OUT));

        assertThat(TerminalSummary.of(unknown, REPORT, Colour.PLAIN).replaceAll("\\s+", " "))
                .contains("Whether acknowledged rows were lost is not known.")
                .doesNotContain("rows were lost. ");
    }

    private static LaneMeasure measure(Lane lane, Optional<PoolSeen> pool) {
        return new LaneMeasure(
                lane,
                Duration.ofMillis(60),
                0,
                0,
                0,
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                pool,
                new ProbeHealth(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of());
    }

    private static String terminal() {
        return TerminalSummary.of(SampleRun.judgement(), REPORT, Colour.PLAIN);
    }

    @Test
    void settingInASentenceIsCodeInMarkdown() {
        assertThat(SummaryMarkdown.prose("With `failsafe_mode: on` a_b is"))
                .isEqualTo("With `failsafe_mode: on` a\\_b is");
        assertThat(SummaryMarkdown.prose("one ` alone")).isEqualTo("one \\` alone");
    }
}
