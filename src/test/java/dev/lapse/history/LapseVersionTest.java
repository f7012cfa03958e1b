package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LapseVersionTest {
    @Test
    void versionIsThatOfTheBuild() {
        assertThat(LapseVersion.text()).matches("\\d+\\.\\d+\\.\\d+[A-Za-z0-9.-]*(, revision [0-9a-f]+(-dirty)?)?");
    }
}
