package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyOwnFile;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lanes of a probe in a cluster, or says why there can be none: every message is for the author of the probe.
 */
final class LaneRules {
    private final LaneSpec spec;
    private final ClusterSpec cluster;

    private LaneRules(LaneSpec spec, ClusterSpec cluster) {
        this.spec = spec;
        this.cluster = cluster;
    }

    /** @throws IllegalArgumentException when the probe makes no sense, or the cluster has no such way in */
    static List<Lane> lanes(LaneSpec spec, ClusterSpec cluster) {
        LaneRules rules = new LaneRules(spec, cluster);
        return spec.isDirect() ? rules.direct() : rules.clients();
    }

    private List<Lane> direct() {
        require(spec.kind() != LaneKind.READ, "via postgres takes kind state or write, was read");
        require(
                spec.settings().isEmpty(),
                "via postgres takes settings of clients with vantage multi-host or pool only");
        require(spec.hold().isEmpty(), "hold is for clients; the lanes straight to each node only ask");
        require(spec.at().isEmpty(), "at is for clients; the lanes straight to each node are the observer's");
        return spec.node().map(List::of).orElseGet(cluster::nodes).stream()
                .map(this::direct)
                .toList();
    }

    private Lane direct(NodeName asked) {
        carries(asked, ComponentName.PATRONI, "run PostgreSQL");
        return new Lane(
                new LaneName(spec.name().orElse(LaneSpec.text(spec.kind())) + "-" + asked),
                spec.kind(),
                spec.via(),
                Vantage.DIRECT,
                asked,
                spec.every(),
                spec.timeout(),
                spec.cancel().orElse(null),
                Map.of());
    }

    private List<Lane> clients() {
        require(
                spec.kind() != LaneKind.STATE,
                "via " + spec.via().text() + " takes kind write or read, was " + LaneSpec.text(spec.kind()));
        require(
                !spec.vantages().isEmpty() && !spec.vantages().contains(Vantage.DIRECT),
                "vantage must be one of new-connection, pinned, pool, multi-host, was " + spec.vantages());
        if (spec.via() == Entrypoint.VIP || spec.via() == Entrypoint.HAPROXY) {
            listener();
        }
        @Nullable
        NodeName host = switch (spec.via()) {
            case VIP -> {
                require(cluster.vip(), "via vip: topology " + cluster.topology() + " has vip: false");
                require(spec.node().isEmpty(), "node is for via postgres or pooler, was via vip");
                yield null;
            }
            case HAPROXY -> balancer();
            case POOLER -> pooler();
            case APPLICATION -> throw new IllegalArgumentException("calls of own code stand in no scenario");
            case POSTGRES -> {
                require(
                        spec.node().isEmpty(),
                        "a client via postgres is given every node, was node "
                                + spec.node().map(NodeName::value).orElse(""));
                yield null;
            }
        };
        return spec.vantages().stream().map(vantage -> client(vantage, host)).toList();
    }

    /** A file of the user's own may have no listener for reads. */
    private void listener() {
        Haproxy all = Haproxy.in(cluster);
        Haproxy haproxy = spec.via() == Entrypoint.HAPROXY
                ? spec.node().or(this::ownBalancer).map(all::at).orElse(all)
                : all;
        require(
                spec.kind() == LaneKind.WRITE || haproxy.port(Entrance.READ).isPresent(),
                "kind read: no listener of the file of haproxy is for reads by its check; write listener: NAME beside it: "
                        + haproxy.own().map(HaproxyOwnFile::listenerNames).orElse(List.of()));
    }

    /** What stands beside the client, and so is its way in where no other is named. */
    private Optional<NodeName> beside(ComponentName kind) {
        return spec.at().map(this::place).filter(host -> cluster.host(host).carries(kind));
    }

    /** The balancer beside the client, else the first of its site. */
    private Optional<NodeName> ownBalancer() {
        return beside(ComponentName.HAPROXY)
                .or(() -> spec.at().map(this::place).flatMap(cluster.layout()::siteOf).stream()
                        .flatMap(site -> cluster.balancers().stream().filter(site.hosts()::contains))
                        .findFirst());
    }

    /**
     * Null: the first. One on a node is named in any case, since a lane through it shares that node's fate, and so is
     * that of a client who has one beside it, or another than the first at its site.
     */
    private @Nullable NodeName balancer() {
        some(ComponentName.HAPROXY);
        spec.node().ifPresent(balancer -> carries(balancer, ComponentName.HAPROXY, "run HAProxy"));
        NodeName first = cluster.balancers().get(0);
        boolean named = beside(ComponentName.HAPROXY).isPresent()
                || ownBalancer().filter(own -> !own.equals(first)).isPresent();
        return spec.node()
                .or(this::ownBalancer)
                .filter(balancer -> named || cluster.nodes().contains(balancer) || !balancer.equals(first))
                .orElse(null);
    }

    /** Null: all of them; of those before the balancers the first. */
    private @Nullable NodeName pooler() {
        some(ComponentName.PGBOUNCER);
        spec.node().ifPresent(node -> carries(node, ComponentName.PGBOUNCER, "run PgBouncer"));
        return spec.node()
                .or(() -> beside(ComponentName.PGBOUNCER))
                .or(() -> cluster.pooled()
                        ? Optional.empty()
                        : cluster.poolersBefore().stream().findFirst())
                .orElse(null);
    }

