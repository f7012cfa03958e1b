package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The settings of PgBouncer: those that {@code SHOW CONFIG} of each version has, with its defaults, by their forms
 * (doc/config.md).
 */
final class PgBouncerNames {
    private static final String SECONDS = """
            autodb_idle_timeout|cancel_wait_timeout|client_idle_timeout|client_login_timeout|dns_max_ttl|
            dns_nxdomain_ttl|dns_zone_check_period|idle_transaction_timeout|pool_idle_timeout|query_timeout|
            query_wait_notify|query_wait_timeout|reserve_pool_timeout|server_check_delay|server_connect_timeout|
            server_idle_timeout|server_lifetime|server_login_retry|stats_period|suspend_timeout|tcp_keepidle|
            tcp_keepintvl|transaction_timeout""";

    private static final String NUMBERS = """
            default_pool_size|listen_backlog|max_client_conn|max_db_client_connections|max_db_connections|
            max_packet_size|max_prepared_statements|max_user_client_connections|max_user_connections|min_pool_size|
            peer_id|pkt_buf|reserve_pool_size|sbuf_loopcnt|scram_iterations|tcp_keepcnt|tcp_socket_buffer""";

    private static final String SWITCHES = """
            application_name_add_host|disable_pqexec|log_connections|log_disconnections|log_pooler_errors|log_stats|
            server_fast_close|server_reset_query_always|server_round_robin|so_reuseport|syslog|tcp_keepalive""";

    /** What PgBouncer takes for a switch: 0 and 1 are what its own file has. */
    private static final SettingForm SWITCH =
            SettingForm.SWITCH.saying("0 or 1").converting(text -> Switch.isOn(text) ? "1" : "0");

    /** Why a name of PgBouncer is not taken here. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("listen_port", "HAProxy and the lanes expect 6432; leave it out"),
            Map.entry("listen_addr", "Lapse sets it, for HAProxy and the lanes; leave it out"),
            Map.entry("unix_socket_dir", "Lapse sets it, to ask the pooler; leave it out"),
            Map.entry("auth_file", "Lapse writes it, with the role of the lanes; leave it out"),
            Map.entry("auth_type", "write auth: md5 or auth: scram-sha-256 at the top of the file"),
            Map.entry("admin_users", "Lapse's own role asks by it; leave it out"),
            Map.entry("stats_users", "Lapse's own role asks by it; leave it out"),
            Map.entry("logfile", "Lapse reads the log from the output; leave it out"),
            Map.entry("pidfile", "its supervisor needs none; leave it out"),
            Map.entry("user", "its supervisor runs it as postgres; leave it out"),
            Map.entry("conffile", "Lapse writes it; leave it out"),
            Map.entry("syslog", "Lapse reads the log from the output; leave it out"));

    private static final Map<String, Map<String, String>> KNOWN = known();

    static final SettingNames NAMES = new SettingNames(
            Section.PGBOUNCER,
            forms(),
            PgBouncerNames::open,
            SettingNames.Nesting.FLAT,
            new SettingNames.Lore(
                    defaults(),
                    name -> "pgbouncer.ini, " + (PoolerEntries.isOne(name) ? "[databases]" : "[pgbouncer]")));

    private PgBouncerNames() {}

    /** By version, the names with their defaults. */
    private static Map<String, Map<String, String>> known() {
        Map<String, Map<String, String>> known = new TreeMap<>();
        for (Release release : Release.values()) {
            Map<String, String> names = new TreeMap<>();
            resource(release).lines().forEach(line -> names.put(line.split("\t")[0], line.split("\t", -1)[1]));
            known.put(release.pgbouncer(), names);
        }
        return known;
    }

    static String resource(Release release) {
        return Template.load("pgbouncer-" + release.pgbouncer() + ".tsv").text();
    }

    static boolean has(Release release, String name) {
        return KNOWN.get(release.pgbouncer()).containsKey(name);
    }

    /** Whether its value is a number, of seconds or of something else. */
    static boolean isCounted(String name) {
        return List.of(SettingForm.SECONDS_OR_NUMBER, SettingForm.MILLIS_OR_NUMBER, SettingForm.WHOLE_NUMBER)
                .contains(NAMES.forms().getOrDefault(name, SettingForm.AS_WRITTEN));
    }

    /** Those that {@code [pgbouncer]} of any version has. */
    static Set<String> all() {
        Set<String> all = new HashSet<>(List.of("conffile", "service_name"));
        KNOWN.values().forEach(names -> all.addAll(names.keySet()));
        return all;
    }

