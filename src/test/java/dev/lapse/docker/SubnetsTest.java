package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.DockerException;
import dev.lapse.cluster.LapseException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetsTest {
    private final List<String> asked = new ArrayList<>();

    @Test
    void takenPlaceIsPassedOver() {
        Subnets.Made made = new Subnets("172.31").make("data", 254, prefix -> {
            asked.add(prefix);
            if (asked.size() < 4) {
                throw new DockerException("Pool overlaps with other one on this address space", 403);
            }
            return "id";
        });

        assertThat(asked).containsExactly("172.31.254", "172.31.255", "172.31.0", "172.31.1");
        assertThat(made.address(21)).isEqualTo("172.31.1.21");
    }

    @Test
    void placeThatIsStillBeingGivenUpIsPassedOver() {
        new Subnets("10.99").make("data", 0, prefix -> {
            asked.add(prefix);
            if (asked.size() == 1) {
                throw new DockerException("failed to allocate gateway (10.99.0.1): Address already in use", 500);
            }
            return "id";
        });

        assertThat(asked).hasSize(2);
    }

    @Test
    void fullPoolSaysWhatToDo() {
        assertThatThrownBy(() -> new Subnets("172.31").make("data", 7, prefix -> {
                    throw new DockerException("Pool overlaps with other one on this address space", 403);
                }))
                .isInstanceOfSatisfying(
                        LapseException.class,
                        e -> assertThat(e.kind().exitCode()).isEqualTo(69))
                .hasMessageContaining("none of the 256 networks 172.31.0.0/24 to 172.31.255.0/24 is free")
                .hasMessageContaining("--address-pool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.32", "8.8", "10.256", "10", "10.1.2", "foo", "192.169"})
    void publicOrBrokenPoolIsBadInput(String pool) {
        assertThatThrownBy(() -> new Subnets(pool))
                .isInstanceOfSatisfying(
                        LapseException.class,
                        e -> assertThat(e.kind().exitCode()).isEqualTo(64))
                .hasMessageContaining(pool);
    }
}
