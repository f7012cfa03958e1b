package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Versions of Patroni, of PostgreSQL by Patroni's word, and of the DCS under its own name. */
public final class Versions {
    private Versions() {}

    /**
     * Asks the first node and the first member of the DCS: all run the same image.
     *
     * @throws LapseException when one of them does not answer
     */
    public static Map<String, String> read(Cluster cluster, Dcs dcs) {
        NodeName node = cluster.spec().nodes().get(0);
        NodeName member = dcs.members().get(0);
        Map<String, String> versions = new TreeMap<>();
        try (PatroniApi patroni = new PatroniApi(cluster)) {
            PatroniStatus status = patroni.status(node);
            put(versions, "patroni", status.patroniVersion());
            put(versions, "postgresql", status.postgresVersion());
            versions.put(dcs.names().store(), dcs.version(member));
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
