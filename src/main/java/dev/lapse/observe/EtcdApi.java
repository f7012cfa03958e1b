package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Etcd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON gateway of each etcd member (etcd 3.4 and later, {@code /v3/...}), asked over the watch network. No answer
 * within 1.5 s is an IOException. Any thread.
 */
final class EtcdApi implements AutoCloseable {
    /** Where Patroni keeps what it knows of the cluster: namespace and scope. */
    static final String PREFIX = "/service/lapse/";

    private static final String KEYS =
            "\"key\":\"" + base64(PREFIX) + "\",\"range_end\":\"" + base64("/service/lapse0") + "\"";

    private final Cluster cluster;
    private final Http http;

    EtcdApi(Cluster cluster) {
        this.cluster = cluster;
        this.http = new Http();
    }

    /** A key's value, the revision that set it, and its lease ("0": none). */
    record Entry(String value, long modRevision, String leaseId) {}

    /** Patroni's keys, without the prefix, as one member knew them at one revision. */
    record Keys(long revision, Map<String, Entry> entries) {
        Keys {
            entries = Map.copyOf(entries);
        }
    }

    /** What a member says of itself; ids are unsigned 64-bit numbers as text, leader "0" when it knows none. */
    record MemberStatus(
            String memberId, String leaderId, long raftTerm, long revision, String version, List<String> errors) {
        MemberStatus {
            errors = List.copyOf(errors);
        }

        boolean knowsLeader() {
            return !leaderId.equals("0");
        }

        boolean isLeader() {
            return memberId.equals(leaderId);
        }
    }

    /** Seconds left and granted; left is -1 when there is no such lease any more. */
    record TimeToLive(long leftSeconds, long grantedSeconds) {}

    /** One change of a key: its new value, or null when it is gone. */
    record Change(String key, long revision, @Nullable Entry entry) {}

    /** Takes what a watch brings, as it comes. */
    interface ChangeListener {
        void changed(Change change);
    }

    /** The watch asked for revisions that etcd has dropped; read the keys and begin again there. */
    static final class Compacted extends IOException {
        Compacted(String message) {
            super(message);
        }
    }

    /**
     * Patroni's keys as this member has them, quorum or not: a member cut off from its peers answers with what it last
     * knew. Of several answers the one with the highest revision is the newest.
     */
    Keys keys(NodeName member) throws IOException {
        return parseKeys(post(member, "kv/range", "{" + KEYS + ",\"serializable\":true}"));
    }

    static Keys parseKeys(JsonNode json) {
        Map<String, Entry> entries = new TreeMap<>();
        for (JsonNode kv : json.path("kvs")) {
            entries.put(key(kv), entry(kv));
        }
        return new Keys(json.path("header").path("revision").asLong(), entries);
    }

    TimeToLive lease(NodeName member, String leaseId) throws IOException {
        return parseLease(post(member, "lease/timetolive", "{\"ID\":\"" + leaseId + "\"}"));
    }

    static TimeToLive parseLease(JsonNode json) {
        return new TimeToLive(
                json.path("TTL").asLong(0), json.path("grantedTTL").asLong(0));
    }

    MemberStatus status(NodeName member) throws IOException {
        return parseStatus(post(member, "maintenance/status", "{}"));
    }

    static MemberStatus parseStatus(JsonNode json) {
        List<String> errors = new ArrayList<>();
        json.path("errors").forEach(error -> errors.add(error.asText()));
        JsonNode header = json.path("header");
        return new MemberStatus(
                header.path("member_id").asText("0"),
                json.path("leader").asText("0"),
                json.path("raftTerm").asLong(),
                header.path("revision").asLong(),
                json.path("version").asText("unknown"),
                errors);
    }

    /**
     * Follows Patroni's keys on this member from a revision on; returns only by throwing: when the member ends the
     * stream, when nothing came for {@code silence}, when {@link #close()} was called.
     */
    void watch(NodeName member, long fromRevision, Duration silence, ChangeListener listener) throws IOException {
        String body = "{\"create_request\":{" + KEYS + ",\"start_revision\":\"" + fromRevision + "\"}}";
        http.stream(
                url(member) + "/v3/watch",
                body,
                silence,
                line -> parseChanges(Http.json(line)).forEach(listener::changed));
        throw new IOException("etcd member " + member + " ended the watch");
    }

    static List<Change> parseChanges(JsonNode message) throws IOException {
        if (message.has("error")) {
            throw new IOException("etcd watch: " + message.path("error"));
        }
        JsonNode result = message.path("result");
        if (result.path("canceled").asBoolean(false)) {
            String why = result.path("cancel_reason").asText("no reason given");
            throw result.has("compact_revision") ? new Compacted(why) : new IOException("etcd watch: " + why);
        }
        List<Change> changes = new ArrayList<>();
        for (JsonNode event : result.path("events")) {
            JsonNode kv = event.path("kv");
            boolean gone = event.path("type").asText("PUT").equals("DELETE");
            changes.add(new Change(key(kv), kv.path("mod_revision").asLong(), gone ? null : entry(kv)));
        }
        return changes;
    }

    private static String key(JsonNode kv) {
        String key = text(kv.path("key").asText());
        return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    }

    private static Entry entry(JsonNode kv) {
        return new Entry(
                text(kv.path("value").asText("")),
                kv.path("mod_revision").asLong(),
                kv.path("lease").asText("0"));
    }

    private JsonNode post(NodeName member, String path, String body) throws IOException {
        return http.post(url(member) + "/v3/" + path, body).jsonIfOk("etcd " + path + " of " + member);
    }

    private String url(NodeName member) {
        return "http://" + cluster.watchAddress(member) + ":" + Etcd.CLIENT_PORT;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** Ends every call in flight, watches too, and every later one, with an IOException. */
    @Override
    public void close() {
        http.close();
    }
}
