package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.DualPrimary;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhrasesTest {
    private static final DualPrimary.Window WINDOW = new DualPrimary.Window(
            List.of(new NodeName("pg1"), new NodeName("pg2")), "state", 0, 1_500_000_000L, Duration.ofMillis(1500));

    @Test
    void twoPrimariesThatWereSeenAreToldThoughNotAllWasObserved() {
        assertThat(Phrases.dualPrimary(new DualPrimary(false, List.of(WINDOW))))
                .startsWith("pg1 and pg2 both writable for ")
                .endsWith(" (by state); not observed all the time");
    }

    @Test
    void nothingSeenIsNotObservedUnlessSomebodyLooked() {
        assertThat(Phrases.dualPrimary(new DualPrimary(true, List.of()))).isEqualTo("none seen");
        assertThat(Phrases.dualPrimary(new DualPrimary(false, List.of())))
                .isEqualTo("not observed: nobody looked, or could not");
    }
}
