package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Section;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChangedTimingsTest {
    private static final Design REFERENCE = Designs.topology("reference");

    private static Design timings(int ttl, int loopWait, int retryTimeout) {
        return REFERENCE.with(Map.of(
                "patroni.ttl", ttl + "s",
                "patroni.loop_wait", loopWait + "s",
                "patroni.retry_timeout", retryTimeout + "s"));
    }

    @Test
    void whatPatroniMakesOfThemIsSaid() {
        Concern concern = Designs.of(timings(30, 10, 30), ChangedTimings.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.what())
                .isEqualTo("Patroni is given ttl 30, loop_wait 10, retry_timeout 30 and runs it as ttl 30, loop_wait 1,"
                        + " retry_timeout 14");
        assertThat(concern.cures().get(0).settings())
                .isEqualTo(Map.of("patroni.ttl", "30s", "patroni.loop_wait", "10s", "patroni.retry_timeout", "10s"));
    }

    @Test
    void anOldPatroniRunsThemThoughTheyBreakItsRule() {
        Design old = Designs.inSuite(timings(30, 10, 30), "bookworm");

        assertThat(Designs.of(old, ChangedTimings.NAME).orElseThrow().what()).contains("breaks its own rule");
    }

    @Property(tries = 200)
    void cureIsTheLongestPatienceThatFits(
            @ForAll @IntRange(min = 1, max = 60) int ttl,
            @ForAll @IntRange(min = 0, max = 60) int loopWait,
            @ForAll @IntRange(min = 0, max = 60) int retryTimeout) {
        Design design = timings(ttl, loopWait, retryTimeout);
        Designs.of(design, ChangedTimings.NAME).ifPresent(concern -> {
            Designs.assertCures(design, concern);
            Design cured = design.with(concern.cures().get(0).settings());
            long patience =
                    Long.parseLong(cured.get(Section.PATRONI, "retry_timeout").orElseThrow());
            if (patience < retryTimeout) {
                Designs.assertNotCured(
                        cured, ChangedTimings.NAME, Map.of("patroni.retry_timeout", (patience + 1) + "s"));
            }
        });
    }
}
