package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Etcd;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys of API v2 of each etcd member (3.4 and 3.5 with {@code enable-v2}), asked over the watch network. They are apart
 * from those of v3: they have an index of their own, and a time to live of their own instead of a lease. No answer
 * within 1.5 s is an IOException. Any thread.
 */
final class EtcdV2Api implements AutoCloseable {
    private static final String FOLDER = "/v2/keys/service/lapse";
    private static final String PREFIX = EtcdApi.PREFIX;

    /** What an answer calls a key that is not there. */
    private static final int NOT_FOUND = 100;

    /** The events since the index that was asked for are no longer kept: a member keeps the last thousand. */
    private static final int CLEARED = 401;

    private final Cluster cluster;
    private final Http http;

    EtcdV2Api(Cluster cluster) {
        this.cluster = cluster;
        this.http = new Http();
    }

    /**
     * A key as one member has it.
     *
     * @param created the index at which it came to be: one that is only written again keeps it
     * @param ttl seconds left, begun ones counted whole; -1 without an end
     */
    record StoredKey(String value, long modified, long created, long ttl) {}

    /** Patroni's keys, without the prefix, as one member knew them at one index. */
    record Folder(long index, Map<String, StoredKey> nodes) {
        Folder {
            nodes = Map.copyOf(nodes);
        }
    }

    /** One change of a key: as it is now, or null when it is gone. */
    record NodeChange(String key, long index, @Nullable StoredKey node) {}

    /** As the member knows them, quorum or not. */
    Folder keys(NodeName member) throws IOException {
        Http.Answer answer = http.get(url(member) + "?recursive=true");
        String index = answer.headers().get("X-Etcd-Index");
        JsonNode json = answer.json();
        if (answer.status() == 404 && json.path("errorCode").asInt() == NOT_FOUND) {
            return new Folder(json.path("index").asLong(), Map.of());
        }
        if (index == null) {
            throw new IOException(
                    "etcd keys of " + member + ": the answer has no X-Etcd-Index: " + Http.firstLine(answer.body()));
        }
        return parseKeys(Long.parseLong(index), answer.jsonIfOk("etcd keys of " + member));
    }

    static Folder parseKeys(long index, JsonNode json) {
        Map<String, StoredKey> nodes = new TreeMap<>();
        for (JsonNode node : json.path("node").path("nodes")) {
            nodes.put(key(node), node(node));
        }
        return new Folder(index, nodes);
    }

    /**
     * Waits for the first change at an index or after it.
     *
     * @throws EtcdApi.Compacted when the member keeps that one no longer
     */
    NodeChange next(NodeName member, long index, Duration silence) throws IOException {
        Http.Answer answer = http.await(url(member) + "?recursive=true&wait=true&waitIndex=" + index, silence);
        if (answer.body().isBlank()) {
            throw new IOException("etcd member " + member + " ended the watch");
        }
        return parseChange(answer.json());
    }

    static NodeChange parseChange(JsonNode json) throws IOException {
        if (json.has("errorCode")) {
            String why =
                    json.path("message").asText() + " " + json.path("cause").asText();
            throw json.path("errorCode").asInt() == CLEARED
                    ? new EtcdApi.Compacted(why)
                    : new IOException("etcd watch: " + why);
        }
        JsonNode node = json.path("node");
        boolean gone = json.path("action").asText().matches("delete|compareAndDelete|expire");
        return new NodeChange(key(node), node.path("modifiedIndex").asLong(), gone ? null : node(node));
    }

    private static String key(JsonNode node) {
        String key = node.path("key").asText();
        return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    }

    private static StoredKey node(JsonNode node) {
        return new StoredKey(
                node.path("value").asText(""),
                node.path("modifiedIndex").asLong(),
                node.path("createdIndex").asLong(),
                node.path("ttl").asLong(-1));
    }

    private String url(NodeName member) {
        return "http://" + cluster.watchAddress(member) + ":" + Etcd.CLIENT_PORT + FOLDER;
    }

    /** Ends every call in flight, watches too, and every later one, with an IOException. */
    @Override
    public void close() {
        http.close();
    }
}
