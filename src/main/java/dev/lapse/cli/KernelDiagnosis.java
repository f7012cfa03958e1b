package dev.lapse.cli;

import dev.lapse.cli.Diagnosis.Level;
import dev.lapse.cli.KernelConfig.Built;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code lapse doctor} makes of the kernel that the containers run on. */
final class KernelDiagnosis {
    /**
     * A kernel feature: how bad its absence is, what suffers, and the options that make it; where there are several
     * sets, any of them will do.
     */
    private enum Feature {
        VETH("container networks", Level.MISSING, "every cluster", "CONFIG_VETH CONFIG_BRIDGE"),
        PACKET_FILTER(
                "packet filter",
                Level.MISSING,
                "Docker's networks, and faults that drop packets",
                "CONFIG_IP_NF_IPTABLES",
                "CONFIG_NF_TABLES CONFIG_NFT_COMPAT"),
        REDIRECT(
                "redirect by owner",
                Level.LIMITED,
                "link faults, since it leads a link through Toxiproxy",
                "CONFIG_NETFILTER_XT_TARGET_REDIRECT CONFIG_NETFILTER_XT_MATCH_OWNER"),
        STATISTIC("random packets", Level.LIMITED, "loss by percentage", "CONFIG_NETFILTER_XT_MATCH_STATISTIC"),
        DESTROY("ss -K", Level.LIMITED, "ending connections that exist already", "CONFIG_INET_DIAG_DESTROY"),
        FREEZER("freezer", Level.LIMITED, "pause, where cgroups are v1", "CONFIG_CGROUP_FREEZER"),
        TBF("tbf", Level.LIMITED, "bandwidth below TCP (Toxiproxy limits it above)", "CONFIG_NET_SCH_TBF"),
        NETEM("netem", Level.LIMITED, "delay below TCP (Toxiproxy delays above it)", "CONFIG_NET_SCH_NETEM");

        private final String subject;
        private final Level ifAbsent;
        private final String suffers;
        private final List<String> optionSets;

        Feature(String subject, Level ifAbsent, String suffers, String... optionSets) {
            this.subject = subject;
            this.ifAbsent = ifAbsent;
            this.suffers = suffers;
            this.optionSets = List.of(optionSets);
        }

        Diagnosis diagnose(KernelConfig config) {
            Built built = optionSets.stream()
                    .map(options -> config.allOf(List.of(options.split(" "))))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            return built.isUsable()
                    ? Diagnosis.fine(subject, built.toString())
                    : new Diagnosis(
                            subject,
                            ifAbsent,
                            built.toString(),
                            "what suffers: " + suffers + "; needs " + String.join(" or ", optionSets));
        }
    }

    private KernelDiagnosis() {}

    static List<Diagnosis> of(String release, KernelConfig config) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        boolean isLocal = release.equals(System.getProperty("os.version"));
        if (config == KernelConfig.NONE) {
            diagnoses.add(Diagnosis.unknown(
                    "kernel",
                    release + ", configuration not found" + (isLocal ? "" : " (not the kernel of this machine)"),
                    "a fault that this kernel cannot do says so when it is tried"));
            return diagnoses;
        }
        diagnoses.add(Diagnosis.fine("kernel", release));
        for (Feature feature : Feature.values()) {
            diagnoses.add(feature.diagnose(config));
        }
        if (isLocal) {
            diagnoses.add(watchdog(config.built("CONFIG_SOFT_WATCHDOG"), Files.exists(Path.of("/dev/watchdog"))));
        }
        return diagnoses;
    }

    /** Package-private for its test. */
    static Diagnosis watchdog(Built softdog, boolean hasDevice) {
        if (hasDevice) {
            return Diagnosis.fine("watchdog", "/dev/watchdog");
        }
        return Diagnosis.limited(
                "watchdog",
                "no /dev/watchdog, softdog: " + softdog,
                softdog == Built.MODULE
                        ? "a real watchdog for Patroni: modprobe softdog; without it Lapse emulates one, and says so"
                        : "Patroni's watchdog can only be emulated, and a report says so");
    }
}
