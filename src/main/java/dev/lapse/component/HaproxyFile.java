package dev.lapse.component;

import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * HAProxy's configuration: what Patroni's documentation ships, with the settings on top. A server keyword goes to
 * {@code default-server}, anything else is a line of {@code defaults}; with {@code write.} or {@code read.} before it,
 * the setting holds for that listener alone ({@code read.rise}). An empty value leaves the name to stand alone,
 * {@code off} takes a line or keyword out. {@code check-write} and {@code check-read} are the URIs asked of Patroni,
 * {@code check-pooler: on} also has the check connect to the port that the clients' connections go to.
 */
final class HaproxyFile {
    private static final Set<String> SERVER_KEYWORDS = Set.of(
            "agent-check",
            "agent-inter",
            "agent-port",
            "backup",
            "downinter",
            "error-limit",
            "fall",
            "fastinter",
            "init-addr",
            "inter",
            "maxconn",
            "maxqueue",
            "minconn",
            "observe",
            "on-error",
            "on-marked-down",
            "on-marked-up",
            "pool-max-conn",
            "pool-purge-delay",
            "rise",
            "send-proxy",
            "send-proxy-v2",
            "slowstart",
            "source",
            "tcp-ut",
            "weight");

    private static final Set<String> CHECKS = Set.of("check-write", "check-read", "check-pooler");

    private final Deployment deployment;
    private final Map<String, String> settings;

    HaproxyFile(Deployment deployment) {
        this.deployment = deployment;
        this.settings = deployment.spec().settings().of(Section.HAPROXY);
    }

    String render() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("retries", "2");
        lines.put("timeout client", "30m");
        lines.put("timeout connect", "4s");
        lines.put("timeout server", "30m");
        lines.put("timeout check", "5s");
        settings.forEach((name, value) -> {
            if (!isServerKeyword(name) && !isOfListener(name) && !CHECKS.contains(name)) {
                lines.put(name, value);
            }
        });
        return Template.load("haproxy.cfg")
                .fill(Map.of(
                        "defaults",
                        Haproxy.joined(lines, "\n"),
                        "write",
                        listener("write", settings.getOrDefault("check-write", "/primary")),
                        "read",
                        listener("read", settings.getOrDefault("check-read", "/replica"))));
    }

    private String listener(String listener, String uri) {
        Map<String, String> server = new LinkedHashMap<>();
        server.put("inter", "3s");
        server.put("fall", "3");
        server.put("rise", "2");
        server.put("on-marked-down", "shutdown-sessions");
        settings.forEach((name, value) -> {
            if (isServerKeyword(name)) {
                server.put(name, value);
            }
        });
        Map<String, String> lines = new LinkedHashMap<>();
        String prefix = listener + ".";
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                String own = name.substring(prefix.length());
                (isServerKeyword(own) ? server : lines).put(own, value);
            }
        });
        StringBuilder out = new StringBuilder(check(uri));
        out.append(Haproxy.joined(lines, "\n")).append(lines.isEmpty() ? "" : "\n");
        out.append("default-server ").append(Haproxy.joined(server, " ")).append('\n');
        deployment
                .spec()
                .nodes()
                .forEach(node -> out.append("server %s %s:%d check port %d\n"
                        .formatted(node, deployment.address(node), clientPort(), Patroni.REST_PORT)));
        return out.toString();
    }

    private String check(String uri) {
        boolean pooler = settings.getOrDefault("check-pooler", "off").equals("on");
        return pooler ? """
                option httpchk
                http-check connect port %d
                http-check send meth OPTIONS uri %s
                http-check expect status 200
                http-check connect port %d
                """.formatted(Patroni.REST_PORT, uri, clientPort()) : """
                option httpchk OPTIONS %s
                http-check expect status 200
                """.formatted(uri);
    }

    static boolean isServerKeyword(String name) {
        return SERVER_KEYWORDS.contains(name);
    }

    private static boolean isOfListener(String name) {
        return name.startsWith("write.") || name.startsWith("read.");
    }

    /** The port of a node that clients are sent to. */
    private int clientPort() {
        return deployment.spec().pooled() ? PgBouncer.PORT : Patroni.POSTGRES_PORT;
    }
}
