package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterNeedsTest {
    private static ClusterNeeds of(String scenario) {
        return ClusterNeeds.of(ScenarioFile.read(Path.of("scenarios", scenario + ".yaml"), Profile.FAST, List.of()));
    }

    @Test
    void scenariosOfOneSpecThatLeadNoLinkShareACluster() {
        assertThat(of("primary-crash")).isEqualTo(of("primary-paused"));
        assertThat(of("primary-crash")).isNotEqualTo(of("host-loss"));
    }

    @Test
    void whatIsLedThroughToxiproxyIsSharedWithItsLikeAlone() {
        ClusterNeeds proxied = of("link-faults");
        ClusterNeeds plain = of("primary-crash");

        assertThat(proxied.spec()).isEqualTo(plain.spec());
        assertThat(proxied).isEqualTo(of("link-faults")).isNotEqualTo(plain);
        assertThat(of("primary-network-loss-toxiproxy")).isNotEqualTo(plain).isNotEqualTo(proxied);
    }
}
