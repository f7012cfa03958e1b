package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A sixth component that only tests know: it shows PostgreSQL's counters at a page of its own. */
public record Exporter() implements Component {
    public static final ComponentName NAME = new ComponentName("exporter");
    public static final Section SECTION = new Section("exporter");

    @Override
    public ComponentName name() {
        return NAME;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(SettingNames.closed(SECTION, Map.of("scrape_timeout", SettingForm.SECONDS)));
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        YamlTree file = new YamlTree().put("listen", deployment.address(host) + ":9187");
        deployment.spec().settings().of(SECTION).forEach(file::put);
        return Map.of("LAPSE_EXPORTER_YML", file.render());
    }

    @Override
    public List<String> capabilities() {
        return List.of("SYS_PTRACE");
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(new TcpPort(NAME, 9187, "metrics", TcpPort.Use.CLIENTS, Speech.http("/metrics")));
    }

    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return port.isCalled("postgres");
    }

    @Override
    public Optional<String> linkWord() {
        return Optional.of("exporter");
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(NAME, HostProcess.Signals.ONE_PROCESS, OptionalInt.of(9187)));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return List.of(
                Inquiry.shell("exporter --version", answer -> Inquiry.Told.version("exporter", answer.strip())),
                Inquiry.shell(
                        "cat /etc/lapse/exporter.yml",
                        answer -> Inquiry.Told.effective(Lines.of("exporter", ": ", answer))));
    }
}
