package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OneNode;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of Patroni's settings cannot be in a certain cluster, or does nothing there: the containers have no watchdog
 * device, and an older Patroni lacks some of the names. Tags are of {@link PatroniTags}.
 */
final class PatroniRemarks {
    /** Parameters of recovery, which Patroni takes from {@code recovery_conf} and drops elsewhere. */
    static final List<String> RECOVERY = OneNode.RECOVERY;

    /** The first version that has a name, where it is later than the oldest that Lapse runs. */
    private static final Map<String, String> SINCE = Map.of(
            "member_slots_ttl", "4.0",
            "tags.failover_priority", "4.0",
            "tags.nostream", "4.0",
            "log.type", "4.0",
            "log.static_fields", "4.0",
            "restapi.request_queue_size", "4.0",
            "postgresql.before_stop", "4.0",
            "tags.sync_priority", "4.1",
            "log.deduplicate_heartbeat_logs", "4.1");

    private static final Map<String, String> SINCE_4_1 =
            Map.of("restapi.server_tokens", "4.1", "restapi.thread_pool_size", "4.1");

    /** What a node's own file cannot have ({@code postgresql/config.py}, {@code CMDLINE_OPTIONS}). */
    static final Set<String> FROM_DCS = Set.of(
            "wal_level",
            "hot_standby",
            "max_connections",
            "max_wal_senders",
            "wal_keep_segments",
            "wal_keep_size",
            "max_prepared_transactions",
            "max_locks_per_transaction",
            "track_commit_timestamp",
            "max_replication_slots",
            "max_worker_processes",
            "wal_log_hints");

    private final ClusterSpec cluster;
    private final Map<String, String> settings;
    private final List<Remark> remarks = new ArrayList<>();

    private PatroniRemarks(ClusterSpec cluster) {
        this.cluster = cluster;
        this.settings = cluster.settings().of(Section.PATRONI);
    }

    static List<Remark> of(ClusterSpec cluster) {
        PatroniRemarks all = new PatroniRemarks(cluster);
        all.versions();
        all.watchdog();
        all.remarks.addAll(PatroniTags.of(cluster));
        all.slots();
        all.methods();
        all.lists();
        all.synchronous();
        all.log();
        return all.remarks;
    }

    /** What of a node's own settings cannot be there; its tags are held with those of the others. */
    static List<Remark> ofHost(ClusterSpec cluster, NodeName node) {
        Settings own = cluster.host(node).own();
        PatroniRemarks there = new PatroniRemarks(cluster.at(node));
        there.versions();
        there.watchdog();
        there.lists();
        there.log();
        own.of(Section.PATRONI).keySet().stream()
                .filter(name -> !PatroniFile.isLocal(name))
                .forEach(name -> there.refuse(
                        name, "it is kept in the DCS, for all nodes alike; write it in the section patroni"));
        own.of(Section.POSTGRESQL).keySet().stream()
                .filter(FROM_DCS::contains)
                .forEach(name -> there.remarks.add(Remark.refusedName(
                        Section.POSTGRESQL,
                        name,
                        "postgresql." + name + ": Patroni takes it from the DCS alone, for all nodes alike; write it in"
                                + " the section postgresql")));
        return there.remarks.stream()
                .filter(remark -> own.get(remark.section(), remark.name()).isPresent())
                .map(remark -> remark.at(node))
                .toList();
    }

    private void versions() {
        Release.of(cluster.suite()).ifPresent(release -> {
            settings.keySet()
                    .forEach(name -> since(name)
                            .filter(first -> !Release.isAtLeast(release.patroni(), first))
                            .ifPresent(first -> refuse(
                                    name,
                                    "Patroni " + release.patroni() + " of suite " + cluster.suite() + " has no " + name
                                            + "; " + first + " has")));
            if (is("synchronous_mode", "quorum") && !Release.isAtLeast(release.patroni(), "4.0")) {
                remarks.add(Remark.refusedValue(
                        Section.PATRONI,
                        "synchronous_mode",
                        "Patroni " + release.patroni() + " of suite " + cluster.suite()
                                + " has no quorum, and would replicate asynchronously; 4.0 has"));
            }
        });
    }

    private static Optional<String> since(String name) {
        String own = name.matches("slots\\..*\\.cluster_type") ? "4.0" : SINCE.get(name);
        return Optional.ofNullable(own == null ? SINCE_4_1.get(name) : own);
    }

