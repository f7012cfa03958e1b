package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTest {
    @ParameterizedTest
    @CsvSource({"1.41, 1.41", "1.44, 1.44", "1.52, 1.44", "'', 1.44", "nonsense, 1.44"})
    void speaksTheNewestVersionThatBothSidesKnow(String engine, String spoken) {
        assertThat(Engine.newest(engine)).isEqualTo(spoken);
    }

    @Test
    void dockerHostIsTheOnlyPlaceWhereItIsSet() {
        assertThat(EngineApi.hosts(Map.of("DOCKER_HOST", "tcp://there:2375", "HOME", "/home/me")))
                .containsExactly("tcp://there:2375");
    }

    @Test
    void elseTheSocketsOfRootfulRootlessAndDesktopInThatOrder() {
        assertThat(EngineApi.hosts(Map.of("XDG_RUNTIME_DIR", "/run/user/1000", "HOME", "/home/me")))
                .containsExactly(
                        "unix:///var/run/docker.sock",
                        "unix:///run/user/1000/docker.sock",
                        "unix:///home/me/.docker/run/docker.sock",
                        "unix:///home/me/.docker/desktop/docker.sock");
    }

    @Test
    void anEmptyEnvironmentHasTheDefaultPlace() {
        assertThat(EngineApi.hosts(Map.of())).containsExactly("unix:///var/run/docker.sock");
    }
}
