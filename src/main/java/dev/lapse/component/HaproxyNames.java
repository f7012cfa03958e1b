package dev.lapse.component;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
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

    private static final Map<String, SettingForm> SERVER = forms(
            Map.of(
                    HaproxyForms.INTERVAL,
                    "inter|fastinter|downinter",
                    HaproxyForms.TIME,
                    "slowstart|tcp-ut",
                    HaproxyForms.POSITIVE,
                    "fall|rise|error-limit",
                    HaproxyForms.COUNT,
                    "maxconn|minconn|maxqueue",
                    HaproxyForms.FLAG,
                    "backup|tfo|non-stick|stick"),
            Map.of(
                    HaproxyForms.LINE,
                    "source",
                    HaproxyForms.oneOf("shutdown-sessions"),
                    "on-marked-down",
                    HaproxyForms.oneOf("shutdown-backup-sessions"),
                    "on-marked-up",
                    HaproxyForms.oneOf("fastinter", "fail-check", "sudden-death", "mark-down"),
                    "on-error",
                    HaproxyForms.oneOf("layer4"),
                    "observe",
                    HaproxyForms.WEIGHT,
                    "weight"));

    private static final Map<String, SettingForm> DEFAULTS = forms(Map.of(
            HaproxyForms.TIME, """
                    timeout connect|timeout client|timeout server|timeout check|timeout queue|timeout tunnel|
                    timeout client-fin|timeout server-fin|clitcpka-idle|clitcpka-intvl|srvtcpka-idle|
                    srvtcpka-intvl""",
            HaproxyForms.COUNT, "retries|fullconn|backlog|max-session-srv-conns|clitcpka-cnt|srvtcpka-cnt",
            HaproxyForms.REDISPATCH, "option redispatch",
            HaproxyForms.FLAG, """
                    option abortonclose|option allbackups|option clitcpka|option srvtcpka|option tcpka|
                    option log-health-checks|option dontlognull|option dontlog-normal|option log-separate-errors|
                    option logasap|option tcplog|option nolinger|option persist|option contstats|
                    option socket-stats|option independent-streams|option splice-auto|option splice-request|
                    option splice-response|option tcp-smart-accept|option tcp-smart-connect""",
            HaproxyForms.LINE, "log-tag",
            HaproxyForms.BALANCE, "balance",
            HaproxyForms.HASH, "hash-type"));

    private static final Map<String, SettingForm> LISTENER = forms(Map.of(
            HaproxyForms.EXPECTED, EXPECT, HaproxyForms.LINE, "stick-table|stick on|stick match|stick store-request"));

    private static final Map<String, SettingForm> OF_GLOBAL = forms(Map.of(
            HaproxyForms.TIME, "stats timeout|hard-stop-after|max-spread-checks",
            HaproxyForms.COUNT, "maxconnrate|maxsessrate|ulimit-n",
            HaproxyForms.THREADS, "nbthread",
            HaproxyForms.PERCENT, "spread-checks"));

    private static final Map<String, SettingForm> FORMS = all();

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
        all.put(GLOBAL + "maxconn", HaproxyForms.COUNT);
        all.put(WRITE_CHECK, HaproxyForms.REQUEST);
        all.put(READ_CHECK, HaproxyForms.REQUEST);
        all.put(
                HTTPCHK,
                HaproxyForms.REQUEST
                        .matching("|" + HaproxyForms.REQUEST.pattern())
                        .converting(text -> text.isEmpty() ? "/" : HaproxyForms.request(text)));
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

    @SafeVarargs
    private static Map<String, SettingForm> forms(Map<SettingForm, String>... names) {
        Map<String, SettingForm> forms = new TreeMap<>();
        List.of(names).forEach(each -> forms.putAll(SettingNames.forms(each)));
        return forms;
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
        if (both.equals("default-server")) {
            return Optional.of(HaproxyForms.DEFAULT_SERVER);
        }
        if (both.equals("timeout") || both.equals("option")) {
            throw new IllegalArgumentException("haproxy setting \"" + both + "\": write its second word into the name,"
                    + " such as timeout connect: 4s or option redispatch: on");
        }
        HaproxyElsewhere.of(both).ifPresent(why -> {
            throw new IllegalArgumentException("haproxy setting \"" + name + "\": " + why);
        });
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
        return HaproxyForms.FLAG.equals(SERVER.get(name));
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
