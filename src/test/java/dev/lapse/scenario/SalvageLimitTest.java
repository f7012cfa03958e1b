package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SalvageLimitTest {
    @Test
    void sizeHasAUnit() {
        assertThat(SalvageLimit.parse("500MB").bytes()).isEqualTo(500_000_000L);
        assertThat(SalvageLimit.parse("2GB").bytes()).isEqualTo(2_000_000_000L);
        assertThat(SalvageLimit.parse("off").bytes()).isZero();
        for (String wrong : List.of("1", "1gb", "0MB", "on", "1.5GB", "1TB")) {
            assertThatThrownBy(() -> SalvageLimit.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("salvage must be off or a size such as 500MB or 1GB, was \"" + wrong + "\"");
        }
    }

    @Test
    void textIsReadBackAsTheSame() {
        for (String text : List.of("off", "1GB", "1500MB")) {
            assertThat(SalvageLimit.parse(text).text()).isEqualTo(text);
        }
        assertThat(SalvageLimit.DEFAULT.text()).isEqualTo("1GB");
    }
}
