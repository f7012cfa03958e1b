package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VipManagerTest {
    /** What 1.0.2 writes into its log, of which the running host is asked for these lines. */
    private static final String STARTED = """
            \tdcs-type : etcd
            \tinterval : 1000
            \tip : 172.17.0.200
            \tretry-after : 250
            \tretry-num : 3
            """;

    private static void read(String... set) {
        ScenarioFile.read(Path.of("scenarios/primary-crash-vip-manager.yaml"), Profile.DEFAULT, List.of(set));
    }

    @Test
    void settingsAreHeldAgainstWhatItSaysOfItself() {
        assertThat(VipManager.differences(
                        Map.of("vip-manager.interval", "1000", "vip-manager.retry-num", "3"), STARTED))
                .isEmpty();
        assertThat(VipManager.differences(Map.of("vip-manager.interval", "500"), STARTED))
                .containsExactly(Difference.of(
                        "vip-manager.interval", "1000", "that is what it wrote into its log when it started"));
        assertThat(VipManager.differences(Map.of("vip-manager.interval", "500"), ""))
                .singleElement()
                .satisfies(difference -> assertThat(difference.toString()).contains("its log has no start"));
    }

    @Test
    void keysOfApiV2CannotBeLeftOut() {
        assertThatThrownBy(() -> read("etcd.enable-v2=false"))
                .hasMessageContaining("etcd.enable-v2 must be true: vip-manager reads the keys of etcd's API v2 alone");
    }

    @Test
    void aNumberIsMilliseconds() {
        assertThatThrownBy(() -> read("vip-manager.interval=soon")).hasMessageContaining("such as 1000, 500ms or 1s");
        assertThatThrownBy(() -> read("vip-manager.intervall=500ms"))
                .hasMessageContaining("did you mean \"interval\"?");
    }
}
