package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import java.time.Duration;

/**
 * A replica made anew: {@code POST /reinitialize} at its Patroni, which removes its data and copies the primary's by
 * pg_basebackup. Of the nodes that are not the primary, one that does not run as a replica comes first: it needs it.
 *
 * <p>On the wire: the replica's clients get 57P01 and FIN, then RST until the copy runs; the primary serves a base
 * backup beside its clients. Patroni answers 503 to {@code /replica} meanwhile. Nothing fails over. Evidence is another
 * {@code PG_VERSION} file in the data directory, which is written once in a directory's life, after Patroni said yes.
 */
final class Reinitialize implements Fault {
    private static final String IDENTITY =
            "stat -c '%i, changed %z' /var/lib/postgresql/lapse/PG_VERSION 2>/dev/null || echo none";

    private final FaultSpec spec;

    Reinitialize(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        PatroniRest patroni = new PatroniRest(access, target, "reinitialize");
        String before = patroni.host().run(IDENTITY);
        return new AskedOfPatroni(spec, patroni) {
            @Override
            public void inject() {
                ask("POST", "/reinitialize", "{\"force\": true}");
            }

            @Override
            Evidence happened() {
                String seen = patroni.host().run(IDENTITY);
                return new Evidence(
                        !seen.equals(before) && said().endsWith(" 200"),
                        "data directory of " + target + ": PG_VERSION is inode " + seen + ", was " + before + "; "
                                + said());
            }

            @Override
            Evidence unchanged() {
                String seen = patroni.host().run(IDENTITY);
                return new Evidence(
                        seen.equals(before),
                        "data directory of " + target + ": PG_VERSION is inode " + seen
                                + (seen.equals(before) ? ", as before" : ", was " + before));
            }

            @Override
            Evidence ledTo() {
                return await(() -> {
                    boolean copied = !patroni.host().run(IDENTITY).equals("none");
                    boolean replica = access.control().replicas().contains(target);
                    return new Evidence(
                            copied && replica,
                            target
                                    + (copied ? " has data" : " has no data yet")
                                    + (replica ? " and runs as a replica" : ", and does not run as a replica"));
                });
            }
        };
    }
}
