package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.ReplicationMode;
import dev.lapse.cluster.Switch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster is up: versions of its components, settings in effect as read back from them ({@code patroni.ttl} to
 * {@code 30}), how the lanes authenticate, and the size of the database. Of a cluster that never got steady it is there
 * only to tell which settings are not in effect.
 *
 * @param notInEffect the settings that were asked for and do not hold; null where they were not compared, as in older
 *     histories
 * @param defaults what holds where a setting is not set, of those in effect, as far as it is known; null in older
 *     histories
 * @param replaced the lines of the user's own files that ran in another form than they were written; null: none
 */
public record ClusterReady(
        long atNanos,
        String topology,
        Map<String, String> versions,
        Map<String, String> effective,
        boolean synchronous,
        String auth,
        long databaseBytes,
        long bringUpNanos,
        @Nullable List<NotInEffect> notInEffect,
        @Nullable Map<String, String> defaults,
        @Nullable List<String> replaced)
        implements Event {
    public ClusterReady {
        notInEffect = notInEffect == null ? null : List.copyOf(notInEffect);
        defaults = defaults == null ? null : Map.copyOf(defaults);
        replaced = replaced == null || replaced.isEmpty() ? null : List.copyOf(replaced);
    }

    /** One of a cluster without files of the user's own, of which no default is known. */
    public ClusterReady(
            long atNanos,
            String topology,
            Map<String, String> versions,
            Map<String, String> effective,
            boolean synchronous,
            String auth,
            long databaseBytes,
            long bringUpNanos,
            @Nullable List<NotInEffect> notInEffect) {
        this(
                atNanos,
                topology,
                versions,
                effective,
                synchronous,
                auth,
                databaseBytes,
                bringUpNanos,
                notInEffect,
                null,
                null);
    }

    /** The lines of the user's own files that ran in another form than they were written. */
    public List<String> linesReplaced() {
        return replaced == null ? List.of() : replaced;
    }

    /** Whether something keeps a virtual address. */
    public boolean hasAddress() {
        return versions.containsKey("keepalived") || versions.containsKey("vip-manager");
    }

    /** What a commit waits for; of an old history no more than whether it does. */
    public ReplicationMode replication() {
        return ReplicationMode.of(name -> Optional.ofNullable(effective.get(name))
                .or(() -> name.equals("patroni.synchronous_mode")
                        ? Optional.of(synchronous ? "on" : "off")
                        : Optional.empty()));
    }

    /** Whether the node streams from another one: it does not with the tag {@code nostream}. */
    public boolean streams(NodeName node) {
        String tag = "patroni.tags.nostream";
        return Optional.ofNullable(effective.get("hosts." + node + "." + tag))
                .or(() -> Optional.ofNullable(effective.get(tag)))
                .filter(Switch::isOn)
                .isEmpty();
    }

    /** Whether it was seen that a setting does not hold. */
    public boolean differs() {
        return notInEffect != null && !notInEffect.isEmpty();
    }
}
