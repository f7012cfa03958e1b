package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Patroni keeps in etcd.
 *
 * @param leader who holds the leader lock, or null
 * @param leaseId the lease behind the leader key, or null
 * @param sync the {@code /sync} key; without it nobody is named
 * @param failsafe names in the {@code /failsafe} key
 * @param config the dynamic configuration, or null before bootstrap
 */
record DcsState(
        @Nullable NodeName leader,
        @Nullable String leaseId,
        Sync sync,
        List<String> failsafe,
        @Nullable JsonNode config) {
    static final String LEADER = "leader";
    static final String SYNC = "sync";

    /** The primary and the synchronous standbys that the {@code /sync} key names. */
    record Sync(@Nullable NodeName leader, List<NodeName> standbys) {
        static final Sync NONE = new Sync(null, List.of());

        Sync {
            standbys = List.copyOf(standbys);
        }

        static Sync parse(String value) throws IOException {
            JsonNode json = Http.json(value);
            List<NodeName> standbys = new ArrayList<>();
            for (String name : json.path("sync_standby").asText("").split(",")) {
                if (!name.isBlank() && !name.equals("null")) {
                    standbys.add(new NodeName(name.strip()));
                }
            }
            return new Sync(
                    json.hasNonNull("leader") ? new NodeName(json.path("leader").asText()) : null, standbys);
        }
    }

    static DcsState parse(EtcdApi.Keys keys) throws IOException {
        Map<String, EtcdApi.Entry> entries = keys.entries();
        EtcdApi.Entry leader = entries.get(LEADER);
        EtcdApi.Entry sync = entries.get(SYNC);
        EtcdApi.Entry failsafe = entries.get("failsafe");
        EtcdApi.Entry config = entries.get("config");
        TreeSet<String> names = new TreeSet<>();
        if (failsafe != null) {
            Http.json(failsafe.value()).fieldNames().forEachRemaining(names::add);
        }
        return new DcsState(
                leader == null ? null : new NodeName(leader.value()),
                leader == null ? null : leader.leaseId(),
                sync == null ? Sync.NONE : Sync.parse(sync.value()),
                List.copyOf(names),
                config == null ? null : Http.json(config.value()));
    }

    /** Whether {@code synchronous_mode} is on, in any of its values ({@code true}, {@code "on"}, {@code "quorum"}). */
    boolean synchronous() {
        return isOn("synchronous_mode");
    }

    boolean failsafeMode() {
        return isOn("failsafe_mode");
    }

    private boolean isOn(String setting) {
        String value = config == null ? "" : config.path(setting).asText("").toLowerCase(Locale.ROOT);
        return !List.of("", "null", "false", "off", "no", "0").contains(value);
    }
}
