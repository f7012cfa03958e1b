package dev.lapse.run;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.history.ClusterReady;
import dev.lapse.observe.EffectiveSettings;
import dev.lapse.observe.Versions;
import dev.lapse.probe.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the running components say of themselves: versions, and the settings in effect. PostgreSQL's come from
 * {@code pg_settings}, Patroni's from its REST interface, PgBouncer's from {@code SHOW CONFIG}; HAProxy and keepalived
 * have no command that tells their timings, so theirs are read from the file that the running process was started
 * with.
 */
final class Facts {
    private static final Duration QUICK = Duration.ofSeconds(10);

    /** Passwords travel in some of PostgreSQL's settings; the rest of its defaults would only be noise. */
    private static final String POSTGRESQL =
            "select string_agg(name || '=' || current_setting(name), chr(10) order by name) from pg_settings"
                    + " where (source not in ('default', 'override', 'client') or name in ('wal_sender_timeout',"
                    + " 'wal_receiver_timeout', 'synchronous_commit', 'fsync')) and name !~ '(conninfo|command|ssl|file|lc_)'";

    private final Ports ports;
    private final Map<String, String> effective = new TreeMap<>();
    private final Map<String, String> versions = new TreeMap<>();

    Facts(Ports ports) {
        this.ports = ports;
    }

    /** @param primaryAddress the primary's address on watch */
    ClusterReady read(NanoClock clock, String primaryAddress, Ledger ledger, Duration bringUp) {
        var spec = ports.cluster().spec();
        versions.putAll(Versions.read(ports.cluster(), ports.dcs()));
        effective.putAll(EffectiveSettings.read(ports.cluster()));
        lines("postgresql", "=", ports.sql().ask(primaryAddress, Ports.POSTGRES, QUICK, POSTGRESQL));
        if (spec.pooled()) {
            NodeName node = spec.hostsWith(Component.PGBOUNCER).get(0);
            version("pgbouncer", node, "pgbouncer --version | awk 'NR == 1 {print $2}'");
            String config =
                    "s6-setuidgid postgres psql -h /run/postgresql -p 6432 -U pgbouncer -d pgbouncer -AtF'|' -c 'show config'";
            for (String line : shell(node, config).lines().toList()) {
                String[] columns = line.split("\\|", -1); // key, value, default, changeable
                if (columns.length > 2 && !columns[1].equals(columns[2])) {
                    effective.put("pgbouncer." + columns[0], columns[1]);
                }
            }
        }
        if (!spec.balancers().isEmpty()) {
            NodeName balancer = spec.balancers().get(0);
            version("haproxy", balancer, "haproxy -v | awk 'NR == 1 {print $3}'");
            for (String line :
                    shell(balancer, "cat /etc/lapse/haproxy.cfg").lines().toList()) {
                haproxy(line.strip());
            }
        }
        if (spec.vip()) {
            NodeName balancer = spec.hostsWith(Component.KEEPALIVED).get(0);
            version("keepalived", balancer, "keepalived --version 2>&1 | awk 'NR == 1 {print substr($2, 2)}'");
            lines(
                    "keepalived",
                    " ",
                    shell(balancer, "grep -E '^ *(advert_int|vrrp_version|nopreempt)' /etc/lapse/keepalived.conf"));
        }
        return new ClusterReady(
                clock.nanos(),
                spec.topology(),
                versions,
                effective,
                spec.synchronous(),
                spec.auth().text(),
                ledger.databaseBytes(primaryAddress, Ports.POSTGRES, QUICK),
                bringUp.toNanos());
    }

    private void haproxy(String line) {
        if (line.startsWith("timeout ") || line.startsWith("retries ") || line.startsWith("maxconn ")) {
            int end = line.lastIndexOf(' ');
            effective.put("haproxy." + line.substring(0, end), line.substring(end + 1));
        } else if (line.startsWith("option redispatch")) {
            effective.put(
                    "haproxy.option redispatch",
                    line.substring("option redispatch".length()).strip());
        } else if (line.startsWith("default-server ")) {
            String[] words = line.split(" +");
            for (int i = 1; i + 1 < words.length; i += 2) {
                effective.put("haproxy." + words[i], words[i + 1]);
            }
        }
    }

    private void lines(String component, String separator, String text) {
        for (String line :
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            int at = line.indexOf(separator);
            effective.put(
                    component + "." + (at < 0 ? line : line.substring(0, at)),
                    at < 0 ? "" : line.substring(at + separator.length()).strip());
        }
    }

    private void version(String component, NodeName host, String script) {
        versions.put(component, shell(host, script).strip());
    }

    private String shell(NodeName host, String script) {
        var result = ports.shell().run(host, QUICK, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "read settings on " + host + ": \"" + script + "\" ended with " + result.exitCode() + ": "
                            + result.stderr().strip());
        }
        return result.stdout();
    }
}
