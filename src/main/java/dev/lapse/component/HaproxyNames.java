package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of HAProxy 3.0 in TCP mode, by where their lines stand in {@code haproxy.cfg}. {@code off} takes a line
 * or a keyword out; of one that has no value, {@code ""} and {@code on} put it there.
 */
final class HaproxyNames {
    static final String WRITE_CHECK = "check-write";
    static final String READ_CHECK = "check-read";
    static final String POOLER_CHECK = "check-pooler";

    /** What a configuration has in place of the two: the check of both listeners. */
    static final String HTTPCHK = "option httpchk";

    static final String EXPECT = "http-check expect";

    /** Before a name that another part of the file has too. */
    static final String GLOBAL = "global.";

    /** What Patroni answers of, each alone or in a longer path. */
    private static final List<String> PAGES = List.of(
            "/primary",
            "/replica",
            "/leader",
            "/master",
            "/read-write",
            "/read-only",
            "/standby-leader",
            "/health",
            "/liveness",
            "/readiness",
            "/synchronous",
            "/sync",
            "/asynchronous",
            "/async",
            "/quorum",
            "/read-only-sync",
            "/read-only-quorum",
            "/patroni");

    private static final String OFF = "off|Off|OFF|false|False";

    private static final SettingForm TIME = SettingForm.text(
                    "a time of HAProxy: milliseconds, such as 10000, a whole number with us, ms, s, m, h or d, such as"
                            + " 10s, or off",
                    "[0-9]{1,9}(us|ms|s|m|h|d)?|" + OFF)
            .converting(text -> text.matches("[0-9]+") ? text + "ms" : takenOut(text));

    private static final SettingForm COUNT =
            SettingForm.text("a whole number, or off", "[0-9]{1,9}|" + OFF).converting(HaproxyNames::takenOut);

    private static final SettingForm WEIGHT = SettingForm.text(
                    "a whole number from 0 to 256, or off", "[0-9]{1,3}|" + OFF)
            .within(SettingForm.Range.of(0, 256))
            .converting(HaproxyNames::takenOut);

    /** A name that stands alone. */
    private static final SettingForm FLAG = SettingForm.text("\"\" or on to put it there, or off", "|" + Switch.PATTERN)
            .converting(text -> text.isEmpty() || Switch.isOn(text) ? "" : "off");

    private static final SettingForm REDISPATCH = SettingForm.text(
                    "\"\" or on to put it there, a number of retries, or off", "|-?[0-9]{1,4}|" + Switch.PATTERN)
            .converting(text -> text.matches("-?[0-9]+") ? text : text.isEmpty() || Switch.isOn(text) ? "" : "off");

    private static final SettingForm LINE =
            SettingForm.text("text as in haproxy.cfg, or off", ".*").converting(HaproxyNames::takenOut);

    private static final SettingForm REQUEST = SettingForm.text(
                    "what is asked of Patroni, such as /primary, GET /primary or HEAD /replica?lag=1MB",
                    "((GET|HEAD|OPTIONS) +)?/[^ ]*( +HTTP/1\\.[01]([ \\\\].*)?)?")
            .converting(HaproxyNames::request);

    private static final Map<String, SettingForm> SERVER = forms(Map.of(
            TIME,
            "inter|fastinter|downinter|slowstart|tcp-ut",
            COUNT,
            "fall|rise|error-limit|maxconn|minconn|maxqueue",
            FLAG,
            "backup|tfo|non-stick|stick",
            LINE,
            "source|namespace",
            words("shutdown-sessions"),
            "on-marked-down",
            words("shutdown-backup-sessions"),
            "on-marked-up",
            words("fastinter", "fail-check", "sudden-death", "mark-down"),
            "on-error",
            words("layer4"),
            "observe",
            WEIGHT,
            "weight"));

