package dev.lapse.component;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a {@code haproxy.cfg} can be neither kept nor replaced here. */
final class HaproxyUnfit {
    /** Of a server, with the reason. */
    private static final Map<String, String> SERVER = Map.of(
            "send-proxy", "neither PostgreSQL nor PgBouncer speaks it here",
            "send-proxy-v2", "neither PostgreSQL nor PgBouncer speaks it here",
            "agent-check", "no agent runs on the nodes",
            "source", "the address is none of a container",
            "namespace", "the containers have no network namespace of a name",
            "socks4", "no such proxy runs here",
            "track", "not supported: write the check at the server itself");

    private final HaproxyOwnFile own;
    private final List<Host> hosts;
    private final List<Unfit> found = new ArrayList<>();

    HaproxyUnfit(HaproxyOwnFile own, List<Host> hosts) {
        this.own = own;
        this.hosts = hosts;
    }

    List<Unfit> all() {
        for (HaproxySection section : own.sections()) {
            if (HaproxySection.OTHERS.contains(section.kind())) {
                unfit(section.head(), "not supported: a section " + section.kind() + "; take it out");
                continue;
            }
            if (!HaproxySection.LEFT_OUT.contains(section.kind())) {
                section.lines().forEach(line -> line(section, line));
            }
        }
        for (Entrance entrance : Entrance.values()) {
            entrance(entrance);
        }
        return found;
    }

    private void unfit(HaproxyLine line, String why) {
        found.add(new Unfit(own.file().name(), Math.max(1, line.number()), why));
    }

    private void line(HaproxySection section, HaproxyLine line) {
        String first = line.word(0);
        if (first.startsWith(".")) {
            unfit(line, "not supported: conditional blocks such as " + first);
        } else if (first.equals("external-check") || line.begins("option", "external-check")) {
            unfit(
                    line,
                    "not supported: external-check runs a program, which is not in the image; option httpchk asks Patroni"
                            + " itself");
        } else if (first.equals("server-template")) {
            unfit(line, "not supported: server-template takes its servers from DNS; write a server line for each node");
        } else if (first.equals("bind")) {
            bind(line);
        } else if (first.equals("server") && section.isProxy()) {
            server(section, line);
        } else if (first.equals("default-server")) {
            keywords(line, 1);
        } else if (line.word(1).equals("connect") && (first.equals("http-check") || first.equals("tcp-check"))) {
            connect(line);
        } else if (line.text().startsWith(first)) {
            Nearest.of(first, HaproxySection.KINDS)
                    .filter(kind -> !first.isEmpty())
                    .ifPresent(
                            kind -> unfit(line, "\"" + first + "\" begins no section; did you mean \"" + kind + "\"?"));
        }
    }

    private void bind(HaproxyLine line) {
        if (!HaproxyBind.isTcp(line)) {
            unfit(line, "bind " + line.word(1) + ": expected an address of TCP with one port, such as *:5000");
        }
        for (String word : List.of("ssl", "crt", "crt-list", "interface", "accept-proxy", "namespace")) {
            if (line.indexOf(word, 2) > 0) {
                unfit(line, "not supported: bind with " + word + "; the lanes speak plain PostgreSQL to the balancer");
            }
        }
        for (Host host : hosts) {
            for (Component component : host.carries()) {
                if (host.carries(ComponentName.HAPROXY) && !component.name().equals(ComponentName.HAPROXY)) {
                    component.ports().stream()
                            .filter(port -> line.word(1).matches("(.*,)?[^,]*:" + port.number() + "(,.*)?"))
                            .forEach(port -> unfit(
                                    line,
                                    "port " + port.number() + " of host " + host.name() + " is that of "
                                            + component.name()));
                }
            }
        }
    }

