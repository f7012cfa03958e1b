package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    private static final Path COMMITTED = Path.of("docker-compose.yml");

    @Test
    void committedFileIsWhatTheCodeStarts() throws IOException {
        String rendered = ComposeFile.render(Topologies.reference());
        if (Boolean.getBoolean("lapse.regenerate")) {
            Files.writeString(COMMITTED, rendered);
        }
        assertThat(Files.readString(COMMITTED))
                .as("docker-compose.yml; to render it anew: mvn -q test -Dtest=ComposeFileTest -Dlapse.regenerate=true")
                .isEqualTo(rendered);
    }

    @Test
    void dollarSignsOfFilesAreDoubledAndThePasswordIsAVariable() {
        assertThat(ComposeFile.render(Topologies.reference()))
                .contains("--set ON_ERROR_STOP=1 \"$$1\"")
                .contains("PASSWORD '${LAPSE_PASSWORD:-lapse}'")
                .doesNotContain("@LAPSE_PASSWORD@");
    }

    @Test
    void onlyHostsWithAVirtualAddressHaveCapabilities() {
        assertThat(ComposeFile.render(Topologies.reference())).containsOnlyOnce("lb1:\n    <<: *host");
        assertThat(ComposeFile.render(Topologies.reference()).split("cap_add", -1))
                .hasSize(3);
        assertThat(ComposeFile.render(Topologies.noPooler())).doesNotContain("cap_add");
    }
}