    private static final Map<String, SettingForm> DEFAULTS = forms(Map.of(
            TIME, """
                    timeout connect|timeout client|timeout server|timeout check|timeout queue|timeout tunnel|
                    timeout client-fin|timeout server-fin|clitcpka-idle|clitcpka-intvl|srvtcpka-idle|
                    srvtcpka-intvl""",
            COUNT, "retries|fullconn|backlog|max-session-srv-conns|clitcpka-cnt|srvtcpka-cnt",
            REDISPATCH, "option redispatch",
            FLAG, """
                    option abortonclose|option allbackups|option clitcpka|option srvtcpka|option tcpka|
                    option log-health-checks|option dontlognull|option dontlog-normal|option log-separate-errors|
                    option logasap|option tcplog|option nolinger|option persist|option contstats|
                    option socket-stats|option independent-streams|option splice-auto|option splice-request|
                    option splice-response|option tcp-smart-accept|option tcp-smart-connect""",
            LINE, "balance|hash-type|log-tag"));

    private static final Map<String, SettingForm> LISTENER =
            forms(Map.of(LINE, EXPECT + "|stick-table|stick on|stick match|stick store-request"));

    private static final Map<String, SettingForm> OF_GLOBAL = forms(Map.of(
            TIME, "stats timeout|hard-stop-after|max-spread-checks",
            COUNT, "nbthread|maxconnrate|maxsessrate|spread-checks|ulimit-n"));

    private static final Map<String, SettingForm> FORMS = all();

    private static final Map<String, String> ELSEWHERE = elsewhere();

    static final SettingNames NAMES = new SettingNames(
            Section.HAPROXY,
            FORMS,
            HaproxyNames::open,
            SettingNames.Nesting.FLAT,
            new SettingNames.Lore(defaults(), HaproxyNames::place, HaproxyNames::canonical));

    private HaproxyNames() {}

    private static Map<String, SettingForm> all() {
        Map<String, SettingForm> all = new TreeMap<>();
        List.of(SERVER, DEFAULTS, LISTENER, OF_GLOBAL).forEach(all::putAll);
        all.put(GLOBAL + "maxconn", COUNT);
        all.put(WRITE_CHECK, REQUEST);
        all.put(READ_CHECK, REQUEST);
        all.put(
                HTTPCHK,
                REQUEST.matching("|" + REQUEST.pattern()).converting(text -> text.isEmpty() ? "/" : request(text)));
        all.put(POOLER_CHECK, SettingForm.SWITCH);
        return all;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>(HaproxyFile.DEFAULTS);
        defaults.putAll(HaproxyFile.SERVER);
        defaults.putAll(HaproxyFile.CHECKS);
        defaults.put(GLOBAL + "maxconn", HaproxyFile.MAXCONN);
        defaults.put("weight", "1");
        defaults.put("balance", "roundrobin");
        return defaults;
    }

    private static Map<String, String> elsewhere() {
        Map<String, String> why = new LinkedHashMap<>();
        String check = "the servers are checked by a request to Patroni's REST API; write check-write and check-read,"
                + " such as check-write: GET /primary, and check-pooler: on to connect to the clients' port too";
        for (String name : List.of(
                "option tcp-check",
                "tcp-check",
                "option pgsql-check",
                "option mysql-check",
                "option redis-check",
                "option smtpchk",
                "option ldap-check",
                "option ssl-hello-chk",
                "option spop-check",
                "option external-check",
                "external-check",
                "http-check")) {
            why.put(name, check);
        }
        String agent =
                "an agent check asks an agent on each node, and none runs there; check-pooler: on makes the check"
                        + " see a dead pooler";
        for (String name : List.of("agent-check", "agent-port", "agent-inter", "agent-addr", "agent-send")) {
            why.put(name, agent);
        }
        String addresses =
                "the servers are given by address, so nothing is resolved and it would do nothing; leave it" + " out";
        for (String name : List.of("resolvers", "init-addr", "resolve-prefer", "resolve-net", "resolve-opts")) {
            why.put(name, addresses);
        }
        String tls = "neither PostgreSQL, PgBouncer nor Patroni's REST API speaks it here; leave it out";
        for (String name : List.of(
                "send-proxy",
                "send-proxy-v2",
                "check-send-proxy",
                "ssl",
                "verify",
                "ca-file",
                "crt",
                "check-ssl",
                "sni",
                "check-sni",
                "alpn")) {
            why.put(name, tls);
        }
        String own = "Lapse writes it itself, from the hosts of the topology; leave it out";
        for (String name : List.of(
                "server",
                "listen",
                "frontend",
                "backend",
                "bind",
                "mode",
                "check",
                "port",
                "addr",
                "track",
                "disabled",
                "enabled",
                "default_backend",
                "use_backend",
                "default-server",
                "log",
                "stats socket",
                "global",
                "defaults")) {
            why.put(name, own);
        }
        return why;
    }

