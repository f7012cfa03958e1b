package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.TcpPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * keepalived, which keeps the virtual address on one of the balancers. Settings are lines of the {@code vrrp_instance}
 * of 2.3. No command tells its timings, so they are read from the file that the running process was started with.
 */
public record Keepalived() implements Component {
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
        return List.of(SettingNames.closed(
                Section.KEEPALIVED,
                SettingNames.forms(Map.of(
                        SettingForm.SECONDS_OR_NUMBER, """
                                advert_int|preempt_delay|garp_master_delay|garp_master_refresh|
                                garp_lower_prio_delay""",
                        SettingForm.WHOLE_NUMBER, """
                                priority|virtual_router_id|version|garp_master_repeat|garp_master_refresh_repeat|
                                garp_lower_prio_repeat|down_timer_adverts""",
                        SettingForm.AS_WRITTEN, """
                                state|nopreempt|preempt|dont_track_primary|skip_check_adv_addr|strict_mode|accept|
                                no_accept|promote_secondaries"""))));
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        List<NodeName> balancers = deployment.spec().hostsWith(name());
        Map<String, String> lines = new LinkedHashMap<>();
        // preemption costs a second interruption when the first balancer returns
        lines.put("state", "BACKUP");
        lines.put("nopreempt", "");
        lines.put("priority", Integer.toString(100 + balancers.size() - balancers.indexOf(host)));
        lines.put("advert_int", "1");
        lines.put("garp_master_refresh", "10");
        lines.putAll(deployment.spec().settings().of(Section.KEEPALIVED));
        String peers = balancers.stream()
                .filter(balancer -> !balancer.equals(host))
                .map(balancer -> "    " + deployment.address(balancer))
                .collect(Collectors.joining("\n"));
        String file = Template.load("keepalived.conf")
                .fill(Map.of(
                        "name",
                        host.value(),
                        "settings",
                        Haproxy.joined(lines, "\n"),
                        "address",
                        deployment.address(host),
                        "peers",
                        peers.isEmpty() ? "" : "unicast_peer {\n" + peers + "\n}",
                        "vip",
                        deployment.vip().orElseThrow()));
        return Map.of("LAPSE_KEEPALIVED_CONF", file);
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
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return cluster.vip()
                ? List.of(
                        Inquiry.shell(
                                "keepalived --version 2>&1 | awk 'NR == 1 {print substr($2, 2)}'",
                                answer -> Told.version("keepalived", answer.strip())),
                        Inquiry.shell(
                                "grep -E '^ *(advert_int|vrrp_version|nopreempt)' /etc/lapse/keepalived.conf",
                                answer -> Told.effective(Lines.of("keepalived", " ", answer))))
                : List.of();
    }
}
