package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DockerErrorsTest {
    @Test
    void fullDiskIsNamedAndSaysWhatToDo() {
        LapseException mapped = DockerErrors.map(
                "build image lapse/host:x",
                new RuntimeException(
                        "outer", new DockerException("write /var/lib/docker/tmp/x: no space left on device", 500)));

        assertThat(mapped.kind().exitCode()).isEqualTo(69);
        assertThat(mapped).hasMessageContaining("build image lapse/host:x").hasMessageContaining("is full");
        assertThat(mapped).hasMessageContaining("docker system prune");
    }

    @Test
    void engineWithoutAddressesSaysWhatToDo() {
        LapseException mapped = DockerErrors.map(
                "make network x",
                new InternalServerErrorException(
                        "could not find an available, non-overlapping IPv4 address pool among the defaults"));

        assertThat(mapped.kind()).isEqualTo(Kind.NO_ENGINE);
        assertThat(mapped).hasMessageContaining("docker network prune");
    }

    @Test
    void deniedSocketSaysWhoMay() {
        LapseException mapped = DockerErrors.map("talk", new IOException("connect: Permission denied"));

        assertThat(mapped).hasMessageContaining("group docker");
    }

    @Test
    void knownErrorIsNotWrappedAgain() {
        LapseException known = new LapseException(Kind.BAD_INPUT, "as it was");

        assertThat(DockerErrors.map("prepare", new RuntimeException(known))).isSameAs(known);
    }

    @Test
    void theEnginesWordsComeWithoutTheirWrapping() {
        assertThatThrownBy(() -> DockerErrors.tell("pause pg1", () -> {
                    throw new ConflictException("{\"message\":\"Container 1a2b is \\\"not\\\" running\"}\n");
                }))
                .hasMessage("pause pg1: Container 1a2b is \"not\" running");
    }

    @Test
    void anEngineThatIsGoneIsNoBugOfOurs() {
        assertThatThrownBy(() -> DockerErrors.ask("ask", () -> {
                    throw new RuntimeException(new IOException("Connection refused"));
                }))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("ask: the Docker engine does not answer")
                .satisfies(error -> assertThat(((LapseException) error).kind()).isEqualTo(Kind.ENGINE_LOST))
                .hasMessageContaining("Connection refused");
    }
}