    private static SettingForm words(String... words) {
        String list = String.join("|", words);
        return SettingForm.text("one of " + list.replace("|", ", ") + ", off", list + "|" + OFF)
                .converting(HaproxyNames::takenOut);
    }

    private static Map<String, SettingForm> forms(Map<SettingForm, String> names) {
        return SettingNames.forms(names);
    }

    private static String takenOut(String text) {
        return text.matches(OFF) ? "off" : text;
    }

    private static String request(String text) {
        String path = text.replaceFirst("^(GET|HEAD|OPTIONS) +", "").split("[ ?]")[0];
        boolean known = path.equals("/")
                || Arrays.stream(path.split("/")).anyMatch(part -> PAGES.contains("/" + part.replace('_', '-')));
        if (!known) {
            throw new IllegalArgumentException(Nearest.unknown("page of Patroni", path, PAGES));
        }
        return text.replaceAll(" +", " ");
    }

    /** {@code write.} or {@code read.} before a name picks one listener. */
    private static Optional<SettingForm> open(String name) {
        String both = ofBoth(name);
        if (!both.equals(name)) {
            if (both.equals(HTTPCHK)) {
                return Optional.of(FORMS.get(HTTPCHK));
            }
            if (isOfListener(both)) {
                return Optional.of(FORMS.get(both));
            }
        }
        String why = ELSEWHERE.get(both);
        if (why == null) {
            why = ELSEWHERE.get(both.split(" ")[0]);
        }
        if (why != null) {
            throw new IllegalArgumentException("haproxy setting \"" + name + "\": " + why);
        }
        if (FORMS.containsKey(both)) {
            throw new IllegalArgumentException("haproxy setting \"" + name + "\": " + both + " is not of one listener");
        }
        return Optional.empty();
    }

    private static String canonical(String name) {
        return switch (name) {
            case "write." + HTTPCHK -> WRITE_CHECK;
            case "read." + HTTPCHK -> READ_CHECK;
            default -> name;
        };
    }

    static String ofBoth(String name) {
        return name.replaceFirst("^(write|read)\\.", "");
    }

    private static boolean isOfListener(String name) {
        return SERVER.containsKey(name) || DEFAULTS.containsKey(name) || LISTENER.containsKey(name);
    }

    static boolean isServerKeyword(String name) {
        return SERVER.containsKey(name);
    }

    /** Whether a keyword of a server has no value. */
    static boolean standsAlone(String name) {
        return FLAG.equals(SERVER.get(name));
    }

    /** A line of {@code defaults}; a name that is not known here, from an old history, is one too. */
    static boolean isOfDefaults(String name) {
        return !isServerKeyword(name)
                && !isOfGlobal(name)
                && !LISTENER.containsKey(name)
                && ofBoth(name).equals(name)
                && !isCheck(name);
    }

    static boolean isOfListeners(String name) {
        return LISTENER.containsKey(name);
    }

    static boolean isOfGlobal(String name) {
        return OF_GLOBAL.containsKey(name) || name.startsWith(GLOBAL);
    }

    /** Whether it is what the servers are asked. */
    static boolean isCheck(String name) {
        return List.of(WRITE_CHECK, READ_CHECK, POOLER_CHECK, HTTPCHK).contains(name);
    }

    private static String place(String name) {
        String both = ofBoth(name);
        String listeners = both.equals(name) ? "listen write and read" : "listen " + name.split("\\.")[0];
        if (isCheck(name)) {
            return "haproxy.cfg, "
                    + (name.equals(WRITE_CHECK) ? "listen write" : name.equals(READ_CHECK) ? "listen read" : listeners);
        }
        if (isServerKeyword(both)) {
            return "haproxy.cfg, default-server of " + listeners;
        }
        return "haproxy.cfg, "
                + (isOfGlobal(name) ? "global" : both.equals(name) && isOfDefaults(name) ? "defaults" : listeners);
    }
}