    private void server(HaproxySection section, HaproxyLine line) {
        HaproxyListener.ServerLine server = HaproxyListener.ServerLine.of(line);
        if (server.address().matches(".*[$@/].*") || server.address().isEmpty()) {
            unfit(
                    line,
                    "server " + server.name() + ": expected an address or a host name and a port, was " + line.word(2));
            return;
        }
        FileAddresses.host(own.names(), server.address())
                .ifPresent(host -> port(line, "server " + server.name(), host, server.port()));
        keywords(line, 3);
        Map<String, String> keywords = HaproxyKeywords.of(section, line);
        FileAddresses.host(own.names(), server.address())
                .filter(host -> keywords.containsKey("port"))
                .ifPresent(host ->
                        port(line, "the check of server " + server.name(), host, keywords.getOrDefault("port", "")));
        boolean entrance = own.entrances().values().stream()
                .anyMatch(each -> each.route().all().contains(section));
        if (entrance && !keywords.containsKey("check")) {
            unfit(
                    line,
                    "server " + server.name() + " is not checked, so HAProxy would send clients there whatever"
                            + " Patroni says; add check port 8008");
        }
    }

    /** Where nobody listens, nothing could answer. */
    private void port(HaproxyLine line, String what, NodeName host, String written) {
        Set<Integer> listening = FileAddresses.listening(hosts, host);
        if (!listening.contains(own.port(written))) {
            unfit(
                    line,
                    what + ": nothing listens at port " + (written.isEmpty() ? "(none given)" : written) + " of host "
                            + host + "; there are " + listening + "; write names: {\":" + written + "\": 5432} in the"
                            + " topology for one that stands for another");
        }
    }

    private void keywords(HaproxyLine line, int from) {
        SERVER.forEach((word, why) -> {
            if (line.indexOf(word, from) > 0) {
                unfit(line, word + ": " + why);
            }
        });
        if (line.words().stream().skip(from).anyMatch(word -> word.value().contains("$"))) {
            unfit(line, "not supported: variables of the environment");
        }
        line.after("addr", from)
                .filter(address -> FileAddresses.host(own.names(), address).isEmpty())
                .ifPresent(address -> unfit(
                        line,
                        "addr " + address + " is none of the hosts of the topology; write names: {"
                                + YamlTree.key(address)
                                + ": "
                                + hosts.get(0).name() + "}"));
    }

    private void connect(HaproxyLine line) {
        for (String word : List.of("addr", "send-proxy", "via-socks4")) {
            if (line.indexOf(word, 2) > 0) {
                unfit(line, "not supported: a check that connects with " + word);
            }
        }
        line.after("port", 2)
                .filter(port -> !List.of(Patroni.REST_PORT, Patroni.POSTGRES_PORT, PgBouncer.PORT)
                        .contains(own.port(port)))
                .ifPresent(port -> unfit(line, "nothing listens at port " + port + " of a node"));
    }

