package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.ClusterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneNodeDefaultsTest {
    private static List<Expectation.Check> assumed(ClusterSpec cluster) {
        return Expectation.withDefaults(List.of(), cluster).stream()
                .map(Expectation::check)
                .toList();
    }

    @Test
    void noSecondPrimaryIsLookedForWhereThereIsOneNode() {
        ClusterSpec three =
                ScenarioFile.byHand("reference", Profile.DEFAULT, List.of()).cluster();
        ClusterSpec one = three.withHosts(three.hosts().stream()
                .filter(host -> !host.name().value().matches("pg[23]"))
                .toList());

        assertThat(assumed(three)).contains(Expectation.Check.DUAL_PRIMARY, Expectation.Check.REJOINED);
        assertThat(assumed(one)).doesNotContain(Expectation.Check.DUAL_PRIMARY).contains(Expectation.Check.REJOINED);
    }
}
