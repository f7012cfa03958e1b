package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of Patroni, by the names of 4.1 (docs/dynamic_configuration.rst, docs/yaml_configuration.rst,
 * patroni/validator.py); which of them an older one lacks is told by {@link PatroniRemarks}.
 */
final class PatroniSettings {
    /** PostgreSQL's parameters, which have a section of their own. */
    static final String PARAMETERS = "postgresql.parameters.";

    /** Where a whole {@code patroni.yml} has what goes to the DCS. */
    static final String BOOTSTRAP = "bootstrap.dcs.";

    /** What a tag may be called beside those that Patroni acts on. */
    private static final String CUSTOM = "[A-Za-z_][A-Za-z0-9_-]*";

    /** An option of a method that makes replicas: {@code postgresql.pgbackrest.command}. */
    private static final String OF_METHOD = "postgresql\\.([a-z][a-z0-9_]*)\\.[A-Za-z0-9_-]+";

    private static final String A_SLOT = "slots\\.[a-z0-9_]{1,63}\\.";

    private static final Map<String, SettingForm> OF_A_SLOT = Map.of(
            "type",
            SettingForm.words("physical", "logical"),
            "database",
            SettingForm.AS_WRITTEN,
            "plugin",
            SettingForm.AS_WRITTEN,
            "cluster_type",
            SettingForm.words("primary", "standby"));

    private static final SettingForm COUNT = SettingForm.wholeNumber(0, Integer.MAX_VALUE);
    private static final SettingForm BYTES =
            SettingForm.wholeNumber(0, Long.MAX_VALUE).saying("a whole number of bytes, such as 1048576");

    /** Why a name that Patroni's files have is not taken here; a name that ends in a dot stands for all below it. */
    private static final Map<String, String> ELSEWHERE = elsewhere();

