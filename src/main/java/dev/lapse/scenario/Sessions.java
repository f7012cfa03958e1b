package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Section;
import java.util.Optional;

/** How many sessions of clients a primary takes, and which setting says so. */
record Sessions(int most, String setting) {
    static Sessions of(ClusterSpec cluster) {
        boolean pooled = !cluster.hostsWith(ComponentName.PGBOUNCER).isEmpty();
        boolean shared = pooled
                && !cluster.settings().get(Section.PGBOUNCER, "pool_mode").equals(Optional.of("session"));
        if (shared) {
            return new Sessions(
                    number(cluster, Section.PGBOUNCER, "max_client_conn", 5000), "pgbouncer.max_client_conn");
        }
        return pooled
                ? new Sessions(
                        number(cluster, Section.PGBOUNCER, "default_pool_size", 60), "pgbouncer.default_pool_size")
                : new Sessions(
                        number(cluster, Section.POSTGRESQL, "max_connections", 500), "postgresql.max_connections");
    }

    private static int number(ClusterSpec cluster, Section section, String name, int otherwise) {
        return cluster.settings()
                .get(section, name)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::valueOf)
                .orElse(otherwise);
    }
}
