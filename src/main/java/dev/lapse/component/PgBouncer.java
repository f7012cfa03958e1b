package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** PgBouncer, the pooler that sits beside a node's PostgreSQL. Settings are those of 1.24 (doc/config.md). */
public record PgBouncer() implements Component {
    public static final int PORT = 6432;

    /** Its buffer takes no more in one packet. */
    static final int LONGEST = 3000;

    static final TcpPort SQL =
            new TcpPort(ComponentName.PGBOUNCER, PORT, "pooler", TcpPort.Use.BOTH, Speech.postgresql(LONGEST));

    private static final String CONFIG =
            "s6-setuidgid postgres psql -h /run/postgresql -p 6432 -U pgbouncer -d pgbouncer -AtF'|' -c 'show config'";

    @Override
    public ComponentName name() {
        return ComponentName.PGBOUNCER;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(SettingNames.closed(
                Section.PGBOUNCER,
                SettingNames.forms(Map.of(
                        SettingForm.SECONDS_OR_NUMBER, """
                                autodb_idle_timeout|cancel_wait_timeout|client_idle_timeout|client_login_timeout|
                                dns_max_ttl|dns_nxdomain_ttl|dns_zone_check_period|idle_transaction_timeout|
                                query_timeout|query_wait_timeout|reserve_pool_timeout|server_check_delay|
                                server_connect_timeout|server_idle_timeout|server_lifetime|server_login_retry|
                                stats_period|suspend_timeout|tcp_keepidle|tcp_keepintvl|transaction_timeout""",
                        SettingForm.MILLIS_OR_NUMBER, "tcp_user_timeout",
                        SettingForm.WHOLE_NUMBER, """
                                default_pool_size|listen_backlog|listen_port|max_client_conn|
                                max_db_client_connections|max_db_connections|max_packet_size|
                                max_prepared_statements|max_user_client_connections|max_user_connections|
                                min_pool_size|peer_id|pkt_buf|reserve_pool_size|sbuf_loopcnt|tcp_keepcnt|
                                tcp_socket_buffer""",
                        SettingForm.AS_WRITTEN, """
                                admin_users|application_name_add_host|auth_dbname|auth_file|auth_hba_file|
                                auth_ident_file|auth_query|auth_type|auth_user|client_tls_ca_file|
                                client_tls_cert_file|client_tls_ciphers|client_tls_dheparams|client_tls_ecdhcurve|
                                client_tls_key_file|client_tls_protocols|client_tls_sslmode|disable_pqexec|
                                ignore_startup_parameters|job_name|listen_addr|log_connections|log_disconnections|
                                log_pooler_errors|log_stats|logfile|pidfile|pool_mode|resolv_conf|
                                server_check_query|server_fast_close|server_reset_query|
                                server_reset_query_always|server_round_robin|server_tls_ca_file|
                                server_tls_cert_file|server_tls_ciphers|server_tls_key_file|server_tls_protocols|
                                server_tls_sslmode|service_name|so_reuseport|stats_users|syslog|syslog_facility|
                                syslog_ident|tcp_defer_accept|tcp_keepalive|track_extra_parameters|
                                unix_socket_dir|unix_socket_group|unix_socket_mode|user|verbose"""))));
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("LAPSE_PGBOUNCER_INI", ini(deployment.spec()));
        files.put(
                "LAPSE_PGBOUNCER_USERS",
                "\"%s\" \"%s\"\n"
                        .formatted(
                                Credentials.LANE_ROLE,
                                deployment.credentials().lanes().replace("\"", "\"\"")));
        return files;
    }

    private static String ini(ClusterSpec spec) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("listen_addr", "0.0.0.0");
        lines.put("listen_port", Integer.toString(PORT));
        lines.put("unix_socket_dir", "/run/postgresql");
        lines.put("auth_type", spec.auth().text());
        lines.put("auth_file", "/etc/lapse/pgbouncer-users");
        lines.put("admin_users", Credentials.LANE_ROLE);
        lines.put("stats_users", Credentials.LANE_ROLE);
        lines.put("ignore_startup_parameters", "extra_float_digits,options,search_path");
        lines.put("pool_mode", "transaction");
        lines.put("max_client_conn", "1000");
        lines.put("default_pool_size", "60");
        if (!spec.suite().equals("bookworm")) {
            lines.put("max_prepared_statements", "200"); // unknown before 1.21
        }
        // two lines per connection drown the log of a pooler that lanes knock at 50 times a second
        lines.put("log_connections", "0");
        lines.put("log_disconnections", "0");
        lines.putAll(spec.settings().of(Section.PGBOUNCER));
        String settings = lines.entrySet().stream()
                .map(line -> (line.getKey() + " = " + line.getValue()).strip())
                .collect(Collectors.joining("\n"));
        return Template.load("pgbouncer.ini").fill(Map.of("settings", settings));
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(SQL);
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.WHOLE_GROUP, OptionalInt.of(PORT)));
    }

    /** From 1.23 on SIGTERM would wait for its clients. */
    @Override
    public String stopSignal() {
        return "SIGQUIT";
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        return List.of(PgBouncerComparison.of(cluster, CONFIG));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return List.of(
                Inquiry.shell(
                        "pgbouncer --version | awk 'NR == 1 {print $2}'",
                        answer -> Told.version("pgbouncer", answer.strip())),
                Inquiry.shell(CONFIG, PgBouncer::changed));
    }

    /** What differs from its default: lines of key, value, default, changeable. */
    private static Told changed(String config) {
        Map<String, String> effective = new TreeMap<>();
        config.lines().map(line -> line.split("\\|", -1)).forEach(columns -> {
            if (columns.length > 2 && !columns[1].equals(columns[2])) {
                effective.put("pgbouncer." + columns[0], columns[1]);
            }
        });
        return Told.effective(effective);
    }
}
