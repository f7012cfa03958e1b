package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.TcpPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * keepalived, which keeps the virtual address on one of the balancers, or on the node that its check finds to be the
 * primary. Settings are lines of the {@code vrrp_instance}
 * of 2.3. No command tells its timings, so they are read from the file that the running process was started with.
 *
 * @param own the user's own files; empty: Lapse writes them from the settings
 */
public record Keepalived(Optional<KeepalivedOwn> own) implements Component {
    /** What it takes where nothing is said (keepalived.conf(5) of 2.3). */
    private static final Map<String, String> UNSET =
            Map.of("keepalived.advert_int", "1", "keepalived.vrrp_version", "2");

    /** What a host may have of its own. */
    private static final List<String> OF_HOST = List.of("priority", "state");

    /** What asks whether the address belongs here, where no setting says otherwise. */
    private static final String LEADS =
            "curl --silent --fail --noproxy '*' --max-time 1 --output /dev/null http://localhost:" + Patroni.REST_PORT
                    + "/primary";

    /** With the files that Lapse writes. */
    public Keepalived() {
        this(Optional.empty());
    }

    /** That of a cluster; the shipped one where it has none. */
    public static Keepalived in(ClusterSpec cluster) {
        return cluster.components().stream()
                .filter(Keepalived.class::isInstance)
                .map(Keepalived.class::cast)
                .findFirst()
                .orElseGet(Keepalived::new);
    }

    /** Whether a script says where the virtual address belongs, beside keepalived's own advertisements. */
    public boolean tracks() {
        return own.map(KeepalivedOwn::tracks).orElse(true);
    }

    /** Why no client gets in by the address; empty: nothing is known that keeps them out. */
    public static Optional<String> shut(ClusterSpec cluster) {
        return KeepalivedNames.shut(cluster);
    }

    /** Why nobody knows what the script sees; empty: whether the balancer runs, or on nodes, whether the node leads. */
    public Optional<String> unknownScript(ClusterSpec cluster) {
        return own.flatMap(files -> files.unknownScript(
                cluster.addressFollowsPrimary() ? KeepalivedScript.ofLeader(cluster.suite()) : "haproxy"));
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public String masked(String text) {
        return KeepalivedOwnFile.masked(text);
    }

    @Override
    public Optional<Fitted> with(Given given, List<Host> hosts) {
        return Optional.of(KeepalivedOwn.read(given, hosts));
    }

    @Override
    public Optional<Given> given() {
        return own.map(KeepalivedOwn::given);
    }

    @Override
    public List<Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return own.filter(files -> cluster.vip())
                .map(files -> files.replaced(cluster, host))
                .orElse(List.of());
    }