    static final Map<String, SettingForm> FORMS = forms();

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("ttl", "30"),
            Map.entry("loop_wait", "10"),
            Map.entry("retry_timeout", "10"),
            Map.entry("maximum_lag_on_failover", "1048576"),
            Map.entry("maximum_lag_on_syncnode", "-1"),
            Map.entry("max_timelines_history", "0"),
            Map.entry("primary_start_timeout", "300"),
            Map.entry("primary_stop_timeout", "0"),
            Map.entry("synchronous_mode", "off"),
            Map.entry("synchronous_mode_strict", "off"),
            Map.entry("synchronous_node_count", "1"),
            Map.entry("failsafe_mode", "off"),
            Map.entry("check_timeline", "off"),
            Map.entry("member_slots_ttl", "1800"),
            Map.entry("postgresql.use_pg_rewind", "on (Lapse)"),
            Map.entry("postgresql.use_slots", "on"),
            Map.entry("postgresql.pg_ctl_timeout", "60"),
            Map.entry("postgresql.remove_data_directory_on_rewind_failure", "off"),
            Map.entry("postgresql.remove_data_directory_on_diverged_timelines", "off"),
            Map.entry("watchdog.mode", "automatic"),
            Map.entry("watchdog.safety_margin", "5"),
            Map.entry("log.level", "INFO"),
            Map.entry("tags.failover_priority", "1"),
            Map.entry("restapi.request_queue_size", "5"));

    static final SettingNames NAMES = new SettingNames(
            Section.PATRONI,
            FORMS,
            PatroniSettings::open,
            SettingNames.Nesting.DOTTED,
            new SettingNames.Lore(DEFAULTS, PatroniSettings::place));

    private PatroniSettings() {}

    private static Map<String, SettingForm> forms() {
        Map<String, SettingForm> forms = new TreeMap<>(SettingNames.forms(Map.of(
                SettingForm.SECONDS,
                """
                        ttl|loop_wait|retry_timeout|primary_start_timeout|primary_stop_timeout|
                        master_start_timeout|master_stop_timeout|member_slots_ttl|postgresql.pg_ctl_timeout""",
                SettingForm.SWITCH,
                """
                        failsafe_mode|synchronous_mode_strict|check_timeline|postgresql.use_pg_rewind|
                        postgresql.use_slots|postgresql.remove_data_directory_on_rewind_failure|
                        postgresql.remove_data_directory_on_diverged_timelines|postgresql.use_unix_socket|
                        postgresql.use_unix_socket_repl|tags.nofailover|tags.clonefrom|tags.noloadbalance|
                        tags.nosync|tags.nostream|restapi.allowlist_include_members|
                        log.deduplicate_heartbeat_logs""",
                BYTES,
                "maximum_lag_on_failover",
                COUNT,
                """
                        max_timelines_history|log.max_queue_size|tags.failover_priority|tags.sync_priority""",
                SettingForm.AS_WRITTEN,
                """
                        postgresql.bin_dir|postgresql.custom_conf|postgresql.pre_promote|postgresql.before_stop|
                        postgresql.krbsrvname|postgresql.callbacks.on_reload|postgresql.callbacks.on_restart|
                        postgresql.callbacks.on_role_change|postgresql.callbacks.on_start|
                        postgresql.callbacks.on_stop|watchdog.device|tags.replicatefrom|log.format|
                        log.dateformat|postgresql.bin_name.pg_ctl|postgresql.bin_name.initdb|
                        postgresql.bin_name.pg_controldata|postgresql.bin_name.pg_basebackup|
                        postgresql.bin_name.postgres|postgresql.bin_name.pg_isready|
                        postgresql.bin_name.pg_rewind|postgresql.basebackup.checkpoint|
                        postgresql.basebackup.max-rate|postgresql.basebackup.waldir|
                        postgresql.basebackup.label|postgresql.basebackup.tablespace-mapping|
                        postgresql.basebackup.manifest-checksums""",
                SettingForm.LIST,
                """
                        postgresql.pg_hba|postgresql.pg_ident|postgresql.create_replica_methods|
                        postgresql.basebackup|ignore_slots|restapi.allowlist""",
                SettingForm.MAP,
                "log.loggers|log.static_fields|restapi.http_extra_headers")));
        SettingForm synchronous = SettingForm.SWITCH.switching(List.of("quorum"));
        forms.put(
                "synchronous_mode",
                synchronous
                        .saying("on, off or quorum")
                        .matching(synchronous.pattern() + "|Quorum|QUORUM", synchronous.words())
                        .converting(text -> synchronous.toComponent(
                                text.equalsIgnoreCase("quorum") ? text.toLowerCase(Locale.ROOT) : text)));
        forms.put("synchronous_node_count", SettingForm.wholeNumber(1, 1000));
        forms.put(
                "maximum_lag_on_syncnode",
                SettingForm.wholeNumber(-1, Long.MAX_VALUE).saying("a whole number of bytes, or -1"));
        forms.put("restapi.request_queue_size", SettingForm.wholeNumber(0, 4096));
        forms.put("restapi.thread_pool_size", SettingForm.wholeNumber(5, 10_000));
        forms.put(
                "restapi.server_tokens",
                SettingForm.words("Minimal", "ProductOnly", "Original", "minimal", "productonly", "original"));
        forms.put(
                "watchdog.mode",
                SettingForm.words("off", "automatic", "required", "auto", "require", "disable", "disabled", "false"));
        forms.put("watchdog.driver", SettingForm.words("default", "testing"));
        forms.put(
                "watchdog.safety_margin",
                SettingForm.text("whole seconds, such as 5, or -1", "-1|[0-9]{1,6}s?")
                        .within(SettingForm.Range.of(-1, 999_999))
                        .converting(text -> text.replace("s", "")));
        forms.put("log.type", SettingForm.words("plain", "json"));
        forms.put("log.level", levels("DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"));
        forms.put("log.traceback_level", levels("DEBUG", "ERROR"));
        PatroniRemarks.RECOVERY.forEach(name -> forms.put("postgresql.recovery_conf." + name, SettingForm.AS_WRITTEN));
        return forms;
    }

    /** In upper case, as the logging of Python has them. */
    private static SettingForm levels(String... levels) {
        String pattern = Stream.of(levels)
                .flatMap(level -> Stream.of(
                        level,
                        level.toLowerCase(Locale.ROOT),
                        level.charAt(0) + level.substring(1).toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("|"));
        return SettingForm.words(levels)
                .matching(pattern, List.of(levels))
                .converting(text -> text.toUpperCase(Locale.ROOT));
    }

    private static Map<String, String> elsewhere() {
        Map<String, String> why = new LinkedHashMap<>();
        why.put(
                "primary_race_backoff",
                "no release of Patroni up to 4.1.5 has it, only the documentation of a later one; leave it out");
        why.put("pause", "a paused cluster takes no action; the fault patroni-pause pauses it during a run");
        why.put(
                "standby_cluster.",
                "a standby cluster follows a primary outside, and here is none, so that there would never be a writable"
                        + " node; leave it out");
        String own = "Lapse sets it itself on each node; leave it out";
        for (String name : List.of(
                "scope",
                "name",
                "namespace",
                "etcd.",
                "etcd3.",
                "postgresql.listen",
                "postgresql.connect_address",
                "postgresql.proxy_address",
                "postgresql.data_dir",
                "postgresql.config_dir",
                "postgresql.pgpass",
                "postgresql.authentication.",
                "restapi.listen",
                "restapi.connect_address")) {
            why.put(name, own);
        }
        why.put(
                "bootstrap.",
                "the cluster is made by Lapse; what stands in bootstrap.dcs goes into the section patroni");
        String plain = "Lapse and HAProxy ask the REST API without TLS and without a password; leave it out";
        for (String name : List.of(
                "restapi.authentication.",
                "restapi.certfile",
                "restapi.keyfile",
                "restapi.keyfile_password",
                "restapi.cafile",
                "restapi.ciphers",
                "restapi.verify_client",
                "restapi.https_extra_headers.")) {
            why.put(name, plain);
        }
        for (String name : List.of("log.dir", "log.file_num", "log.file_size", "log.mode")) {
            why.put(
                    name,
                    "Lapse reads Patroni's log from its output, and keeps it in logs of the report; leave it out");
        }
        for (String name : List.of("consul.", "zookeeper.", "exhibitor.", "kubernetes.", "raft.", "ctl.")) {
            why.put(name, "the DCS is etcd, and patronictl is not used; leave it out");
        }
        why.put("citus.", "the image has no extension Citus; leave it out");
        return why;
    }

    /** Names that Patroni's files have, and that are no settings here; one that ends in a dot stands for all below. */
    static Set<String> elsewhereNames() {
        return ELSEWHERE.keySet();
    }

    /** Whether a map stands there whose names are not all known. */
    static boolean isMapOfNames(String name) {
        return name.matches("bootstrap(\\.dcs)?|slots(\\.[a-z0-9_]{1,63})?|postgresql\\.parameters");
    }

    private static Optional<SettingForm> open(String name) {
        if (isMapOfNames(name)) {
            return Optional.empty();
        }
        ELSEWHERE.forEach((known, why) -> {
            if (name.equals(known) || known.endsWith(".") && (name + ".").startsWith(known)) {
                throw new IllegalArgumentException("patroni setting \"" + name + "\": " + why);
            }
        });
        if (name.matches(A_SLOT + ".*")) {
            String property = name.replaceFirst(A_SLOT, "");
            return Optional.of(Optional.ofNullable(OF_A_SLOT.get(property))
                    .orElseThrow(() -> new IllegalArgumentException(Nearest.unknown(
                            "property of a slot",
                            property,
                            OF_A_SLOT.keySet().stream().sorted().toList()))));
        }
        if (name.startsWith("slots.")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\": a slot is a map under its name of a-z, 0-9 and _, such"
                            + " as slots: {barman: {type: physical}}");
        }
        if (Nearest.of(name, FORMS.keySet()).isEmpty() && (name.matches("tags\\." + CUSTOM) || isOfMethod(name))) {
            return Optional.of(SettingForm.AS_WRITTEN);
        }
        return Optional.empty();
    }

    private static boolean isOfMethod(String name) {
        return methodOf(name)
                .filter(method -> Nearest.of(method, List.of("recovery_conf", "callbacks", "bin_name", "basebackup"))
                        .isEmpty())
                .isPresent();
    }

    /** Whether its value is a list or a map, and so JSON. */
    static boolean isStructured(String name) {
        return FORMS.getOrDefault(name, SettingForm.AS_WRITTEN).structure() != SettingForm.Structure.SCALAR;
    }

    /** The method that makes replicas to which this setting belongs, as its name says. */
    static Optional<String> methodOf(String name) {
        return name.matches(OF_METHOD) && !FORMS.containsKey(name)
                ? Optional.of(name.split("\\.")[1])
                : Optional.empty();
    }

    private static String place(String name) {
        if (PatroniFile.isLocal(name)) {
            return "patroni.yml of each node";
        }
        return "DCS";
    }
}
