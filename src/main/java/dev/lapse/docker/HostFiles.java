package dev.lapse.docker;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the hosts of one cluster are told: per host, the environment variables that its image's entry turns into files.
 * Components know each other by data addresses alone and listen on every address, for the observers on the watch
 * network. What no setting names is the component's own default, sizes and log lines aside.
 *
 * @param vip the virtual address; without one, no host runs keepalived
 */
public record HostFiles(
        ClusterSpec spec, Map<NodeName, String> dataAddresses, Optional<String> vip, Credentials credentials) {
    /** @throws IllegalArgumentException when a host has no address */
    public HostFiles {
        dataAddresses = Map.copyOf(dataAddresses);
        for (Host host : spec.hosts()) {
            if (!dataAddresses.containsKey(host.name())) {
                throw new IllegalArgumentException("host " + host.name() + " of topology " + spec.topology()
                        + " has no data address; given: " + new TreeMap<>(dataAddresses));
            }
        }
    }

    /** The host's environment; the values carry passwords. */
    public Map<String, String> environment(Host host) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "LAPSE_COMPONENTS",
                components(host).stream().map(Component::text).collect(Collectors.joining(" ")));
        environment.put("LAPSE_DATA_ADDRESS", address(host.name()));
        for (Component component : components(host)) {
            switch (component) {
                case ETCD -> environment.put("LAPSE_ETCD_YML", etcd(host.name()));
                case PATRONI -> {
                    environment.put("LAPSE_PATRONI_YML", PatroniFile.render(this, host.name()));
                    environment.put("LAPSE_POST_BOOTSTRAP", PatroniFile.postBootstrap(this));
                }
                case PGBOUNCER -> {
                    environment.put("LAPSE_PGBOUNCER_INI", pgbouncer());
                    environment.put("LAPSE_PGBOUNCER_USERS", pgbouncerUsers());
                }
                case HAPROXY -> environment.put("LAPSE_HAPROXY_CFG", new HaproxyFile(this).render());
                case KEEPALIVED -> environment.put("LAPSE_KEEPALIVED_CONF", keepalived(host.name()));
            }
        }
        return environment;
    }

    /** Linux capabilities that the host needs beyond Docker's own: those of a virtual address, or none. */
    public List<String> capabilities(Host host) {
        return components(host).contains(Component.KEEPALIVED) ? List.of("NET_ADMIN", "NET_RAW") : List.of();
    }

    private List<Component> components(Host host) {
        return host.carries().stream()
                .filter(component -> component != Component.KEEPALIVED || vip.isPresent())
                .toList();
    }

    String address(NodeName host) {
        return Objects.requireNonNull(dataAddresses.get(host));
    }

    /** The port of a node that clients are sent to. */
    int clientPort() {
        return spec.pooled() ? Ports.POOLER : Ports.POSTGRES;
    }

    private String etcd(NodeName host) {
        String url = "http://" + address(host);
        YamlTree file = new YamlTree()
                .put("name", host.value())
                .put("data-dir", "/var/lib/etcd-lapse")
                .put("listen-client-urls", "http://0.0.0.0:2379")
                .put("advertise-client-urls", url + ":2379")
                .put("listen-peer-urls", "http://0.0.0.0:2380")
                .put("initial-advertise-peer-urls", url + ":2380")
                .put(
                        "initial-cluster",
                        spec.hostsWith(Component.ETCD).stream()
                                .map(peer -> peer + "=http://" + address(peer) + ":2380")
                                .collect(Collectors.joining(",")))
                .put("initial-cluster-state", "new")
                .put("initial-cluster-token", "lapse")
                .put("enable-grpc-gateway", "true") // Patroni's way in; etcd 3.4 with a file leaves it off
                .put("logger", "zap")
                .put("log-level", "info");
        spec.settings().of(Section.ETCD).forEach(file::put);
        return file.render();
    }

    private String pgbouncer() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("listen_addr", "0.0.0.0");
        lines.put("listen_port", Integer.toString(Ports.POOLER));
        lines.put("unix_socket_dir", "/run/postgresql");
        lines.put("auth_type", spec.auth().text());
        lines.put("auth_file", "/etc/lapse/pgbouncer-users");
        lines.put("admin_users", Credentials.LANE_ROLE);
        lines.put("stats_users", Credentials.LANE_ROLE);
        lines.put("ignore_startup_parameters", "extra_float_digits,options,search_path");
        lines.put("pool_mode", "transaction");
        lines.put("max_client_conn", "1000");
        lines.put("default_pool_size", "60");
        if (!spec.suite().equals("bookworm")) {
            lines.put("max_prepared_statements", "200"); // unknown before 1.21
        }
        // two lines per connection drown the log of a pooler that lanes knock at 50 times a second
        lines.put("log_connections", "0");
        lines.put("log_disconnections", "0");
        lines.putAll(spec.settings().of(Section.PGBOUNCER));
        String settings = lines.entrySet().stream()
                .map(line -> (line.getKey() + " = " + line.getValue()).strip())
                .collect(Collectors.joining("\n"));
        return Template.load("pgbouncer.ini").fill(Map.of("settings", settings));
    }

    private String pgbouncerUsers() {
        return "\"%s\" \"%s\"\n"
                .formatted(Credentials.LANE_ROLE, credentials.lanes().replace("\"", "\"\""));
    }

    private String keepalived(NodeName host) {
        List<NodeName> balancers = spec.hostsWith(Component.KEEPALIVED);
        Map<String, String> lines = new LinkedHashMap<>();
        // preemption costs a second interruption when the first balancer returns
        lines.put("state", "BACKUP");
        lines.put("nopreempt", "");
        lines.put("priority", Integer.toString(100 + balancers.size() - balancers.indexOf(host)));
        lines.put("advert_int", "1");
        lines.put("garp_master_refresh", "10");
        lines.putAll(spec.settings().of(Section.KEEPALIVED));
        String peers = balancers.stream()
                .filter(balancer -> !balancer.equals(host))
                .map(balancer -> "    " + address(balancer))
                .collect(Collectors.joining("\n"));
        return Template.load("keepalived.conf")
                .fill(Map.of(
                        "name",
                        host.value(),
                        "settings",
                        HaproxyFile.joined(lines, "\n"),
                        "address",
                        address(host),
                        "peers",
                        peers.isEmpty() ? "" : "unicast_peer {\n" + peers + "\n}",
                        "vip",
                        vip.orElseThrow()));
    }
}
