package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.ReplicationMode;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Switch;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyMet;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.component.Keepalived;
import dev.lapse.component.KeepalivedTimings;
import dev.lapse.component.PatroniTimings;
import dev.lapse.component.VipManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the formulas take of a cluster: the timings that its components will have, not those that somebody wrote down.
 *
 * @param ttl, loopWait, retryTimeout of Patroni, as it runs them
 * @param balancer of the listener for writes; empty: the cluster has no balancer
 * @param election etcd's election timeout
 * @param walSenderTimeout of PostgreSQL; zero: none
 * @param sinceRearm from when a new leader of the store armed the lease to the fault; empty: the holder was the last
 */
record Configuration(
        ClusterSpec spec,
        Duration ttl,
        Duration loopWait,
        Duration retryTimeout,
        Optional<HaproxyTimings> balancer,
        Duration election,
        Duration walSenderTimeout,
        Optional<Interval> sinceRearm) {
    /** What formulas of every client take. */
    static final Set<String> OF_ALL = Set.of(
            "patroni.ttl",
            "patroni.loop_wait",
            "patroni.retry_timeout",
            "patroni.failsafe_mode",
            "patroni.synchronous_mode",
            "patroni.synchronous_mode_strict",
            "patroni.synchronous_node_count",
            "patroni.primary_start_timeout",
            "etcd.election-timeout",
            "postgresql.wal_sender_timeout");

    /** The same cluster with what is in effect laid over what was asked. */
    static Configuration of(ClusterSpec spec, Map<String, String> effective) {
        Settings settings = spec.settings();
        for (Map.Entry<String, String> each : effective.entrySet()) {
            int dot = each.getKey().indexOf('.');
            if (dot > 0) {
                settings = settings.with(
                        new Section(each.getKey().substring(0, dot)),
                        each.getKey().substring(dot + 1),
                        each.getValue());
            }
        }
        return of(spec.withSettings(settings));
    }

    /**
     * The same cluster with these settings instead, as a file writes them: name with its section to value. What one
     * listener had of its own gives way.
     */
    Configuration with(Map<String, String> newSettings) {
        Map<Section, Map<String, String>> values = new TreeMap<>();
        spec.settings().values().forEach((section, entries) -> values.put(section, new TreeMap<>(entries)));
        newSettings.forEach((full, value) -> {
            int dot = full.indexOf('.');
            Section section = new Section(full.substring(0, dot));
            String name = full.substring(dot + 1);
            Map<String, String> entries = values.computeIfAbsent(section, each -> new TreeMap<>());
            if (section.equals(Section.HAPROXY)) {
                entries.keySet().removeAll(Set.of("write." + name, "read." + name));
            }
            boolean seconds = section.equals(Section.PATRONI) && value.matches("[0-9]+s");
            entries.put(name, seconds ? value.substring(0, value.length() - 1) : value);
        });
        List<Host> hosts = spec.hosts().stream()
                .map(host -> new Host(host.name(), host.carries(), without(host.own(), newSettings.keySet())))
                .toList();
        return of(spec.withHosts(hosts).withSettings(new Settings(values))).rearmed(sinceRearm);
    }

    /** What a balancer has of its own gives way too. */
    private static Settings without(Settings own, Set<String> names) {
        Settings left = own;
        for (String name : own.of(Section.HAPROXY).keySet()) {
            String plain = name.replaceFirst("^(write|read)\\.", "");
            if (names.contains(Section.HAPROXY + "." + name) || names.contains(Section.HAPROXY + "." + plain)) {
                left = left.without(Section.HAPROXY, name);
            }
        }
        return left;
    }

    /** The same cluster as who comes through this balancer meets it. */
    Configuration through(NodeName host) {
        return of(HaproxyMet.through(spec, host)).rearmed(sinceRearm);
    }

    static Configuration of(ClusterSpec spec) {
        PatroniTimings timings = PatroniTimings.from(name -> spec.settings().get(Section.PATRONI, name))
                .asRunIn(spec.suite());
        return new Configuration(
                spec,
                Duration.ofSeconds(timings.ttlSeconds()),
                Duration.ofSeconds(timings.loopWaitSeconds()),
                Duration.ofSeconds(timings.retryTimeoutSeconds()),
                spec.balancers().isEmpty()
                        ? Optional.empty()
                        : Optional.of(HaproxyTimings.of(spec.settings(), "write")),
                spec.settings()
                        .get(Section.ETCD, "election-timeout")
                        .map(Configuration::millis)
                        .orElse(Duration.ofSeconds(1)),
                spec.settings()
                        .get(Section.POSTGRESQL, "wal_sender_timeout")
                        .map(Configuration::millis)
                        .orElse(Duration.ofSeconds(60)),
                Optional.empty());
    }

    /** The same, for a fault so long after a new leader of the store armed the lease. */
    Configuration rearmed(Optional<Interval> newSinceRearm) {
        return new Configuration(
                spec, ttl, loopWait, retryTimeout, balancer, election, walSenderTimeout, newSinceRearm);
    }

    /** {@code 20/1/9}: ttl, loop_wait and retry_timeout as Patroni runs them, in seconds. */
    String timings() {
        return ttl.toSeconds() + "/" + loopWait.toSeconds() + "/" + retryTimeout.toSeconds();
    }

    /** A number without a unit is milliseconds, for both. */
    private static Duration millis(String text) {
        return DurationText.parse(text.matches("\\d+") ? text + "ms" : text);
    }

    /** Of the listener that this client goes to. */
    HaproxyTimings balancerOf(Client client) {
        return client.reads() ? HaproxyTimings.of(spec.settings(), "read") : balancer.orElseThrow();
    }

    /** What leads this client to the primary; empty: it finds it by itself, or there is no balancer. */
    Optional<Guide> guide(Client client) {
        if (!client.isBalanced()) {
            return Optional.empty();
        }
        return client.via() == Entrypoint.VIP && spec.addressFollowsPrimary()
                ? Optional.of(spec.keysInV2() ? new KeyGuide(VipManager.interval(spec)) : new AddressGuide(addresses()))
                : balancer.map(timings -> new BalancerGuide(balancerOf(client), endsSessions()));
    }

    /**
     * Why nothing says how the address moves by keepalived's scripts, if so: a weighted script makes the priority, and
     * not the state; and of a script of the user's own nobody may know what it sees.
     */
    Optional<String> whyNoAddress() {
        return spec.keysInV2() ? Optional.empty() : whyNoScript();
    }

    private Optional<String> whyNoScript() {
        return spec.hostsWith(ComponentName.KEEPALIVED).stream()
                .flatMap(host -> spec.at(host).settings().get(Section.KEEPALIVED, "weight").stream())
                .filter(weight -> !weight.matches("off|-?0+( +reverse)?"))
                .findFirst()
                .map(weight -> "keepalived.weight " + weight
                        + ": who holds the address depends on the priorities, which is not modelled")
                .or(() -> Keepalived.shut(spec))
                .or(() -> Keepalived.in(spec).unknownScript(spec))
                .or(this::whyNoSilence);
    }

    /** Why nothing says when a host misses the one that holds the address, if so. */
    Optional<String> whyNoSilence() {
        return addresses().stream().map(KeepalivedTimings::silence).distinct().count() > 1
                ? Optional.of("keepalived.advert_int or down_timer_adverts differ from host to host, which is not"
                        + " modelled")
                : Optional.empty();
    }

    /** Of each host; equal ones once. */
    List<KeepalivedTimings> addresses() {
        return KeepalivedTimings.each(spec);
    }

    private boolean isOn(Section section, String name) {
        return spec.settings().get(section, name).filter(Switch::isOn).isPresent();
    }

    /** Whether a balancer's check also connects to the pooler. */
    boolean checksPoolers() {
        return isOn(Section.HAPROXY, "check-pooler");
    }

    /** Whether the balancer ends the sessions of a server that it finds down. */
    boolean endsSessions() {
        return spec.settings()
                .get(Section.HAPROXY, "write.on-marked-down")
                .or(() -> spec.settings().get(Section.HAPROXY, "on-marked-down"))
                .map("shutdown-sessions"::equals)
                .orElse(true);
    }

    /** Which nodes pass the check of the listener for reads. */
    enum Readers {
        REPLICAS,
        ALL_NODES,
        /** Some replicas, which are not known before. */
        SOME
    }

    Readers readers() {
        String path = Haproxy.readPage(spec.settings());
        if (spec.balanced().size() < spec.nodes().size() && !path.matches("/(health|readiness|liveness)")) {
            return Readers.SOME;
        }
        return switch (path) {
            case "/replica" -> Readers.REPLICAS;
            case "/", "/read-only", "/health", "/readiness", "/liveness" -> Readers.ALL_NODES;
            default -> Readers.SOME;
        };
    }

    /** How long PgBouncer waits after it failed to connect, counted from the beginning of that attempt; in seconds. */
    Duration loginRetry() {
        return spec.settings()
                .get(Section.PGBOUNCER, "server_login_retry")
                .map(text -> DurationText.parse(text.matches("[0-9.]+") ? text + "s" : text))
                .orElse(Duration.ofSeconds(15));
    }

    /** Whether a PgBouncer stands between this client and PostgreSQL on its node. */
    boolean pools(Client client) {
        return client.via() == Entrypoint.POOLER || client.isBalanced() && spec.pooled();
    }

    /** How much longer who comes through a pooler waits whose last login met a PostgreSQL that was not ready. */
    Interval retriedLogin() {
        return Interval.upTo(loginRetry().plusMillis(300));
    }

    /** The same of any client. */
    Interval retriedLogin(Client client) {
        return pools(client) ? retriedLogin() : Interval.NONE;
    }

    /** Zero: a PostgreSQL that ends is not started where it was, but another takes over. */
    boolean startsInPlace() {
        return spec.settings()
                .get(Section.PATRONI, "primary_start_timeout")
                .or(() -> spec.settings().get(Section.PATRONI, "master_start_timeout"))
                .filter(text -> text.matches("0+s?"))
                .isEmpty();
    }

    ReplicationMode replication() {
        return ReplicationMode.of(spec);
    }

    /** Whether a commit waits for a standby. */
    boolean waitsForStandby() {
        return spec.acknowledgesOnStandby();
    }

    List<NodeName> members() {
        return spec.hostsWith(ComponentName.ETCD);
    }

    /** Whether so many members of the store are a quorum. */
    boolean isQuorum(long members) {
        return members > members().size() / 2;
    }

    /** Whether a host of PostgreSQL carries a member of etcd, which may be its leader. */
    boolean storeOnNodes() {
        return spec.nodes().stream().anyMatch(this::carriesStore);
    }

    /** Whether the store has a quorum without this host. */
    boolean storeOutlives(NodeName host) {
        return !carriesStore(host) || isQuorum(members().size() - 1L);
    }

    /** Whether it has one without any one of these hosts; empty: it depends on which of them is lost. */
    Optional<Boolean> storeOutlives(List<NodeName> hosts) {
        boolean all = hosts.stream().allMatch(this::storeOutlives);
        return all || hosts.stream().noneMatch(this::storeOutlives) ? Optional.of(all) : Optional.empty();
    }

    boolean carriesStore(NodeName host) {
        return spec.host(host).carries(ComponentName.ETCD);
    }

    /** etcd of before 3.5 gives up a peer that is silent after 5 s; later ones wait for TCP (etcd#18052, #19143). */
    boolean givesSilentPeersUp() {
        return spec.suite().equals("bookworm");
    }

    /**
     * Why nobody can take over, or nobody can write then.
     *
     * @param primary empty: it is not known who that is
     */
    String whyNoHeir(Optional<NodeName> primary) {
        List<NodeName> alone = primaries(primary).stream()
                .filter(each -> spec.heirs(each).isEmpty())
                .toList();
        if (spec.nodes().size() > 1 && !alone.isEmpty()) {
            return alone.size() == primaries(primary).size()
                    ? "no other node may take over: tags keep them from it"
                    : "it depends on which node is the primary: tags keep all others from taking over from "
                            + alone.get(0);
        }
        return spec.nodes().size() > 1
                ? "in strict mode the new primary has no standby: commits wait until the old one is back"
                : "there is no replica to take over";
    }

    /**
     * Not with one node; and in strict mode the new primary needs a standby that is left. One is enough, whatever
     * synchronous_node_count is ({@code global_config.py}, {@code min_synchronous_nodes}).
     */
    boolean failsOver(Optional<NodeName> primary) {
        ReplicationMode mode = replication();
        boolean strict = mode.kind() != ReplicationMode.Kind.ASYNCHRONOUS && mode.strict();
        return primaries(primary).stream()
                .allMatch(old -> spec.heirs(old).stream()
                        .anyMatch(heir ->
                                !strict || spec.standbys(heir).stream().anyMatch(standby -> !standby.equals(old))));
    }

    private List<NodeName> primaries(Optional<NodeName> known) {
        return known.map(List::of).orElseGet(spec::leaders);
    }
}
