package dev.lapse.component;

import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HAProxy's configuration: what Patroni's documentation ships, with the settings on top. A server keyword goes to
 * {@code default-server}, a few names to {@code global}, anything else is a line of {@code defaults}; with
 * {@code write.} or {@code read.} before it, the setting holds for that listener alone ({@code read.rise}). An empty
 * value leaves the name to stand alone, {@code off} takes a line or keyword out. {@code check-write} and
 * {@code check-read} are the requests to Patroni, by method and URI; {@code check-pooler: on} also has the check
 * connect to the port that the clients' connections go to.
 */
final class HaproxyFile {
    /** Lines of {@code defaults} where no setting says otherwise. */
    static final Map<String, String> DEFAULTS = ordered(
            "retries",
            "2",
            "timeout client",
            "30m",
            "timeout connect",
            "4s",
            "timeout server",
            "30m",
            "timeout check",
            "5s");

    /** Words of {@code default-server} where no setting says otherwise. */
    static final Map<String, String> SERVER =
            ordered("inter", "3s", "fall", "3", "rise", "2", "on-marked-down", "shutdown-sessions");

    /** What is asked where no setting says otherwise. */
    static final Map<String, String> CHECKS = ordered(
            HaproxyNames.WRITE_CHECK,
            "/primary",
            HaproxyNames.READ_CHECK,
            "/replica",
            HaproxyNames.POOLER_CHECK,
            "off",
            HaproxyNames.EXPECT,
            "status 200");

    static final String MAXCONN = "5000";

    private final Deployment deployment;
    private final Map<String, String> settings;

    HaproxyFile(Deployment deployment) {
        this.deployment = deployment;
        this.settings = deployment.spec().settings().of(Section.HAPROXY);
    }

    /** Lines that are off for one listener alone: without one of its own, HAProxy takes that of {@code defaults}. */
    static List<Remark> inherited(Map<String, String> settings) {
        List<Remark> remarks = new ArrayList<>();
        settings.forEach((name, value) -> {
            String both = HaproxyNames.ofBoth(name);
            String usual = settings.getOrDefault(both, DEFAULTS.getOrDefault(both, "off"));
            if (value.equals("off") && !both.equals(name) && HaproxyNames.isOfDefaults(both) && !usual.equals("off")) {
                String other = name.startsWith("write.") ? "read." : "write.";
                remarks.add(Remark.refusedValue(
                        Section.HAPROXY,
                        name,
                        "haproxy." + name + ": off would not be off, since HAProxy takes "
                                + (both + " " + usual).strip()
                                + " from defaults; write " + both + ": off for both, and " + other + both + ": "
                                + (usual.isEmpty() ? "on" : usual) + " beside it to keep it there"));
            }
        });
        return remarks;
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    String render() {
        Map<String, String> lines = new LinkedHashMap<>(DEFAULTS);
        Map<String, String> global = new LinkedHashMap<>();
        String maxconn = HaproxyNames.GLOBAL + "maxconn";
        settings.forEach((name, value) -> {
            if (HaproxyNames.isOfGlobal(name) && !name.equals(maxconn)) {
                global.put(name, value);
            } else if (HaproxyNames.isOfDefaults(name)) {
                lines.put(name, value);
            }
        });
        return Template.load("haproxy.cfg")
                .fill(Map.of(
                        "maxconn",
                        settings.getOrDefault(maxconn, MAXCONN),
                        "global",
                        Haproxy.joined(global, "\n"),
                        "defaults",
                        Haproxy.joined(lines, "\n"),
                        "write",
                        listener("write", HaproxyNames.WRITE_CHECK),
                        "read",
                        listener("read", HaproxyNames.READ_CHECK)));
    }

    private String listener(String listener, String check) {
        Map<String, String> server = new LinkedHashMap<>(SERVER);
        Map<String, String> lines = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            if (HaproxyNames.isServerKeyword(name)) {
                server.put(name, value);
            } else if (HaproxyNames.isOfListeners(name)) {
                lines.put(name, value);
            }
        });
        String prefix = listener + ".";
        settings.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                String own = name.substring(prefix.length());
                (HaproxyNames.isServerKeyword(own) ? server : lines).put(own, value);
            }
        });
        String expect = lines.getOrDefault(HaproxyNames.EXPECT, CHECKS.get(HaproxyNames.EXPECT));
        lines.remove(HaproxyNames.EXPECT);
        String request = settings.getOrDefault(check, settings.getOrDefault(HaproxyNames.HTTPCHK, CHECKS.get(check)));
        StringBuilder out = new StringBuilder(check(request, expect));
        out.append(Haproxy.joined(lines, "\n")).append(lines.isEmpty() ? "" : "\n");
        out.append("default-server ").append(Haproxy.joined(server, " ")).append('\n');
        deployment
                .spec()
                .nodes()
                .forEach(node -> out.append("server %s %s:%d check port %d\n"
                        .formatted(node, deployment.address(node), clientPort(), Patroni.REST_PORT)));
        return out.toString();
    }

    /** @param request a URI, with a method before it or not, and a version after it or not */
    private String check(String request, String expect) {
        String[] words = (request.startsWith("/") ? "OPTIONS " + request : request).split(" ", 3);
        String version = words.length > 2 ? words[2] : "";
        String expected = expect.equals("off") ? "" : "http-check expect " + expect + "\n";
        boolean pooler = Switch.isOn(settings.getOrDefault(HaproxyNames.POOLER_CHECK, "off"));
        if (!pooler) {
            return ("option httpchk " + words[0] + " " + words[1] + " " + version).strip() + "\n" + expected;
        }
        return "option httpchk\n"
                + "http-check connect port " + Patroni.REST_PORT + "\n"
                + "http-check send meth " + words[0] + " uri " + words[1]
                + (version.isEmpty() ? "" : " ver " + version.split("[ \\\\]")[0]) + "\n"
                + expected
                + "http-check connect port " + clientPort() + "\n";
    }

    /** The port of a node that clients are sent to. */
    private int clientPort() {
        return deployment.spec().pooled() ? PgBouncer.PORT : Patroni.POSTGRES_PORT;
    }
}
