package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Account;
import dev.lapse.check.Expectation.Check;
import dev.lapse.check.Finding;
import dev.lapse.check.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhatWouldChangeTest {
    private final WhatWouldChange change = new WhatWouldChange(
            List.of(new MeasuredLimits.Offer(Check.WRITE_OUTAGE, Optional.of("27s"), "22.66s (at least 22.60s)")));

    private String of(String checker, Verdict verdict, String limit, String measured) {
        return change.sentence(
                new Finding(checker, verdict, limit, measured, new Account("asked?", "seen", "no, pg2 was not asked")));
    }

    @Test
    void passedLimitFailsBelowWhatWasMeasured() {
        assertThat(of("write_outage", Verdict.PASS, "30s in inject#1", "22.66s (at least 22.60s)"))
                .isEqualTo("a limit under 22.66s would fail it");
        assertThat(of("write_outage", Verdict.PASS, ">= 1s", "22.66s (at least 22.60s)"))
                .isEqualTo("a minimum above 22.66s would fail it");
        assertThat(of("lost_writes", Verdict.PASS, "0", "0 of 2120 acknowledged"))
                .isEqualTo("a single one would fail it");
        assertThat(of("lost_writes", Verdict.PASS, "25", "0 of 2120 acknowledged"))
                .isEqualTo("more than 25 would fail it");
        assertThat(of("read_outage", Verdict.PASS, "15s", "none longer than 955ms (2 lanes)"))
                .isEqualTo("one longer than 15s would fail it");
        assertThat(of("failovers", Verdict.PASS, "1..1", "1")).isEqualTo("anything outside 1..1 would fail it");
        assertThat(of("new_primary", Verdict.PASS, "pg3", "pg3 at 9.1s")).isEqualTo("another node would fail it");
    }

    @Test
    void failedLimitNamesTheOneThatPassesAndTheWayToKeepIt() {
        assertThat(of("write_outage", Verdict.FAIL, "20s", "22.66s (at least 22.60s)"))
                .isEqualTo("a limit of 27s would pass it; which settings keep it:"
                        + " ./lapse predict scenario.yaml --write-outage 20s");
    }

    @Test
    void unknownNeedsWhatWasNotSeen() {
        assertThat(of("dual_primary", Verdict.UNKNOWN, "never", "not observed"))
                .isEqualTo("an answer needs what was not seen: no, pg2 was not asked");
    }

    @Test
    void findingWithoutAnExpectationSaysWhyItFailedAndNothingElse() {
        assertThat(of("faults_proven", Verdict.PASS, "all", "9 of 9")).isEmpty();
        assertThat(of("faults_proven", Verdict.FAIL, "all", "8 of 9")).isEqualTo("no, pg2 was not asked");
    }
}
