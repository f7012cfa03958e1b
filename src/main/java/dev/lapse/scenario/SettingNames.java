package dev.lapse.scenario;

import dev.lapse.cluster.Section;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings that each section knows. Patroni: dynamic configuration of 4.x (docs/dynamic_configuration.rst);
 * PgBouncer: 1.24 (doc/config.md); HAProxy: 3.0, TCP mode; keepalived: vrrp_instance of 2.3; etcd: 3.5. PostgreSQL's
 * names are too many and depend on extensions: only their syntax is looked at.
 */
final class SettingNames {
    /** Below these Patroni's names are open. */
    private static final List<String> PATRONI_PREFIXES =
            List.of("postgresql.", "watchdog.", "tags.", "log.", "restapi.", "standby_cluster.", "slots.");

    private static final String PARAMETERS = "postgresql.parameters.";

    private static final Map<Section, Map<String, SettingForm>> KNOWN = known();

    private SettingNames() {}

    /** @throws IllegalArgumentException when the section has no such setting; the message names the nearest */
    static SettingForm form(Section section, String name) {
        if (section == Section.POSTGRESQL) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)*")) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a PostgreSQL parameter");
            }
            return SettingForm.AS_WRITTEN;
        }
        String known = section == Section.HAPROXY ? ofListeners(name) : name;
        Optional<SettingForm> form = Optional.ofNullable(KNOWN.get(section).get(known));
        if (form.isPresent()) {
            return form.get();
        }
        if (section == Section.PATRONI) {
            if (name.startsWith(PARAMETERS)) {
                throw new IllegalArgumentException("\"" + name + "\" is PostgreSQL's; write "
                        + name.substring(PARAMETERS.length()) + " in the section postgresql");
            }
            if (PATRONI_PREFIXES.stream().anyMatch(name::startsWith)) {
                return SettingForm.AS_WRITTEN;
            }
        }
        throw new IllegalArgumentException(Nearest.unknown(section.text() + " setting", name, names(section)));
    }

    /** The name that holds for both listeners; {@code write.} or {@code read.} before it picks one. */
    private static String ofListeners(String name) {
        String both = name.replaceFirst("^(write|read)\\.", "");
        return both.startsWith("check-") ? name : both;
    }

    static Collection<String> names(Section section) {
        return KNOWN.get(section).keySet();
    }

    private static Map<Section, Map<String, SettingForm>> known() {
        Map<Section, Map<String, SettingForm>> known = new EnumMap<>(Section.class);
        known.put(Section.PATRONI, patroni());
        known.put(Section.POSTGRESQL, Map.of());
        known.put(Section.HAPROXY, haproxy());
        known.put(Section.PGBOUNCER, pgbouncer());
        known.put(Section.KEEPALIVED, keepalived());
        known.put(Section.ETCD, etcd());
        return known;
    }

    private static Map<String, SettingForm> patroni() {
        return forms(Map.of(
                SettingForm.SECONDS, """
                        ttl|loop_wait|retry_timeout|primary_start_timeout|primary_stop_timeout|primary_race_backoff|
                        master_start_timeout|master_stop_timeout|member_slots_ttl""",
                SettingForm.SWITCH, "failsafe_mode|synchronous_mode_strict|check_timeline",
                SettingForm.SYNCHRONOUS_MODE, "synchronous_mode",
                SettingForm.WHOLE_NUMBER, "synchronous_node_count|maximum_lag_on_failover|max_timelines_history",
                SettingForm.AS_WRITTEN, "maximum_lag_on_syncnode"));
    }

    private static Map<String, SettingForm> haproxy() {
        return forms(Map.of(
                SettingForm.HAPROXY_TIME, """
                        inter|fastinter|downinter|slowstart|tcp-ut|timeout connect|timeout client|timeout server|
                        timeout check|timeout queue|timeout tunnel|timeout client-fin|timeout server-fin""",
                SettingForm.WHOLE_NUMBER, "fall|rise|error-limit|weight|retries|maxconn|maxqueue|fullconn",
                SettingForm.AS_WRITTEN, """
                        check-write|check-read|check-pooler|on-marked-down|on-marked-up|on-error|observe|balance|
                        option redispatch|option abortonclose|option clitcpka|option srvtcpka|option tcpka|
                        option log-health-checks|option dontlognull"""));
    }

    private static Map<String, SettingForm> pgbouncer() {
        return forms(Map.of(
                SettingForm.SECONDS_OR_NUMBER, """
                        autodb_idle_timeout|cancel_wait_timeout|client_idle_timeout|client_login_timeout|dns_max_ttl|
                        dns_nxdomain_ttl|dns_zone_check_period|idle_transaction_timeout|query_timeout|
                        query_wait_timeout|reserve_pool_timeout|server_check_delay|server_connect_timeout|
                        server_idle_timeout|server_lifetime|server_login_retry|stats_period|suspend_timeout|
                        tcp_keepidle|tcp_keepintvl|transaction_timeout""",
                SettingForm.MILLIS_OR_NUMBER, "tcp_user_timeout",
                SettingForm.WHOLE_NUMBER, """
                        default_pool_size|listen_backlog|listen_port|max_client_conn|max_db_client_connections|
                        max_db_connections|max_packet_size|max_prepared_statements|max_user_client_connections|
                        max_user_connections|min_pool_size|peer_id|pkt_buf|reserve_pool_size|sbuf_loopcnt|tcp_keepcnt|
                        tcp_socket_buffer""",
                SettingForm.AS_WRITTEN, """
                        admin_users|application_name_add_host|auth_dbname|auth_file|auth_hba_file|auth_ident_file|
                        auth_query|auth_type|auth_user|client_tls_ca_file|client_tls_cert_file|client_tls_ciphers|
                        client_tls_dheparams|client_tls_ecdhcurve|client_tls_key_file|client_tls_protocols|
                        client_tls_sslmode|disable_pqexec|ignore_startup_parameters|job_name|listen_addr|
                        log_connections|log_disconnections|log_pooler_errors|log_stats|logfile|pidfile|pool_mode|
                        resolv_conf|server_check_query|server_fast_close|server_reset_query|
                        server_reset_query_always|server_round_robin|server_tls_ca_file|server_tls_cert_file|
                        server_tls_ciphers|server_tls_key_file|server_tls_protocols|server_tls_sslmode|service_name|
                        so_reuseport|stats_users|syslog|syslog_facility|syslog_ident|tcp_defer_accept|tcp_keepalive|
                        track_extra_parameters|unix_socket_dir|unix_socket_group|unix_socket_mode|user|verbose"""));
    }

    private static Map<String, SettingForm> keepalived() {
        return forms(
                Map.of(
                        SettingForm.SECONDS_OR_NUMBER, """
                        advert_int|preempt_delay|garp_master_delay|garp_master_refresh|garp_lower_prio_delay""",
                        SettingForm.WHOLE_NUMBER, """
                        priority|virtual_router_id|version|garp_master_repeat|garp_master_refresh_repeat|
                        garp_lower_prio_repeat|down_timer_adverts""",
                        SettingForm.AS_WRITTEN,
                                "state|nopreempt|preempt|dont_track_primary|skip_check_adv_addr|strict_mode|accept|no_accept|promote_secondaries"));
    }

    private static Map<String, SettingForm> etcd() {
        return forms(Map.of(
                SettingForm.MILLIS_OR_NUMBER, "heartbeat-interval|election-timeout",
                SettingForm.WHOLE_NUMBER, """
                        snapshot-count|max-snapshots|max-wals|quota-backend-bytes|max-txn-ops|max-request-bytes|
                        max-concurrent-streams|backend-batch-limit""",
                SettingForm.AS_WRITTEN, """
                        auto-compaction-mode|auto-compaction-retention|backend-batch-interval|grpc-keepalive-min-time|
                        grpc-keepalive-interval|grpc-keepalive-timeout|initial-election-tick-advance|
                        pre-vote|strict-reconfig-check|enable-v2|unsafe-no-fsync|log-level|logger|metrics|
                        experimental-initial-corrupt-check|experimental-corrupt-check-time|
                        experimental-warning-apply-duration"""));
    }

    private static Map<String, SettingForm> forms(Map<SettingForm, String> names) {
        Map<String, SettingForm> forms = new TreeMap<>();
        names.forEach((form, list) -> {
            for (String name : list.replace("\n", "").split("\\|")) {
                forms.put(name, form);
            }
        });
        return forms;
    }
}
