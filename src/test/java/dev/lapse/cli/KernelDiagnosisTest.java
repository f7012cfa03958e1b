package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cli.Diagnosis.Level;
import dev.lapse.cli.KernelConfig.Built;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class KernelDiagnosisTest {
    @Test
    void missingNetemOnlyLimits() throws IOException {
        Diagnosis netem = diagnose("CONFIG_NET_SCH_TBF=y\n", "netem");

        assertThat(netem.level()).isEqualTo(Level.LIMITED);
        assertThat(netem.remedy()).contains("delay", "Toxiproxy", "CONFIG_NET_SCH_NETEM");
    }

    @Test
    void missingVethStopsRun() throws IOException {
        assertThat(diagnose("CONFIG_BRIDGE=y\n", "container networks").isMissing())
                .isTrue();
    }

    @Test
    void moduleIsGoodEnough() throws IOException {
        assertThat(diagnose("CONFIG_VETH=m\nCONFIG_BRIDGE=y\n", "container networks")
                        .level())
                .isEqualTo(Level.FINE);
    }

    @Test
    void eitherPacketFilterIsEnough() throws IOException {
        assertThat(diagnose("CONFIG_IP_NF_IPTABLES=m\n", "packet filter").level())
                .isEqualTo(Level.FINE);
        assertThat(diagnose("CONFIG_NF_TABLES=m\nCONFIG_NFT_COMPAT=m\n", "packet filter")
                        .level())
                .isEqualTo(Level.FINE);
        assertThat(diagnose("CONFIG_NF_TABLES=m\n", "packet filter").isMissing())
                .isTrue();
    }

    @Test
    void unknownConfigurationIsOneLineAndStopsNothing() {
        assertThat(KernelDiagnosis.of("1.2.3", KernelConfig.NONE))
                .singleElement()
                .extracting(Diagnosis::level)
                .isEqualTo(Level.UNKNOWN);
    }

    @Test
    void softdogModuleIsWorthLoading() {
        assertThat(KernelDiagnosis.watchdog(Built.MODULE, false).remedy()).contains("modprobe softdog");
        assertThat(KernelDiagnosis.watchdog(Built.ABSENT, true).level()).isEqualTo(Level.FINE);
    }

    private static Diagnosis diagnose(String config, String subject) throws IOException {
        return KernelDiagnosis.of("1.2.3", KernelConfig.read(new StringReader(config))).stream()
                .filter(diagnosis -> diagnosis.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
