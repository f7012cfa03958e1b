package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Versions of the components that tell theirs over HTTP: {@code patroni}, {@code postgresql}, {@code etcd}. */
public final class Versions {
    private Versions() {}

    /**
     * Asks the first node and the first etcd member: all run the same image.
     *
     * @throws LapseException when one of them does not answer
     */
    public static Map<String, String> read(Cluster cluster) {
        NodeName node = cluster.spec().nodes().get(0);
        NodeName member = cluster.spec().hostsWith(Component.ETCD).get(0);
        Map<String, String> versions = new TreeMap<>();
        try (PatroniApi patroni = new PatroniApi(cluster);
                EtcdApi etcd = new EtcdApi(cluster)) {
            PatroniStatus status = patroni.status(node);
            put(versions, "patroni", status.patroniVersion());
            put(versions, "postgresql", status.postgresVersion());
            versions.put("etcd", etcd.version(member));
        } catch (IOException failure) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "read versions from " + node + " and " + member + ": " + Http.why(failure),
                    failure);
        }
        return versions;
    }

    private static void put(Map<String, String> versions, String component, @Nullable String version) {
        if (version != null) {
            versions.put(component, version);
        }
    }
}
