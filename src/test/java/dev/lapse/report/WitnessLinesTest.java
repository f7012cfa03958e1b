package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.check.DualPrimary;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessLinesTest {
    private static final DualPrimary DUAL =
            new DualPrimary(true, List.of(), List.of(), List.of(), SampleRun.witnesses());

    @Test
    void eachWitnessHasALineThatSaysWhatItSawAndHowFinely() {
        assertThat(new WitnessLines(DUAL, List.of()).lines())
                .containsExactly(
                        "state: pg1 and pg2 for at least 1.85s from 40.40s; asked every 50ms",
                        "write: not observed: no lane asks a node to take a write",
                        "clients: none seen at haproxy, vip; 2 late: asked for before the newer timeline's first"
                                + " acknowledgement, and acknowledged after it; written every 20ms",
                        "routers: pg1 and pg2 at lb1 for 5.75s (at least 5.50s) from 40.40s; looked every 250ms;"
                                + " not observed all the time: lb2 did not answer for 6.000s from 3.000s",
                        "vip: none seen; lb1 and lb2 not told apart at 40.40s; known to 500ms, by the logs");
    }

    @Test
    void whoDidNotLookHasNoNumber() {
        JsonNode witnesses = ResultJson.of(SampleRun.judgement()).at("/dual_primary/witnesses");

        assertThat(witnesses.at("/1/looked").booleanValue()).isFalse();
        assertThat(witnesses.at("/1/duration_ms").isNull()).isTrue();
        assertThat(witnesses.at("/1/resolution_ms").isNull()).isTrue();
        assertThat(witnesses.at("/1/why").textValue()).isEqualTo("no lane asks a node to take a write");
        assertThat(witnesses.at("/2/duration_ms").intValue()).isZero();
        assertThat(witnesses.at("/3/windows/0/at_least_ms").intValue()).isEqualTo(5500);
        assertThat(witnesses.at("/4/not_told_apart").intValue()).isEqualTo(1);
    }
}