    @Override
    public Optional<Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return own.filter(files -> cluster.vip()).map(files -> files.acceptance(cluster, host));
    }

    @Override
    public ComponentName name() {
        return ComponentName.KEEPALIVED;
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
        return List.of(KeepalivedNames.NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        List<Remark> unknown = in(cluster).own().stream()
                .flatMap(files -> Stream.concat(files.unknown().stream(), files.notDone().stream()))
                .map(text -> Remark.note(Section.KEEPALIVED, "file", text))
                .toList();
        return cluster.vip()
                ? Stream.concat(KeepalivedNames.remarks(cluster).stream(), unknown.stream())
                        .toList()
                : cluster.settings().of(Section.KEEPALIVED).keySet().stream()
                        .map(name -> Remark.note(
                                Section.KEEPALIVED, name, "it does nothing here: the topology has vip: false"))
                        .toList();
    }

    /** Who takes the address first may differ from host to host. */
    @Override
    public List<Remark> remarksAt(ClusterSpec cluster, NodeName host) {
        Map<String, String> ofHost = cluster.host(host).own().of(Section.KEEPALIVED);
        return Stream.concat(
                        Component.super.remarksAt(cluster, host).stream()
                                .filter(remark -> own.isEmpty() && !OF_HOST.contains(remark.name())),
                        remarks(cluster.at(host)).stream()
                                .filter(remark -> ofHost.containsKey(remark.name()))
                                .map(remark -> remark.at(host)))
                .toList();
    }

    /** That of the host, of the cluster, or by the order of the hosts: the first takes the address first. */
    static String priority(ClusterSpec cluster, NodeName host) {
        List<NodeName> holders = cluster.hostsWith(ComponentName.KEEPALIVED);
        return cluster.at(host)
                .settings()
                .get(Section.KEEPALIVED, "priority")
                .orElseGet(() -> Integer.toString(100 + holders.size() - holders.indexOf(host)));
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        Map<String, String> lines = new LinkedHashMap<>();
        // preemption costs a second interruption when the first balancer returns
        lines.putAll(KeepalivedNames.INSTANCE);
        lines.put("priority", priority(deployment.spec(), host));
        Map<String, String> script = new LinkedHashMap<>(KeepalivedNames.SCRIPT);
        deployment
                .spec()
                .at(host)
                .settings()
                .of(Section.KEEPALIVED)
                .forEach((name, value) -> (KeepalivedNames.isOfScript(name) ? script : lines).put(name, value));
        Optional<String> check = deployment.spec().addressFollowsPrimary()
                ? Optional.of(lines.getOrDefault(KeepalivedNames.CHECK, LEADS))
                : Optional.empty();
        lines.remove(KeepalivedNames.CHECK);
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "LAPSE_KEEPALIVED_CONF",
                own.map(theirs -> theirs.render(deployment, host))
                        .orElseGet(() -> render(deployment, host, lines, script)));
        files.put("LAPSE_VIP", deployment.vip().orElseThrow());
        check.ifPresent(command -> files.put("LAPSE_VIP_CHECK", command));
        return files;
    }

    private static String render(
            Deployment deployment, NodeName host, Map<String, String> lines, Map<String, String> script) {
        List<NodeName> holders = deployment.spec().hostsWith(ComponentName.KEEPALIVED);
        String version = lines.getOrDefault("version", "3");
        lines.remove("version");
        String peers = holders.stream()
                .filter(holder -> !holder.equals(host))
                .map(holder -> "    " + deployment.address(holder))
                .collect(Collectors.joining("\n"));
        return Template.load("keepalived.conf")
                .fill(Map.of(
                        "name",
                        host.value(),
                        "version",
                        version,
                        "script",
                        Haproxy.joined(script, "\n"),
                        "settings",
                        Haproxy.joined(lines, "\n"),
                        "address",
                        deployment.address(host),
                        "peers",
                        peers.isEmpty() ? "" : "unicast_peer {\n" + peers + "\n}",
                        "vip",
                        deployment.vip().orElseThrow()));
    }

    /** None: it speaks VRRP, which is not TCP. */
    @Override
    public List<TcpPort> ports() {
        return List.of();
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.WHOLE_GROUP, OptionalInt.empty()));
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        return cluster.vip() ? List.of(KeepalivedComparison.of(cluster)) : List.of();
    }

    @Override
    public List<Comparison> comparisonsAt(ClusterSpec cluster, NodeName host) {
        return own.filter(files -> cluster.vip())
                .map(files -> List.of(files.comparison(cluster, host)))
                .orElseGet(() -> Component.super.comparisonsAt(cluster, host));
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return cluster.vip() ? List.of(KeepalivedReading.of(cluster)) : List.of();
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return cluster.vip()
                ? List.of(
                        Inquiry.shell(
                                "keepalived --version 2>&1 | awk 'NR == 1 {print substr($2, 2)}'",
                                answer -> Told.version("keepalived", answer.strip())),
                        Inquiry.shell(
                                "grep -E '^ *(advert_int|vrrp_version|nopreempt)' /etc/lapse/keepalived.conf",
                                answer -> Told.settings(Lines.of("keepalived", " ", answer), UNSET)))
                : List.of();
    }
}
