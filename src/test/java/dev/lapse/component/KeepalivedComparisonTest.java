package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Comparison.Difference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against what a keepalived 2.3.3 with advert_int 0.3 and nopreempt wrote of itself. */
class KeepalivedComparisonTest {
    private static final String DATA = Recorded.answer("keepalived-data.txt");

    @Test
    void whatItSaysOfItselfHolds() {
        assertThat(differences(
                        Map.of(
                                "keepalived.advert_int", "0.3",
                                "keepalived.priority", "102",
                                "keepalived.version", "3",
                                "keepalived.garp_master_refresh", "10",
                                "keepalived.nopreempt", "",
                                "keepalived.preempt", "off",
                                "keepalived.accept", "",
                                "keepalived.state", "BACKUP"),
                        ""))
                .isEmpty();
    }

    @Test
    void whatItSaysOtherwiseDiffersWithTheLineOfItsLog() {
        List<Difference> differences = differences(
                Map.of("keepalived.preempt_delay", "5", "keepalived.advert_int", "1", "keepalived.preempt", ""),
                "(vip) preempt_delay is incompatible with nopreempt mode - resetting\n");

        assertThat(Recorded.seen(differences))
                .containsExactlyInAnyOrder(
                        "keepalived.preempt_delay: nothing",
                        "keepalived.advert_int: 300 milli-sec",
                        "keepalived.preempt: Preempt = disabled");
        assertThat(differences)
                .filteredOn(difference -> difference.name().endsWith("delay"))
                .allMatch(difference -> difference.why().contains("incompatible with nopreempt mode"));
    }

    @Test
    void whatStrictModeTakesAwayDiffers() {
        List<Difference> differences = KeepalivedComparison.differences(
                Map.of(
                        "keepalived.state", "MASTER",
                        "keepalived.preempt_delay", "5",
                        "keepalived.down_timer_adverts", "4",
                        "keepalived.skip_check_adv_addr", "",
                        "keepalived.strict_mode", ""),
                List.of(Recorded.answer("keepalived-strict.txt"), Recorded.answer("keepalived-strict.log")));

        assertThat(Recorded.seen(differences))
                .containsExactlyInAnyOrder(
                        "keepalived.state: a complaint",
                        "keepalived.preempt_delay: nothing",
                        "keepalived.down_timer_adverts: 3");
        assertThat(differences)
                .extracting(Difference::why)
                .anyMatch(why -> why.contains("State MASTER must match being address owner"))
                .anyMatch(why -> why.contains("down_timer_adverts is incompatible with strict mode"));
    }

    @Test
    void aComplaintIsOfTheSettingThatItBeginsWith() {
        assertThat(differences(
                        Map.of("keepalived.state", "MASTER"),
                        "(vip) Warning - nopreempt will not work with initial state MASTER - clearing\n"))
                .isEmpty();
    }

    @Test
    void anEmptyAnswerIsNotKnown() {
        assertThat(Recorded.seen(KeepalivedComparison.differences(
                        Map.of(
                                "keepalived.priority", "off",
                                "keepalived.preempt", "off",
                                "keepalived.strict_mode", "off",
                                "keepalived.state", "BACKUP"),
                        List.of("", ""))))
                .containsExactlyInAnyOrder(
                        "keepalived.priority: not known",
                        "keepalived.preempt: not known",
                        "keepalived.strict_mode: not known",
                        "keepalived.state: not known");
    }

    private static List<Difference> differences(Map<String, String> asked, String log) {
        return KeepalivedComparison.differences(asked, List.of(DATA, log));
    }
}
