package dev.lapse.component;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of etcd's configuration file, 3.5 ({@code embed/config.go}). Its file has most durations as numbers of
 * nanoseconds.
 */
final class EtcdNames {
    private static final SettingForm BOOLEAN =
            SettingForm.SWITCH.converting(text -> Switch.isOn(text) ? "true" : "false");

    private static final Map<String, SettingForm> FORMS = SettingNames.forms(Map.of(
            SettingForm.MILLIS_OR_NUMBER.saying("milliseconds, such as 100, 100ms or 1s"),
            "heartbeat-interval|election-timeout",
            SettingForm.NANOS,
            """
                    backend-batch-interval|grpc-keepalive-min-time|grpc-keepalive-interval|grpc-keepalive-timeout|
                    experimental-corrupt-check-time|experimental-warning-apply-duration|
                    experimental-watch-progress-notify-interval|experimental-compaction-sleep-interval|
                    experimental-compact-hash-check-time""",
            SettingForm.WHOLE_NUMBER,
            """
                    snapshot-count|max-snapshots|max-wals|quota-backend-bytes|max-txn-ops|max-request-bytes|
                    max-concurrent-streams|backend-batch-limit|auth-token-ttl|
                    experimental-compaction-batch-limit""",
            BOOLEAN,
            """
                    initial-election-tick-advance|pre-vote|strict-reconfig-check|enable-v2|unsafe-no-fsync|
                    experimental-initial-corrupt-check|experimental-compact-hash-check-enabled|
                    experimental-enable-lease-checkpoint|experimental-enable-lease-checkpoint-persist|
                    experimental-txn-mode-write-with-shared-buffer|socket-reuse-port|socket-reuse-address|
                    enable-pprof""",
            SettingForm.words("periodic", "revision"),
            "auto-compaction-mode",
            SettingForm.text("a number of hours or revisions, or a duration such as 5m", "[0-9]{1,12}(s|m|h)?"),
            "auto-compaction-retention",
            SettingForm.words("debug", "info", "warn", "error", "panic", "fatal"),
            "log-level",
            SettingForm.words("basic", "extensive"),
            "metrics",
            SettingForm.words("map", "array"),
            "backend-bbolt-freelist-type"));

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("heartbeat-interval", "100"),
            Map.entry("election-timeout", "1000"),
            Map.entry("snapshot-count", "100000"),
            Map.entry("max-snapshots", "5"),
            Map.entry("max-wals", "5"),
            Map.entry("quota-backend-bytes", "2 GiB"),
            Map.entry("max-txn-ops", "128"),
            Map.entry("max-request-bytes", "1572864"),
            Map.entry("auto-compaction-mode", "periodic"),
            Map.entry("auto-compaction-retention", "0"),
            Map.entry("grpc-keepalive-min-time", "5s"),
            Map.entry("grpc-keepalive-interval", "2h"),
            Map.entry("grpc-keepalive-timeout", "20s"),
            Map.entry("initial-election-tick-advance", "true"),
            Map.entry("pre-vote", "true"),
            Map.entry("strict-reconfig-check", "true"),
            Map.entry("unsafe-no-fsync", "false"),
            Map.entry("log-level", "info"),
            Map.entry("metrics", "basic"),
            Map.entry("backend-bbolt-freelist-type", "map"),
            Map.entry("experimental-warning-apply-duration", "100ms"),
            Map.entry("experimental-corrupt-check-time", "0s"));

    private static final List<String> OWN = List.of(
            "name",
            "data-dir",
            "wal-dir",
            "listen-client-urls",
            "listen-peer-urls",
            "advertise-client-urls",
            "initial-advertise-peer-urls",
            "initial-cluster",
            "initial-cluster-state",
            "initial-cluster-token",
            "discovery",
            "discovery-srv",
            "enable-grpc-gateway",
            "logger",
            "log-outputs",
            "force-new-cluster",
            "listen-metrics-urls");

    /** What etcd also has. */
    private static final List<String> OTHERS = List.of(
            "cors",
            "host-whitelist",
            "v2-deprecation",
            "proxy",
            "proxy-failure-wait",
            "proxy-refresh-interval",
            "proxy-dial-timeout",
            "proxy-write-timeout",
            "proxy-read-timeout",
            "discovery-proxy",
            "discovery-fallback",
            "discovery-srv-name",
            "log-package-levels",
            "enable-log-rotation",
            "log-rotation-config-json",
            "bcrypt-cost",
            "self-signed-cert-validity",
            "tls-min-version",
            "tls-max-version",
            "config-file",
            "debug");

    private static final List<String> EXPERIMENTAL = List.of(
            "experimental-bootstrap-defrag-threshold-megabytes",
            "experimental-downgrade-check-time",
            "experimental-enable-distributed-tracing",
            "experimental-distributed-tracing-address",
            "experimental-distributed-tracing-service-name",
            "experimental-distributed-tracing-instance-id",
            "experimental-distributed-tracing-sampling-rate",
            "experimental-enable-v2v3",
            "experimental-max-learners",
            "experimental-memory-mlock",
            "experimental-stop-grpc-service-on-defrag",
            "experimental-wait-cluster-ready-timeout",
            "experimental-warning-unary-request-duration",
            "experimental-peer-skip-client-san-verification",
            "experimental-backend-bbolt-freelist-type");

    static final SettingNames NAMES = new SettingNames(
            Section.ETCD,
            FORMS,
            EtcdNames::open,
            SettingNames.Nesting.FLAT,
            new SettingNames.Lore(DEFAULTS, name -> "etcd.yml"));

    /** Its value is a text, and etcd refuses a number there. */
    private static final String TEXT = "auto-compaction-retention";

    private EtcdNames() {}

    /** A value as the configuration file has it. */
    static String yaml(String name, String value) {
        return name.equals(TEXT) ? YamlTree.quoted(value) : YamlTree.typed(value);
    }

    /** All names that are known to stand in its configuration file. */
    static Set<String> inFiles() {
        Set<String> names = new TreeSet<>(NAMES.names());
        List.of(OWN, OTHERS, EXPERIMENTAL).forEach(names::addAll);
        names.addAll(List.of("auth-token", "cipher-suites"));
        return names;
    }

    private static Optional<SettingForm> open(String name) {
        if (OWN.contains(name)) {
            throw new IllegalArgumentException("etcd setting \"" + name
                    + "\": Lapse sets it itself, from the hosts of the topology; leave it out");
        }
        if (name.matches("(peer-|client-)?(cert-file|key-file|trusted-ca-file|cert-auth|auto-tls|crl-file|ca-file)"
                + "|.*-transport-security|auth-token|client-cert-auth|peer-client-cert-auth|cipher-suites")) {
            throw new IllegalArgumentException(
                    "etcd setting \"" + name + "\": etcd speaks without TLS and without roles here; leave it out");
        }
        if (OTHERS.contains(name) || EXPERIMENTAL.contains(name)) {
            throw new IllegalArgumentException(
                    "etcd setting \"" + name + "\": etcd has it, and Lapse does not take it; leave it out");
        }
        return Optional.empty();
    }
}
