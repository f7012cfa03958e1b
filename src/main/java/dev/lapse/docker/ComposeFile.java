package dev.lapse.docker;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Template;
import dev.lapse.component.YamlTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A topology as a docker-compose.yml for hands-on use: the same image, networks and files per host as a cluster that
 * Lapse starts, with fixed subnets. Written in what docker-compose 1.29 and Compose v2 both read.
 */
public final class ComposeFile {
    private static final String DATA = "172.31.240.";
    private static final String WATCH = "172.31.241.";
    private static final String VIP = DATA + "200";
    private static final String PASSWORD = "${LAPSE_PASSWORD:-lapse}";

    /** Stands for the password while dollar signs, which Compose reads as variables, are doubled. */
    private static final String PASSWORD_MARK = "@LAPSE_PASSWORD@";

    private ComposeFile() {}

    public static String render(ClusterSpec spec) {
        Map<NodeName, Integer> octets = octets(spec);
        Map<NodeName, String> addresses = new LinkedHashMap<>();
        octets.forEach((name, octet) -> addresses.put(name, DATA + octet));
        HostFiles files = new HostFiles(new Deployment(
                spec,
                addresses,
                spec.vip() ? Optional.of(VIP) : Optional.empty(),
                new Credentials(PASSWORD_MARK, PASSWORD_MARK, PASSWORD_MARK)));
        String services = spec.hosts().stream()
                .map(host -> service(files, host, octets.get(host.name())))
                .collect(Collectors.joining("\n"));
        return Template.load(ComposeFile.class, "docker-compose.yml")
                .fill(Map.of(
                        "topology", spec.topology(),
                        "suite", spec.suite(),
                        "data", DATA,
                        "watch", WATCH,
                        "services", services));
    }

    /** etcd hosts from 11, nodes from 21, balancers from 31; a host that carries several is a node first. */
    private static Map<NodeName, Integer> octets(ClusterSpec spec) {
        Map<NodeName, Integer> octets = new LinkedHashMap<>();
        Map<ComponentName, Integer> last = new LinkedHashMap<>();
        for (Host host : spec.hosts()) {
            ComponentName first = host.carries(ComponentName.PATRONI)
                    ? ComponentName.PATRONI
                    : host.carries(ComponentName.HAPROXY) ? ComponentName.HAPROXY : ComponentName.ETCD;
            int start = first.equals(ComponentName.PATRONI) ? 20 : first.equals(ComponentName.HAPROXY) ? 30 : 10;
            octets.put(host.name(), start + last.merge(first, 1, Integer::sum));
        }
        return octets;
    }

    private static String service(HostFiles files, Host host, int octet) {
        StringBuilder out = new StringBuilder("%s:\n  <<: *host\n  hostname: %s\n".formatted(host.name(), host.name()));
        List<String> capabilities = files.capabilities(host);
        if (!capabilities.isEmpty()) {
            out.append("  cap_add: [").append(String.join(", ", capabilities)).append("]\n");
        }
        out.append("  networks:\n");
        out.append("    data: {ipv4_address: ").append(DATA).append(octet).append("}\n");
        out.append("    watch: {ipv4_address: ").append(WATCH).append(octet).append("}\n");
        out.append("  environment:\n");
        files.environment(host)
                .forEach((name, value) -> out.append("    ")
                        .append(name)
                        .append(": ")
                        .append(value.contains("\n") ? block(value) : YamlTree.quoted(value) + "\n"));
        return out.toString();
    }

    private static String block(String text) {
        return "|\n"
                + text.replace("$", "$$")
                        .replace(PASSWORD_MARK, PASSWORD)
                        .lines()
                        .map(line -> line.isEmpty() ? "\n" : "      " + line + "\n")
                        .collect(Collectors.joining());
    }
}