    private void watchdog() {
        if (is("watchdog.mode", "required") || is("watchdog.mode", "require")) {
            remarks.add(Remark.refusedValue(
                    Section.PATRONI,
                    "watchdog.mode",
                    "the containers have no watchdog device, so that no node would ever take the leader lock; write"
                            + " automatic or off"));
            return;
        }
        settings.keySet().stream()
                .filter(name -> name.startsWith("watchdog.") && !is(name, "off") && !is(name, "false"))
                .forEach(name -> note(name, "it does nothing here: the containers have no watchdog device"));
    }

    private void slots() {
        settings.keySet().stream()
                .filter(name -> name.matches("slots\\.[^.]+\\.[^.]+"))
                .map(name -> name.split("\\.")[1])
                .distinct()
                .forEach(this::slot);
    }

    private void slot(String slot) {
        String at = "slots." + slot + ".";
        String type = at + "type";
        if (!settings.containsKey(type)) {
            refuse(
                    settings.keySet().stream()
                            .filter(name -> name.startsWith(at))
                            .findFirst()
                            .orElseThrow(),
                    "slot " + slot + " needs a type: physical or logical");
        } else if (is(type, "logical")) {
            for (String property : List.of("database", "plugin")) {
                if (!settings.containsKey(at + property)) {
                    refuse(
                            type,
                            "a logical slot also needs its " + property + ", such as "
                                    + (property.equals("plugin") ? "pgoutput" : "lapse"));
                }
            }
            if (!cluster.settings().get(Section.POSTGRESQL, "wal_level").equals(Optional.of("logical"))) {
                refuse(
                        type,
                        "a logical slot needs PostgreSQL's wal_level logical; write postgresql: {wal_level: logical}"
                                + " beside it");
            }
        }
    }

    private void methods() {
        String named = settings.getOrDefault("postgresql.create_replica_methods", "[]");
        settings.keySet()
                .forEach(name -> PatroniSettings.methodOf(name)
                        .filter(method -> !named.contains("\"" + method + "\""))
                        .ifPresent(method -> refuse(
                                name,
                                Nearest.unknown("patroni setting", name, PatroniSettings.FORMS.keySet())
                                        + "; or is " + method + " a way to make replicas? Then name it: postgresql:"
                                        + " {create_replica_methods: [" + method + ", basebackup]}")));
    }

    /** What stands in lists, each entry by itself. */
    private void lists() {
        get("postgresql.pg_hba")
                .ifPresent(list ->
                        PgHba.problem(Json.read(list)).ifPresent(problem -> refuseValue("postgresql.pg_hba", problem)));
        get("ignore_slots")
                .ifPresent(list -> IgnoredSlots.problem(Json.read(list))
                        .ifPresent(problem -> refuseValue("ignore_slots", problem)));
    }

    private void refuseValue(String name, String problem) {
        remarks.add(Remark.refusedValue(Section.PATRONI, name, "patroni." + name + ": " + problem));
    }

    private void synchronous() {
        if (!cluster.synchronous()) {
            for (String name : List.of(
                    "synchronous_mode_strict",
                    "synchronous_node_count",
                    "maximum_lag_on_syncnode",
                    "primary_stop_timeout")) {
                get(name)
                        .filter(value -> !Switch.isOff(value) && !(name.endsWith("count") && value.equals("1")))
                        .ifPresent(value -> note(name, "it does nothing while synchronous_mode is off"));
            }
            return;
        }
        int replicas = cluster.nodes().size() - 1;
        get("synchronous_node_count")
                .filter(count -> Long.parseLong(count) > replicas)
                .ifPresent(count -> note(
                        "synchronous_node_count",
                        "the cluster has " + replicas + (replicas == 1 ? " replica" : " replicas")
                                + ", and Patroni counts no more than there are"));
    }

    private void log() {
        for (String name : List.of("log.level", "log.format", "log.type", "log.dateformat")) {
            get(name)
                    .filter(value -> !value.equals("INFO") && !value.equals("DEBUG") && !value.equals("plain"))
                    .ifPresent(value -> note(
                            name,
                            "Lapse finds failed ways back (failed_rejoins) in Patroni's log as it is by default"));
        }
    }

    private Optional<String> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    private boolean is(String name, String value) {
        return value.equals(settings.get(name));
    }

    private boolean isOn(String name) {
        return get(name).filter(Switch::isOn).isPresent();
    }

    private void refuse(String name, String message) {
        remarks.add(Remark.refusedName(
                Section.PATRONI,
                name,
                message.startsWith("unknown") || message.startsWith("Patroni ")
                        ? message
                        : "patroni." + name + ": " + message));
    }

    private void note(String name, String message) {
        remarks.add(Remark.note(Section.PATRONI, name, message));
    }
}
