package dev.lapse.check;

import static dev.lapse.check.Expectation.Check.DUAL_PRIMARY;
import static dev.lapse.check.Expectation.Check.LOST_WRITES;
import static dev.lapse.check.Expectation.Check.REJOINED;
import static dev.lapse.check.Expectation.Check.WRITE_OUTAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.history.Expected;
import dev.lapse.scenario.KnownNames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {
    @ParameterizedTest
    @CsvSource({
        "write_outage, write-haproxy-pinned, 45s, 45s",
        "write_outage, , 0, 0s",
        "read_outage, , 10s..10.1s, 10s..10.1s",
        "lost_writes, , 0, 0",
        "lost_writes, , >= 1, >= 1",
        "dual_primary, , never, never",
        "dual_primary, , 1ms..30s, 1ms..30s",
        "dual_primary_by_clients, , >= 1ms, >= 1ms",
        "two_routed, , never, never",
        "two_vip_holders, , 1s..5s, 1s..5s",
        "rejoined, , all, all",
        "rejoined, , unchecked, unchecked",
        "timeline, , 0, 0",
        "read_outage, read-haproxy, predicted, predicted",
        "stale_read, , 1500ms, 1.5s",
        "failovers, , 1..1, 1..1"
    })
    void readsBackFromTheHistoryEqual(String check, String lane, String limit, String text) {
        Expectation expectation = Expectation.parse(check, lane, limit);
        Expected event = expectation.toEvent(7);

        assertThat(event).isEqualTo(new Expected(7, check, lane, text));
        assertThat(Expectation.parse(event)).isEqualTo(expectation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write_outage | 45 | write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked; \"45\" needs a unit, such as 45ms or 45s",
                "write_outage | 30s..1s | write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked; min must be <= max, was 30s > 1s",
                "write_degraded | predicted | write_degraded takes a duration such as 45s, {min: 1ms, max: 30s}, or unchecked; \"predicted\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s",
                "lost_writes | never | lost_writes takes a count such as 0, {min: 1}, or unchecked; \"never\" is not a whole number",
                "rejoined | 3 | rejoined takes all or unchecked; was \"3\"",
                "dual_primary | nevr | dual_primary takes never, a duration such as {min: 1ms, max: 30s}, or unchecked; \"nevr\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s; did you mean \"never\"?",
                "lost_writes | uncheked | lost_writes takes a count such as 0, {min: 1}, or unchecked; \"uncheked\" is not a whole number; did you mean \"unchecked\"?",
                "rto | 3s | unknown check \"rto\"; known: @CHECKS"
            })
    void saysWhichLimitACheckTakes(String check, String limit, String message) {
        assertThatThrownBy(() -> Expectation.parse(check, null, limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(KnownNames.in(message));
    }

    @Test
    void aCheckOfTheWholeRunNamesNoLane() {
        assertThatThrownBy(() -> Expectation.of(LOST_WRITES, "write-haproxy", Limit.atMost(0)))
                .hasMessage("lost_writes is of the whole run and names no lane, was lane write-haproxy");
    }

    @Test
    void aCheckOfTheWholeRunNamesNoStep() {
        Expectation never = Expectation.of(DUAL_PRIMARY, Limit.NEVER);

        assertThatThrownBy(() -> never.in("inject#1"))
                .hasMessage("dual_primary is of the whole run and names no step, was step inject#1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write_outage=22s | write_outage: 22s",
                "write_outage[write-haproxy]=22s | write_outage of write-haproxy: 22s",
                "write_outage[inject#2]=1s..90s | write_outage in inject#2: 1s..90s",
                "read_degraded[inject#2, r-1]=>= 1ms | read_degraded of r-1 in inject#2: >= 1ms",
                "dual_primary=unchecked | dual_primary: unchecked",
                "dual_primary_by_write=>= 1ms | dual_primary_by_write: >= 1ms",
                "two_routed=8s | two_routed: 8s",
                "lost_writes=0 | lost_writes: 0"
            })
    void readsAnExpectationOfOneWord(String word, String text) {
        assertThat(Expectation.parse(word)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write_outage | expected CHECK=LIMIT, such as write_outage=45s, write_outage[write-haproxy]=45s or write_outage[inject#1]=45s",
                "write_outage[a=45s | expected CHECK=LIMIT, such as write_outage=45s, write_outage[write-haproxy]=45s or write_outage[inject#1]=45s",
                "write_outage={min: 1s, max: 45s} | expected a maximum (45s, 0), a minimum (>= 1s), both (1s..45s) or unchecked; maps and lists are for scenario files",
                "write_outage[]=45s | expected one lane, one step or both in the brackets, was \"\"",
                "write_outage[a,b]=45s | expected one lane, one step or both in the brackets, was \"a,b\"",
                "write_outge=45s | unknown check \"write_outge\"; did you mean \"write_outage\"? known: @CHECKS",
                "lost_writes[a]=0 | lost_writes is of the whole run and names no lane, was lane a"
            })
    void refusesAWordThatIsNoExpectation(String word, String message) {
        assertThatThrownBy(() -> Expectation.parse(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(KnownNames.in(message));
    }

    @Test
    void whatIsAssumedAndWhichStepItIsOfReadBackFromTheHistory() {
        for (Expectation expectation : List.of(
                Expectation.parse("write_outage[write-vip,inject#2]=9s"),
                Expectation.parse("rejoined=all").from(Expectation.Origin.ASSUMED))) {
            assertThat(Expectation.parse(expectation.toEvent(7))).isEqualTo(expectation);
        }
    }

    @Test
    void aCountIsNoLimitOfADuration() {
        assertThatThrownBy(() -> Expectation.of(WRITE_OUTAGE, Limit.atMost(0)))
                .hasMessage(
                        "write_outage takes a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked, was the count 0");
    }

    @Test
    void anIntervalAllowsItsEnds() {
        Limit limit = Limit.between(Duration.ofSeconds(10), Duration.ofSeconds(11));

        assertThat(limit.allows(Duration.ofSeconds(10))).isTrue();
        assertThat(limit.allows(Duration.ofSeconds(11))).isTrue();
        assertThat(limit.allows(Duration.ofMillis(9999))).isFalse();
        assertThat(limit.allows(Duration.ofMillis(11001))).isFalse();
    }

    @Test
    void aMinimumDemandsTheHarm() {
        assertThat(LOST_WRITES.limit(">= 1").allows(0)).isFalse();
        assertThat(LOST_WRITES.limit(">= 1").allows(3515)).isTrue();
    }

    @Test
    void neverAllowsNoDurationButZero() {
        assertThat(DUAL_PRIMARY.limit("never").allows(Duration.ZERO)).isTrue();
        assertThat(DUAL_PRIMARY.limit("never").allows(Duration.ofNanos(1))).isFalse();
    }

    @Test
    void allAllowsNoneMissing() {
        assertThat(REJOINED.limit("all").allows(0)).isTrue();
        assertThat(REJOINED.limit("all").allows(1)).isFalse();
    }

    @Test
    void aLimitRefusesToJudgeTheOtherMeasure() {
        assertThatThrownBy(() -> Limit.atMost(Duration.ofSeconds(1)).allows(1))
                .hasMessage("limit 1s is a duration and cannot judge the count 1");
        assertThatThrownBy(() -> Limit.atMost(1).allows(Duration.ofSeconds(1)))
                .hasMessage("limit 1 is a count and cannot judge the duration 1s");
    }
}
