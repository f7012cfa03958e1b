package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.TcpPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * vip-manager, which keeps the virtual address on the node whose name is under Patroni's leader key, and looks there
 * every {@code interval}. Debian's version, 1.0.2, reads keys of etcd's API v2 and of Consul alone, so Patroni keeps
 * its keys there ({@link ClusterSpec#keysInV2}). It writes the settings that it runs with into its log when it starts.
 */
public record VipManager() implements Component {
    private static final Map<String, String> DEFAULTS =
            Map.of("interval", "1000", "retry-after", "250", "retry-num", "3");

    private static final SettingNames NAMES = SettingNames.closed(
                    Section.VIP_MANAGER,
                    Map.of(
                            "interval",
                            SettingForm.MILLIS_OR_NUMBER.saying("milliseconds, such as 1000, 500ms or 1s"),
                            "retry-after",
                            SettingForm.MILLIS_OR_NUMBER.saying("milliseconds, such as 250 or 250ms"),
                            "retry-num",
                            SettingForm.wholeNumber(0, 1_000)))
            .telling(new SettingNames.Lore(DEFAULTS, name -> "vip-manager.yml"));

    /** What it says of itself when it starts, the last time. */
    private static final String STARTED =
            "tac /var/log/lapse/vip-manager.log | sed '/This is the config/q' | grep -E '^\\s+[a-z-]+ : '";

    /** From one look at the leader key to the next. */
    public static Duration interval(ClusterSpec cluster) {
        return Duration.ofMillis(Long.parseLong(
                cluster.settings().get(Section.VIP_MANAGER, "interval").orElse(DEFAULTS.get("interval"))));
    }

    @Override
    public ComponentName name() {
        return ComponentName.VIP_MANAGER;
    }

    @Override
    public boolean runsIn(Deployment deployment) {
        return deployment.vip().isPresent();
    }

    @Override
    public List<String> capabilities() {
        return List.of("NET_ADMIN", "NET_RAW");
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        if (cluster.vip()
                && cluster.keysInV2()
                && Release.of(cluster.suite())
                        .filter(release -> !release.hasVipManager())
                        .isPresent()) {
            return List.of(Remark.refusedName(
                    Section.VIP_MANAGER,
                    "interval",
                    "Debian has no vip-manager in suite " + cluster.suite()
                            + "; take suite: trixie, or keepalived on the nodes, such as pg1: [patroni, keepalived]"));
        }
        Stream<Remark> idle = cluster.settings().of(Section.VIP_MANAGER).keySet().stream()
                .filter(name -> !cluster.vip() || !cluster.keysInV2())
                .map(name -> Remark.note(
                        Section.VIP_MANAGER,
                        name,
                        "it does nothing here: the topology has " + (cluster.vip() ? "no vip-manager" : "vip: false")));
        return idle.toList();
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        YamlTree file = new YamlTree()
                .put("ip", deployment.vip().orElseThrow())
                .put("netmask", "24")
                .put("interface", "@DATA_INTERFACE@")
                .put("trigger-key", "/service/lapse/leader")
                .put("trigger-value", host.value())
                .put("dcs-type", "etcd")
                .put(
                        "dcs-endpoints",
                        PatroniFile.stores(deployment).stream()
                                .map(store -> "http://" + store)
                                .collect(Collectors.joining(",")));
        asked(deployment.spec()).forEach(file::put);
        return Map.of(
                "LAPSE_VIP_MANAGER_YML",
                file.render(),
                "LAPSE_VIP",
                deployment.vip().orElseThrow());
    }

    private static Map<String, String> asked(ClusterSpec cluster) {
        Map<String, String> asked = new TreeMap<>(DEFAULTS);
        asked.putAll(cluster.settings().of(Section.VIP_MANAGER));
        return asked;
    }

    /** None: it only asks. */
    @Override
    public List<TcpPort> ports() {
        return List.of();
    }

    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return port.equals(Etcd.CLIENTS);
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.ONE_PROCESS, OptionalInt.empty()));
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.VIP_MANAGER);
        return cluster.vip()
                ? List.of(new Comparison(
                        asked, List.of(new Ask(Means.SHELL, STARTED)), answers -> differences(asked, answers.get(0))))
                : List.of();
    }

    static List<Difference> differences(Map<String, String> asked, String started) {
        Map<String, String> told = told(started);
        return asked.entrySet().stream()
                .filter(entry ->
                        !AskedSettings.sameNumber(entry.getValue(), told.getOrDefault(entry.getKey(), "nothing")))
                .map(entry -> told.isEmpty()
                        ? AskedSettings.notKnown(entry.getKey(), "its log has no start")
                        : Difference.of(
                                entry.getKey(),
                                told.getOrDefault(entry.getKey(), "nothing"),
                                "that is what it wrote into its log when it started"))
                .toList();
    }

    /** {@code vip-manager.interval} to {@code 1000}. */
    private static Map<String, String> told(String started) {
        Map<String, String> told = Lines.of(Section.VIP_MANAGER.text(), " : ", started);
        told.keySet().removeIf(name -> !DEFAULTS.containsKey(name.substring(name.indexOf('.') + 1)));
        return told;
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return cluster.vip()
                ? List.of(new SectionReading(
                        Section.VIP_MANAGER, List.of(new Ask(Means.SHELL, STARTED)), answers -> read(cluster, answers)))
                : List.of();
    }

    /** What differs from what was asked for; what is usual is not told where nobody asked. */
    private static Map<String, String> read(ClusterSpec cluster, List<String> answers) {
        Map<String, String> told = told(answers.get(0));
        if (told.isEmpty()) {
            throw new IllegalArgumentException("its log has no start");
        }
        Map<String, String> settings = new TreeMap<>(cluster.settings().of(Section.VIP_MANAGER));
        asked(cluster).forEach((name, value) -> {
            String seen = told.getOrDefault(Section.VIP_MANAGER + "." + name, "nothing");
            if (!AskedSettings.sameNumber(value, seen)) {
                settings.put(name, seen);
            }
        });
        return settings;
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return cluster.vip()
                ? List.of(
                        Inquiry.shell(
                                "vip-manager --version 2>&1 | awk '{print $2}'",
                                answer -> Told.version("vip-manager", answer.strip())),
                        Inquiry.shell(STARTED, answer -> Told.settings(told(answer), Map.of())))
                : List.of();
    }
}