    private static Map<String, SettingForm> forms() {
        Map<String, SettingForm> forms = new TreeMap<>();
        KNOWN.values().forEach(names -> names.keySet().forEach(name -> forms.put(name, SettingForm.AS_WRITTEN)));
        Set<String> all = Set.copyOf(forms.keySet());
        SettingNames.forms(Map.of(
                        SettingForm.SECONDS_OR_NUMBER,
                        SECONDS,
                        SettingForm.MILLIS_OR_NUMBER,
                        "tcp_user_timeout",
                        SettingForm.WHOLE_NUMBER,
                        NUMBERS,
                        SWITCH,
                        SWITCHES,
                        SettingForm.words("session", "transaction", "statement"),
                        "pool_mode",
                        SettingForm.words("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                        "server_tls_sslmode|client_tls_sslmode"))
                .forEach((name, form) -> {
                    if (all.contains(name)) {
                        forms.put(name, form);
                    }
                });
        ELSEWHERE.keySet().forEach(forms::remove);
        forms.putAll(PoolerEntries.forms());
        return forms;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        KNOWN.values()
                .forEach(names -> names.forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        defaults.put(name, value);
                    }
                }));
        PgBouncer.OWN.forEach((name, value) -> defaults.put(name, value + " (Lapse)"));
        return defaults;
    }

    private static Optional<SettingForm> open(String name) {
        String why = ELSEWHERE.get(name);
        if (why != null) {
            throw new IllegalArgumentException("pgbouncer setting \"" + name + "\": " + why);
        }
        if (name.matches("databases?|users?|peers?|\\*.*|.*[ =.].*")) {
            throw new IllegalArgumentException("pgbouncer setting \"" + name
                    + "\": Lapse writes [databases] itself, and"
                    + " each pooler leads to the PostgreSQL of its own host; what is taken are names of [pgbouncer],"
                    + " such as default_pool_size: 20, and of a pooler on a host of its own "
                    + String.join(
                            ", ",
                            PoolerEntries.forms().keySet().stream().sorted().toList())
                    + "; a file of your own may have entries of its own (topology.files.pgbouncer)");
        }
        return Optional.empty();
    }

    static List<Remark> remarks(ClusterSpec cluster) {
        Map<String, String> settings = cluster.settings().of(Section.PGBOUNCER);
        List<Remark> remarks = new ArrayList<>();
        Optional<PgBouncerOwn> own = PgBouncer.in(cluster).own();
        if (own.isPresent()) {
            Stream.of(own.get().guesses(), own.get().idle())
                    .flatMap(List::stream)
                    .forEach(note -> remarks.add(Remark.note(Section.PGBOUNCER, "file", note)));
            settings.keySet().stream()
                    .filter(PoolerEntries::isOne)
                    .forEach(name -> remarks.add(Remark.refusedName(
                            Section.PGBOUNCER,
                            name,
                            "pgbouncer." + name + " cannot be laid over a file; write it in its [databases]")));
        } else {
            remarks.addAll(PoolerEntries.remarks(cluster));
        }
        Release.of(cluster.suite())
                .ifPresent(release -> settings.keySet().stream()
                        .filter(name -> !has(release, name) && !PoolerEntries.isOne(name))
                        .forEach(name -> remarks.add(
                                Remark.refusedName(Section.PGBOUNCER, name, missing(release, cluster.suite(), name)))));
        for (String name : List.of("server_tls_sslmode", "client_tls_sslmode")) {
            Optional.ofNullable(settings.get(name))
                    .filter(mode -> !List.of("disable", "allow", "prefer").contains(mode))
                    .ifPresent(mode -> remarks.add(Remark.refusedValue(
                            Section.PGBOUNCER,
                            name,
                            "pgbouncer." + name + ": there are no certificates here; write disable, allow or prefer")));
        }
        return remarks;
    }

    private static String missing(Release release, String suite, String name) {
        List<String> others = KNOWN.entrySet().stream()
                .filter(version -> version.getValue().containsKey(name))
                .map(Map.Entry::getKey)
                .toList();
        return others.isEmpty()
                ? Nearest.unknown("pgbouncer setting", name, NAMES.names())
                : "PgBouncer " + release.pgbouncer() + " of suite " + suite + " has no " + name + "; "
                        + Nearest.list(others) + (others.size() == 1 ? " has" : " have");
    }
}
