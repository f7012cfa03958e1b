package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /patroni} says of a node (Patroni 3.0 to 4.x).
 *
 * @param role null when it has none that runs
 * @param lsn the position written on a primary, the position replayed (or else received) on a replica
 * @param standbys rows of {@code pg_stat_replication} whose application name is a node of the cluster, by name
 * @param syncStandby whether the node says that it is a synchronous (or quorum) standby
 * @param paused whether the cluster is in maintenance mode
 * @param dcsLastSeen when it last reached the DCS: Unix seconds on the node's own clock
 * @param serverVersion as PostgreSQL numbers it, such as 170011
 */
public record PatroniStatus(
        PatroniState state,
        @Nullable PatroniRole role,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        List<PatroniSeen.Standby> standbys,
        boolean syncStandby,
        boolean paused,
        @Nullable Long dcsLastSeen,
        @Nullable String patroniVersion,
        @Nullable Integer serverVersion) {
    public PatroniStatus {
        standbys = List.copyOf(standbys);
    }

    public boolean runs() {
        return state.kind() == PatroniState.Kind.RUNNING;
    }

    public boolean runsAsPrimary() {
        return runs() && role == PatroniRole.PRIMARY;
    }

    public boolean runsAsReplica() {
        return runs() && role == PatroniRole.REPLICA;
    }

    static PatroniStatus parse(JsonNode json, Collection<NodeName> nodes) {
        JsonNode patroni = json.path("patroni");
        int timeline = json.path("timeline").asInt(0);
        return new PatroniStatus(
                new PatroniState(json.path("state").asText("unknown")),
                PatroniRole.of(json.path("role").asText("")).orElse(null),
                timeline < 1 ? null : new Timeline(timeline),
                lsn(json.path("xlog")),
                standbys(json.path("replication"), nodes),
                json.path("sync_standby").asBoolean(false)
                        || json.path("quorum_standby").asBoolean(false),
                json.path("pause").asBoolean(false),
                json.hasNonNull("dcs_last_seen") ? json.path("dcs_last_seen").asLong() : null,
                patroni.hasNonNull("version") ? patroni.path("version").asText() : null,
                json.hasNonNull("server_version") ? json.path("server_version").asInt() : null);
    }

    private static @Nullable Lsn lsn(JsonNode xlog) {
        for (String position : List.of("location", "replayed_location", "received_location")) {
            long bytes = xlog.path(position).asLong(0);
            if (bytes > 0) {
                return new Lsn(bytes);
            }
        }
        return null;
    }

    private static List<PatroniSeen.Standby> standbys(JsonNode rows, Collection<NodeName> nodes) {
        List<PatroniSeen.Standby> standbys = new ArrayList<>();
        for (JsonNode row : rows) {
            String name = row.path("application_name").asText("");
            nodes.stream()
                    .filter(node -> node.value().equals(name))
                    .map(node -> new PatroniSeen.Standby(
                            node,
                            row.path("state").asText("unknown"),
                            row.path("sync_state").asText("unknown")))
                    .forEach(standbys::add);
        }
        standbys.sort(Comparator.comparing(PatroniSeen.Standby::node).thenComparing(PatroniSeen.Standby::state));
        return standbys;
    }
}