    private void entrance(Entrance entrance) {
        String kind = entrance.name().toLowerCase(Locale.ROOT);
        List<HaproxyListener> fitting = own.candidates(entrance);
        if (fitting.size() > 1) {
            unfit(
                    fitting.get(1).front().head(),
                    fitting.stream().map(HaproxyListener::name).collect(Collectors.joining(" and "))
                            + " are both for " + kind + "s by their checks; write listener: "
                            + fitting.get(0).name() + " beside via: haproxy of a probe of kind " + kind);
            return;
        }
        if (fitting.isEmpty()) {
            if (entrance == Entrance.WRITE) {
                found.add(new Unfit(
                        own.file().name(),
                        own.listeners().stream()
                                .findFirst()
                                .map(HaproxyUnfit::checked)
                                .orElse(1),
                        "no listener for writes: none has a check that Patroni's leader alone passes, such as option"
                                + " httpchk /primary; there are "
                                + own.listeners().stream()
                                        .map(HaproxyListener::told)
                                        .toList()
                                + "; write listener: NAME beside via: haproxy of a probe of kind write"));
            }
            return;
        }
        HaproxyListener listener = fitting.get(0);
        HaproxyCheck check = listener.check();
        HaproxyLine head = check.line() > 0
                ? own.lines().get(check.line() - 1)
                : listener.back().head();
        if (check.isOfAnyNode() && entrance == Entrance.WRITE) {
            unfit(
                    head,
                    "not supported: " + check.kind() + " as the check of the listener for writes, since every node that"
                            + " runs passes it, and writes would go to replicas; option httpchk asks Patroni");
        } else if (check.kind().equals("tcp-check") && !check.expected().isEmpty() && !check.asksPatroni()) {
            unfit(
                    head,
                    "not supported: a tcp-check that looks at what PostgreSQL or a pooler answers, since that hangs on"
                            + " roles and pg_hba of yours; option httpchk asks Patroni");
        } else if (!check.isOfAnyNode() && !check.asksPatroni()) {
            unfit(head, "not supported: " + check.kind() + " as a check of PostgreSQL; option httpchk asks Patroni");
        } else if (check.requests().size() > 1) {
            unfit(head, "not supported: more than one request in the check of the listener for " + kind + "s");
        } else if (check.asksPatroni() && !isPage(check.requests().get(0))) {
            unfit(head, check.requests().get(0) + " is no page of Patroni");
        }
        if (entrance == Entrance.WRITE && check.passedBy().equals(Optional.of(Entrance.READ))) {
            unfit(
                    head,
                    "not supported: " + check.told()
                            + " as the check of the listener for writes, since other nodes than"
                            + " the leader pass it, and writes would go to replicas; /primary is for the leader alone");
        }
        HaproxyAdmission.closing(listener)
                .ifPresent(
                        rule -> unfit(rule, "this rule lets nobody into the listener for " + kind + "s; take it out"));
        listener.route().all().forEach(back -> values(listener, back));
        listener.route().all().forEach(this::hostsOnce);
        boolean template = listener.back().lines().stream().anyMatch(line -> line.begins("server-template"));
        if (listener.servers().isEmpty() && !template) {
            unfit(listener.back().head(), "the listener for " + kind + "s has no server");
        }
    }

    /** Where its check is written; its head where there is none. */
    private static int checked(HaproxyListener listener) {
        int line = listener.check().line();
        return line > 0 ? line : listener.front().head().number();
    }

    /** What Lapse counts with has to be in the form that HAProxy takes. */
    private void values(HaproxyListener listener, HaproxySection back) {
        for (HaproxyListener.ServerLine server : HaproxyListener.servers(back)) {
            Map<String, String> keywords = HaproxyKeywords.of(back, server.line());
            HaproxyDerived.KEYWORDS.keySet().stream()
                    .filter(keywords::containsKey)
                    .forEach(name -> value(server.line(), name, keywords.getOrDefault(name, "")));
        }
        HaproxyDerived.OF_BACK.forEach(name -> ofSection(back, name));
        HaproxyDerived.OF_FRONT.forEach(name -> ofSection(listener.front(), name));
    }

    private void ofSection(HaproxySection section, String name) {
        String[] words = name.split(" ");
        section.last(words).ifPresent(line -> value(line, name, line.from(words.length)));
    }

    private void value(HaproxyLine line, String name, String value) {
        try {
            HaproxyNames.NAMES.form(name).toComponent(value.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException wrong) {
            if (!value.equals("0")) { // which HAProxy takes for none, or refuses itself
                unfit(line, name + " " + value + ": " + wrong.getMessage());
            }
        }
    }

    /** A host that stands behind two servers of one pool leaves another without any. */
    private void hostsOnce(HaproxySection back) {
        Map<NodeName, String> taken = new HashMap<>();
        for (HaproxyListener.ServerLine server : HaproxyListener.servers(back)) {
            FileAddresses.host(own.names(), server.address()).ifPresent(host -> {
                String other = taken.putIfAbsent(host, server.name());
                if (other != null) {
                    unfit(
                            server.line(),
                            "server " + server.name() + " is host " + host + ", and so is server " + other
                                    + "; names: in the topology says which host an address stands for");
                }
            });
        }
    }

    private static boolean isPage(String request) {
        try {
            HaproxyForms.request(request);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
