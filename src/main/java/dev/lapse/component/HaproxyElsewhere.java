package dev.lapse.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why Lapse does not take what HAProxy has. */
final class HaproxyElsewhere {
    private static final Map<String, String> WHY = why();

    /** What HAProxy also has, by the first word of its lines. */
    private static final List<String> OTHERS = List.of(
            ("user group uid gid daemon chroot pidfile master-worker nbproc cpu-map maxpipes maxzlibmem maxcompcpuusage"
                            + " cookie acl retry-on rate-limit unique-id-format unique-id-header monitor-uri"
                            + " monitor monitor-net errorfile errorfiles errorloc errorloc302 errorloc303 redirect rule"
                            + " capture compression cache filter fcgi-app peers peer mailers mailer email-alert userlist"
                            + " ring program tcp-request tcp-response http-request http-response http-after-response"
                            + " http-reuse http-send-name-header dispatch description id node lua-load"
                            + " lua-load-per-thread setenv presetenv unsetenv resetenv ca-base crt-base crt-list crt"
                            + " ssl-default-bind-ciphers ssl-default-bind-options ssl-default-server-ciphers"
                            + " ssl-default-server-options ssl-dh-param-file ssl-server-verify log-format log-format-sd"
                            + " log-send-hostname use-server use-fcgi-app load-server-state-from-file server-state-file"
                            + " server-state-base hash-balance-factor declare clitcpka-none maxcomprate"
                            + " maxsslconn maxsslrate noepoll nopoll nosplice nogetaddrinfo noreuseport"
                            + " insecure-fork-wanted insecure-setuid-wanted numa-cpu-mapping quiet debug zero-warning"
                            + " strict-limits set-dumpable thread-groups thread-group busy-polling profiling.tasks"
                            + " localpeer grace proto pool-max-conn pool-purge-delay pool-low-conn"
                            + " max-reuse usesrc interface redir crl-file ciphers ciphersuites"
                            + " tls-tickets no-tls-tickets ws shard log-proto force-persist"
                            + " ignore-persist persist transparent server-template guid")
                    .split(" "));

    private HaproxyElsewhere() {}

    /** Why this name is not taken, where HAProxy has it. */
    static Optional<String> of(String name) {
        String first = name.split(" ")[0];
        String why = WHY.getOrDefault(name, WHY.get(first));
        if (why != null) {
            return Optional.of(why);
        }
        return OTHERS.contains(first)
                        || first.startsWith("tune.")
                        || name.matches("timeout (http-request|http-keep-alive|tarpit|server-request)")
                        || name.matches(
                                "stats (enable|uri|auth|realm|refresh|admin|hide-version|show-.*|scope|maxconn)")
                        || name.matches("option (httpclose|httplog|httpslog|http-(server-close|keep-alive|no-delay|"
                                + "pretend-keepalive|buffer-request|use-proxy-header|ignore-probes|use-htx|restrict-.*|"
                                + "drop-.*)|forwardfor|originalto|transparent|prefer-last-server|"
                                + "idle-close-on-response|disable-h2-upgrade|checkcache|h1-case-adjust.*)")
                ? Optional.of("HAProxy has it, and Lapse does not take it; leave it out")
                : Optional.empty();
    }

    private static Map<String, String> why() {
        Map<String, String> why = new LinkedHashMap<>();
        String check = "the servers are checked by a request to Patroni's REST API; write check-write and check-read,"
                + " such as check-write: GET /primary, and check-pooler: on to connect to the clients' port too;"
                + " a file of your own may have it (topology.files.haproxy)";
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
                "check",
                "port",
                "addr",
                "track",
                "disabled",
                "enabled",
                "default_backend",
                "use_backend",
                "stats socket")) {
            why.put(name, own);
        }
        why.put("mode", "both ports are TCP, since PostgreSQL does not speak HTTP; leave it out");
        why.put("log", "HAProxy logs to its output, which Lapse keeps in logs of the report; leave it out");
        why.put("namespace", "the containers have no network namespace of a name; leave it out");
        why.put(
                "global",
                "write its lines as settings: maxconn of the process is global.maxconn: 5000, the others go by their"
                        + " plain name, such as nbthread: 2");
        why.put("defaults", "write its lines as settings, by their plain name, such as timeout connect: 4s");
        return why;
    }
}
