package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cli.KernelConfig.Built;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelConfigTest {
    private static final String CONFIG = """
            # Automatically generated file; DO NOT EDIT.
            CONFIG_NET_SCH_TBF=y
            CONFIG_SOFT_WATCHDOG=m
            # CONFIG_NET_SCH_NETEM is not set
            CONFIG_LOCALVERSION="-x"
            CONFIG_HZ=250
            """;

    @Test
    void tellsBuiltInFromModuleAndAbsent() throws IOException {
        KernelConfig config = KernelConfig.read(new StringReader(CONFIG));

        assertThat(config.built("CONFIG_NET_SCH_TBF")).isEqualTo(Built.BUILT_IN);
        assertThat(config.built("CONFIG_SOFT_WATCHDOG")).isEqualTo(Built.MODULE);
        assertThat(config.built("CONFIG_NET_SCH_NETEM")).isEqualTo(Built.ABSENT);
    }

    @Test
    void featureIsBuiltAsItsWorstOption() throws IOException {
        KernelConfig config = KernelConfig.read(new StringReader(CONFIG));

        assertThat(config.allOf(List.of("CONFIG_NET_SCH_TBF", "CONFIG_SOFT_WATCHDOG")))
                .isEqualTo(Built.MODULE);
        assertThat(config.allOf(List.of("CONFIG_SOFT_WATCHDOG", "CONFIG_NET_SCH_NETEM")))
                .isEqualTo(Built.ABSENT);
    }

    @Test
    void withoutConfigurationNothingIsKnown() {
        KernelConfig config = KernelConfig.ofRelease("0.0.0-no-such-kernel");

        assertThat(config).isSameAs(KernelConfig.NONE);
        assertThat(config.built("CONFIG_NET_SCH_TBF")).isEqualTo(Built.UNKNOWN);
    }
}
