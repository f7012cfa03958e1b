package dev.lapse.junit;

import static dev.lapse.junit.LapseAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.check.Verdict;
import dev.lapse.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunResultAssertTest {
    @TempDir
    Path reports;

    private RunResult result;

    @BeforeEach
    void run() throws IOException {
        result = FinishedRun.expecting(reports, "5s");
    }

    @Test
    void whatHoldsGoesOn() {
        assertThat(result)
                .passed()
                .hasVerdict(Verdict.PASS)
                .readOutageAtMost(Duration.ofSeconds(4))
                .outageAtMost("read-haproxy", Duration.ofSeconds(4));
    }

    @Test
    void outageAboveTheLimitFailsWithTheNumbersAndTheReport() {
        assertThatThrownBy(() -> assertThat(result).readOutageAtMost(Duration.ofSeconds(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected read_outage: 2s, was FAIL, 3.020s")
                .hasMessageContaining(result.report().toString());
    }

    @Test
    void whatCannotBeKnownFails() {
        assertThatThrownBy(() -> assertThat(result).writeOutageAtMost(Duration.ofSeconds(2)))
                .hasMessageContaining("was UNKNOWN");
    }

    @Test
    void unknownLaneIsNamedWithThoseThatAreThere() {
        assertThatThrownBy(() -> assertThat(result).outageAtMost("read-vip", Duration.ofSeconds(2)))
                .hasMessage("expected a client lane read-vip, the run had [read-haproxy]");
    }

    @Test
    void otherVerdictFailsWithTheReport() {
        assertThatThrownBy(() -> assertThat(result).hasVerdict(Verdict.FAIL))
                .hasMessageContaining("expected FAIL, was PASS")
                .hasMessageContaining(result.report().toString());
    }
}
