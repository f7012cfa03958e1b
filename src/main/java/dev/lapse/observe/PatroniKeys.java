package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.Dcs.SyncNames;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the values that Patroni writes into its keys, the same in every store. A null is a key that is absent. */
final class PatroniKeys {
    private PatroniKeys() {}

    /** @param values the text of each key, or null */
    static Dcs.Kept kept(long position, Dcs.@Nullable LeaderLock lock, Values values) throws IOException {
        return new Dcs.Kept(
                position,
                lock,
                sync(values.of(Dcs.PatroniKey.SYNC)),
                failsafe(values.of(Dcs.PatroniKey.FAILSAFE)),
                config(values.of(Dcs.PatroniKey.CONFIG)));
    }

    /** What a store has under Patroni's keys. */
    interface Values {
        @Nullable
        String of(Dcs.PatroniKey key);
    }

    static NodeName holder(String value) throws IOException {
        return name(value);
    }

    static SyncNames sync(@Nullable String value) throws IOException {
        if (value == null) {
            return SyncNames.NONE;
        }
        JsonNode json = Http.json(value);
        List<NodeName> standbys = new ArrayList<>();
        for (String name : json.path("sync_standby").asText("").split(",")) {
            if (!name.isBlank() && !name.equals("null")) {
                standbys.add(name(name.strip()));
            }
        }
        return new SyncNames(
                json.hasNonNull("leader") ? name(json.path("leader").asText()) : null, standbys);
    }

    static List<String> failsafe(@Nullable String value) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        if (value != null) {
            Http.json(value).fieldNames().forEachRemaining(names::add);
        }
        return List.copyOf(names);
    }

    /** The top level alone; what lies deeper is left out. */
    static Map<String, String> config(@Nullable String value) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        if (value != null) {
            for (Map.Entry<String, JsonNode> field : Http.json(value).properties()) {
                if (field.getValue().isValueNode()) {
                    settings.put(field.getKey(), field.getValue().asText());
                }
            }
        }
        return settings;
    }

    private static NodeName name(String text) throws IOException {
        try {
            return new NodeName(text);
        } catch (IllegalArgumentException noName) {
            throw new IOException(noName.getMessage(), noName);
        }
    }
}