    private Lane client(Vantage vantage, @Nullable NodeName host) {
        boolean everyNode = host == null && (spec.via() == Entrypoint.POOLER || spec.via() == Entrypoint.POSTGRES);
        require(
                everyNode || vantage != Vantage.MULTI_HOST,
                "vantage multi-host takes via postgres or pooler, and no node: its client is given every node");
        require(
                !everyNode || LaneSpec.MULTI.contains(vantage),
                "via " + spec.via().text() + ", vantage " + vantage.text()
                        + ": which node? give node, or take vantage multi-host or pool, which are given every node");
        String name = spec.name()
                .orElse(LaneSpec.text(spec.kind()) + "-" + spec.via().text()
                        + (vantage == Vantage.NEW_CONNECTION ? "" : "-" + vantage.text()));
        Optional<NodeName> at = spec.at().map(this::place);
        return new Lane(
                new LaneName((host == null ? name : name + "-" + host)
                        + at.map(place -> "-at-" + place).orElse("")),
                spec.kind(),
                spec.via(),
                vantage,
                host,
                spec.every(),
                spec.timeout(),
                spec.cancel().orElse(null),
                spec.hold().orElse(null),
                at.orElse(null),
                HoldRules.held(spec, vantage, settings(vantage, everyNode), cluster));
    }

    /** The host by which the client comes in that stands at this site, or on this host. */
    private NodeName place(String text) {
        List<NodeName> clients = cluster.hostsWith(ComponentName.CLIENT);
        Optional<List<NodeName>> site = cluster.layout().site(text);
        if (site.isPresent()) {
            return site.get().stream()
                    .filter(clients::contains)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "at " + text + ": no host of that site carries client; add one such as app-" + text
                                    + ": [client] to the hosts, and its name to the site"));
        }
        List<String> known = Stream.concat(
                        cluster.layout().sites().stream().map(Layout.Site::name),
                        clients.stream().map(NodeName::value))
                .toList();
        require(
                !known.isEmpty(),
                "at " + text + ": topology " + cluster.topology()
                        + " has no host that carries client, and no site; add one such as app1: [client]");
        require(
                clients.stream().anyMatch(host -> host.value().equals(text)),
                Nearest.unknown("site or host that carries client", text, known));
        return new NodeName(text);
    }

    /** The client's settings, with the defaults that matter in a failover spelled out. */
    private Map<String, String> settings(Vantage vantage, boolean everyNode) {
        Map<String, String> settings = new TreeMap<>();
        if (everyNode) {
            settings.put("pgjdbc.targetServerType", spec.kind() == LaneKind.READ ? "preferSecondary" : "primary");
            settings.put("pgjdbc.hostRecheckSeconds", "10");
            settings.put("pgjdbc.connectTimeout", "1s");
        }
        if (vantage == Vantage.POOL) {
            settings.put("hikari.maximumPoolSize", "10");
            settings.put("hikari.connectionTimeout", DurationText.of(spec.timeout()));
            settings.put("hikari.maxLifetime", "30min");
        }
        boolean anyPool = spec.vantages().contains(Vantage.POOL);
        spec.settings().forEach((name, value) -> {
            boolean ofPool = name.startsWith(ClientSetting.HIKARI + ".");
            require(
                    !ofPool || anyPool,
                    "hikari is for vantage pool, was " + spec.vantages().get(0).text());
            if (!ofPool || vantage == Vantage.POOL) {
                settings.put(name, value);
            }
        });
        Optional.ofNullable(settings.get("hikari.connectionTimeout"))
                .map(LaneRules::duration)
                .ifPresent(wait -> require(
                        wait.compareTo(ClientSetting.HIKARI_FLOOR) >= 0 && wait.compareTo(spec.timeout()) <= 0,
                        "hikari.connectionTimeout must be >= 250ms (HikariCP's floor) and <= timeout "
                                + DurationText.of(spec.timeout()) + ", was " + DurationText.of(wait)));
        Optional.ofNullable(settings.get("pgjdbc.connectTimeout"))
                .filter(text -> everyNode)
                .map(LaneRules::duration)
                .ifPresent(connect -> require(
                        connect.compareTo(spec.timeout()) < 0 && !connect.isZero(),
                        "timeout must be > pgjdbc.connectTimeout " + DurationText.of(connect)
                                + ", or the client never comes to its second host; was "
                                + DurationText.of(spec.timeout())));
        return settings;
    }

    private static Duration duration(String text) {
        return text.equals("0") ? Duration.ZERO : DurationText.parse(text);
    }

    private void some(ComponentName carrier) {
        require(
                !cluster.hostsWith(carrier).isEmpty(),
                "via " + spec.via().text() + ": topology " + cluster.topology() + " has no host with "
                        + carrier.text());
    }

    private void carries(NodeName host, ComponentName component, String what) {
        List<NodeName> carriers = cluster.hostsWith(component);
        require(
                carriers.contains(host),
                "node " + host + " does not " + what + "; those that do: "
                        + Nearest.list(carriers.stream().map(NodeName::value).toList()));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
