package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cli.Diagnosis.Level;
import dev.lapse.docker.EngineReport;
import dev.lapse.docker.ImageNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineDiagnosisTest {
    @Test
    void engineWithImageIsFine() {
        List<Diagnosis> diagnoses =
                EngineDiagnosis.of(engine(true, List.of("lapse/host:trixie-1"), List.of()), new ImageNames("lapse"));

        assertThat(diagnoses).noneMatch(Diagnosis::isMissing);
        assertThat(Diagnosis.table(diagnoses))
                .anyMatch(line -> line.matches("image of hosts +ok +lapse/host:trixie-1"));
    }

    @Test
    void withoutForwardingNothingRuns() {
        assertThat(EngineDiagnosis.of(engine(false, List.of(), List.of()), new ImageNames("lapse")))
                .filteredOn(Diagnosis::isMissing)
                .extracting(Diagnosis::subject)
                .containsExactly("IPv4 forwarding");
    }

    @Test
    void leftoversAreNamed() {
        assertThat(EngineDiagnosis.of(
                        engine(true, List.of(), List.of("container lapse-1-pg1")), new ImageNames("lapse")))
                .filteredOn(diagnosis -> diagnosis.subject().equals("leftovers"))
                .singleElement()
                .satisfies(leftovers -> {
                    assertThat(leftovers.level()).isEqualTo(Level.LIMITED);
                    assertThat(leftovers.seen()).contains("container lapse-1-pg1");
                });
    }

    private static EngineReport engine(boolean ipv4Forwarding, List<String> images, List<String> leftovers) {
        return new EngineReport(
                "unix:///var/run/docker.sock",
                "27.0",
                "1.46",
                "Debian",
                "6.1",
                "overlay2",
                "2",
                4,
                8L << 30,
                ipv4Forwarding,
                "/no/such/directory",
                images,
                List.of(),
                leftovers);
    }
}
