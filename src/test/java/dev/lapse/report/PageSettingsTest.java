package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.ClusterReady;
import dev.lapse.report.PageSettings.ShownSetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageSettingsTest {
    private static ClusterReady ready(Map<String, String> effective, @Nullable Map<String, String> defaults) {
        return new ClusterReady(0, "reference", Map.of(), effective, false, "md5", 0, 0, List.of(), defaults, null);
    }

    @Test
    void askedComesFirstThenWhatDiffersThenTheRest() {
        PageSettings settings = PageSettings.of(
                "patroni: {ttl: 20, retry: {a: 1}}\nhaproxy: {inter: 1s}\nsteps: []\n",
                Optional.of(ready(
                        Map.of("patroni.ttl", "20", "patroni.loop_wait", "10", "pgbouncer.a", "1", "haproxy.b", "c"),
                        Map.of("patroni.ttl", "30", "patroni.loop_wait", "10", "pgbouncer.a", "2"))));

        assertThat(settings.asked())
                .containsExactly(
                        new ShownSetting("patroni.ttl", "20", "20", "30"),
                        new ShownSetting("patroni.retry.a", "1", null, null),
                        new ShownSetting("haproxy.inter", "1s", null, null));
        assertThat(settings.differing()).containsExactly(new ShownSetting("pgbouncer.a", null, "1", "2"));
        assertThat(settings.atDefault()).containsExactly(new ShownSetting("patroni.loop_wait", null, "10", "10"));
        assertThat(settings.unknown()).containsExactly(new ShownSetting("haproxy.b", null, "c", null));
    }

    @Test
    void settingsOfComponentsThatDoNotRunAreNotAskedFor() {
        String scenario = "patroni: {ttl: 20}\npgbouncer: {pool_mode: session}\nkeepalived: {priority: 1}\n";

        PageSettings settings = PageSettings.of(scenario, Optional.of(SampleRun.ready()));

        assertThat(settings.asked())
                .extracting(ShownSetting::name)
                .containsExactly("patroni.ttl", "pgbouncer.pool_mode");
    }

    @Test
    void ofAnOlderRecordingItIsNotKnownWhatDiffers() {
        PageSettings settings =
                PageSettings.of("name: a\n", Optional.of(ready(Map.of("patroni.loop_wait", "10"), null)));

        assertThat(settings.unknown()).containsExactly(new ShownSetting("patroni.loop_wait", null, "10", null));
        assertThat(settings.differing()).isEmpty();
        assertThat(settings.atDefault()).isEmpty();
    }

    @Test
    void ofAScenarioThatCannotBeReadNothingWasAsked() {
        assertThat(PageSettings.of("a: [", Optional.empty()).asked()).isEmpty();
    }
}
