package dev.lapse.component;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a configuration file tells of the cluster that it was written for, whatever its name is.
 *
 * @param kind whose file it is
 * @param name what it calls the host that it is for
 * @param address where others find that host
 * @param peers others that it names, in its order: members of etcd, servers of a balancer, databases of a pooler;
 *     of keepalived HAProxy itself, where a script asks for it
 * @param patroni what only a file of Patroni tells
 * @param vipManager what only a file of vip-manager tells
 * @param listeners of a balancer, those that fit by their checks; of a pooler, its entries where several may be meant
 * @param binds ports that a balancer listens at
 */
public record RecognisedFile(
        ComponentName kind,
        Optional<String> name,
        Optional<String> address,
        List<Peer> peers,
        Optional<OfPatroni> patroni,
        Optional<VipManagerFile> vipManager,
        Map<Entrance, List<String>> listeners,
        Set<Integer> binds) {
    private static final Pattern SECTION =
            Pattern.compile("(?m)^(global|defaults|listen\\s+\\S+|frontend\\s+\\S+|backend\\s+\\S+)");

    /** Keys at the begin of a line that files of Patroni and etcd have, and hardly another one has two of. */
    private static final Pattern WORDS = Pattern.compile("(?m)^(scope|restapi|etcd3?|bootstrap|postgresql|ttl|loop_wait"
            + "|retry_timeout|watchdog|patroni|initial-cluster|listen-client-urls|advertise-client-urls"
            + "|listen-peer-urls|initial-advertise-peer-urls|initial-cluster-state)[ ]*:");

    /** The address of the first bind line that has one of its own. */
    private static final Pattern BIND =
            Pattern.compile("(?m)^\\s*bind\\s+(?:ipv[46]@)?\\[?([0-9A-Za-z][^\\s\\],]*?)\\]?:\\d{1,5}\\b");

    private static final Pattern SERVER =
            Pattern.compile("(?m)^\\s*server\\s+(\\S+)\\s+(\\[[^\\s\\]]+]|[^\\s:]+):(\\d{1,5})(.*)$");

    private static final Pattern CHECK_PORT = Pattern.compile("\\bport\\s+(\\d{1,5})\\b");

    private static final Pattern DATABASE = Pattern.compile("(?m)^[^;#\\n]*\\bhost\\s*=\\s*([^\\s,;]+)");

    private static final Pattern DATABASE_PORT = Pattern.compile("\\bport\\s*=\\s*(\\d{1,5})\\b");

    /** Names of entries that lead to replicas, as people call them. */
    private static final Pattern FOR_READS =
            Pattern.compile("(?i)(^|[_-])(ro|r|read|reads|readonly|replicas?|standby)$");

    /** The major version in the folder of PostgreSQL's programs. */
    private static final Pattern VERSION = Pattern.compile("(?:postgresql|pgsql|pgpro)[/-](?:[a-z]+-)?(1[0-9])\\b");

    private static final Pattern URL = Pattern.compile("^(?:https?://)?\\[?([^\\s/,\\]]+?)\\]?(?::(\\d{1,5}))?/?$");

    /**
     * Another host, as the file names it.
     *
     * @param name empty where it has none beside the address
     * @param ports of it that are named
     */
    public record Peer(String name, String address, List<String> ports) {
        public Peer {
            ports = List.copyOf(ports);
        }
    }

    /**
     * What a file of Patroni tells.
     *
     * @param scope the cluster that it is for
     * @param postgresql the major version whose programs it names
     */
    public record OfPatroni(Optional<String> scope, PatroniTimings timings, Optional<Integer> postgresql) {
        /** The suite whose image has that version. */
        public Optional<String> suite() {
            return postgresql.flatMap(Release::with);
        }
    }

    public RecognisedFile {
        peers = List.copyOf(peers);
        listeners = Map.copyOf(listeners);
        binds = Set.copyOf(binds);
    }

    private RecognisedFile(ComponentName kind, Optional<String> name, Optional<String> address, List<Peer> peers) {
        this(kind, name, address, peers, Optional.empty(), Optional.empty(), Map.of(), Set.of());
    }

    /** The cluster that it is for. */
    public Optional<String> scope() {
        return patroni.flatMap(OfPatroni::scope);
    }

    /** What hinders to read a file that is one of Patroni or etcd by its words, yet no YAML; else empty. */
    public static Optional<Unfit> broken(OwnFile file) {
        YamlDocument document = YamlDocument.of(file);
        boolean meant = WORDS.matcher(file.text())
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .count()
                >= 2;
        return document.root().isEmpty() && meant ? document.unfit().stream().findFirst() : Optional.empty();
    }

    /** What is lost of a file that cannot be taken, in words: one of etcd's variables. */
    public static Optional<String> lost(OwnFile file) {
        List<String> names = EtcdVariables.names(file.text());
        return names.isEmpty()
                ? Optional.empty()
                : EtcdVariables.of(file).unfit().stream()
                        .findFirst()
                        .map(unfit -> unfit.file() + ":" + unfit.line() + ": " + unfit.why()
                                + "; the file is not taken, and its " + String.join(", ", names) + " are lost");
    }

    private static RecognisedFile keepalived(String text) {
        List<KeepalivedBlock> blocks = KeepalivedBlock.all(text);
        Optional<String> source = KeepalivedOwnFile.of(blocks, "vrrp_instance").stream()
                .flatMap(instance -> instance.last("unicast_src_ip").stream())
                .map(each -> each.word(1))
                .findFirst();
        List<Peer> beside = KeepalivedOwnFile.of(blocks, "vrrp_script").stream()
                .flatMap(script -> script.last("script").stream())
                .filter(each -> each.value().contains(ComponentName.HAPROXY.text()))
                .map(each -> new Peer("", ComponentName.HAPROXY.text(), List.of()))
                .toList();
        return new RecognisedFile(ComponentName.KEEPALIVED, Optional.empty(), source, beside);
    }

    /** Empty: it is none of those that Lapse knows. */
    public static Optional<RecognisedFile> of(String text) {
        if (text.matches("(?s).*(^|\\n)\\s*(vrrp_instance|vrrp_script)\\s.*\\{.*")) {
            return Optional.of(keepalived(text));
        }
        Optional<VipManagerFile> vipManager = VipManagerFile.of(text);
        if (vipManager.isPresent()) {
            return Optional.of(new RecognisedFile(
                    ComponentName.VIP_MANAGER,
                    vipManager.flatMap(VipManagerFile::value),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    vipManager,
                    Map.of(),
                    Set.of()));
        }
        if (text.matches("(?s).*(^|\\n)\\s*\\[(pgbouncer|databases)].*")) {
            return Optional.of(pgbouncer(text));
        }
        if (SECTION.matcher(text).results().count() >= 2) {
            return Optional.of(haproxy(text));
        }
        if (EtcdVariables.isForm(text)) {
            EtcdVariables variables = EtcdVariables.of(new OwnFile("", text));
            return variables.unfit().isEmpty()
                    ? Optional.of(etcd(YamlDocument.of(variables.yaml())))
                    : Optional.empty();
        }
        YamlDocument document = YamlDocument.of(new OwnFile("", text));
        if (document.root().isEmpty()) {
            return Optional.empty();
        }
        if (document.has("listen-client-urls")
                || document.has("initial-cluster")
                || document.has("advertise-client-urls")) {
            return Optional.of(etcd(document));
        }
        PatroniOwnFile patroni = new PatroniOwnFile(document.file());
        boolean node = patroni.form() == PatroniOwnFile.PatroniForm.NODE && document.has("postgresql");
        boolean dynamic = patroni.form() == PatroniOwnFile.PatroniForm.DYNAMIC
                && document.has("ttl")
                && (document.has("loop_wait") || document.has("postgresql"));
        return node || dynamic ? Optional.of(patroni(patroni)) : Optional.empty();
    }

    private static RecognisedFile haproxy(String text) {
        List<Peer> servers = new ArrayList<>();
        Matcher server = SERVER.matcher(text);
        while (server.find()) {
            List<String> ports = new ArrayList<>(List.of(server.group(3)));
            CHECK_PORT.matcher(server.group(4)).results().forEach(port -> ports.add(port.group(1)));
            servers.add(new Peer(server.group(1), server.group(2), ports));
        }
        return new RecognisedFile(
                ComponentName.HAPROXY,
                Optional.empty(),
                BIND.matcher(text).results().map(bind -> bind.group(1)).findFirst(),
                servers,
                Optional.empty(),
                Optional.empty(),
                HaproxyOwnFile.fitting(text),
                Set.copyOf(HaproxyBind.ports(HaproxySection.all(HaproxyOwnFile.lines(text)))));
    }

    private static RecognisedFile pgbouncer(String text) {
        List<Peer> databases = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher database = DATABASE.matcher(line);
            if (database.find() && !database.group(1).startsWith("/")) {
                databases.add(new Peer(
                        "",
                        database.group(1),
                        DATABASE_PORT
                                .matcher(line)
                                .results()
                                .map(port -> port.group(1))
                                .toList()));
            }
        });
        return new RecognisedFile(
                ComponentName.PGBOUNCER,
                Optional.empty(),
                Optional.empty(),
                databases,
                Optional.empty(),
                Optional.empty(),
                meant(PgBouncer.entries(text)),
                Set.of());
    }

    /** Of several entries, those for writes and those for reads, by their names; empty: there is nothing to choose. */
    private static Map<Entrance, List<String>> meant(List<String> entries) {
        if (entries.size() < 2 || entries.contains(PgBouncerOwnFile.ANY) || entries.contains(Credentials.DATABASE)) {
            return Map.of();
        }
        List<String> reads =
                entries.stream().filter(name -> FOR_READS.matcher(name).find()).toList();
        List<String> writes =
                entries.stream().filter(name -> !reads.contains(name)).toList();
        return Map.of(
                Entrance.WRITE, writes.isEmpty() ? entries : writes, Entrance.READ, reads.isEmpty() ? writes : reads);
    }

    private static RecognisedFile etcd(YamlDocument document) {
        List<Peer> members = new ArrayList<>();
        document.text("initial-cluster").ifPresent(list -> {
            for (String member : list.split(",")) {
                String[] parts = member.strip().split("=", 2);
                if (parts.length == 2) {
                    peer(parts[0], parts[1]).ifPresent(members::add);
                }
            }
        });
        return new RecognisedFile(
                ComponentName.ETCD,
                document.text("name"),
                document.text("initial-advertise-peer-urls")
                        .or(() -> document.text("advertise-client-urls"))
                        .flatMap(urls -> peer("", urls.split(",")[0]))
                        .map(Peer::address),
                members);
    }

    private static RecognisedFile patroni(PatroniOwnFile own) {
        YamlDocument document = own.document();
        Set<Peer> members = new LinkedHashSet<>();
        for (String section : List.of("etcd3", "etcd")) {
            for (String key : List.of("hosts", "host", "url")) {
                document.find(section + "." + key)
                        .map(YamlDocument.KeyedNode::value)
                        .ifPresent(hosts -> YamlDocument.text(hosts)
                                .map(text -> List.of(text.split(",")))
                                .orElseGet(() -> {
                                    List<String> items = new ArrayList<>();
                                    document.json(hosts).forEach(item -> items.add(item.asText()));
                                    return items;
                                })
                                .forEach(host -> peer("", host.strip()).ifPresent(members::add)));
            }
        }
        return new RecognisedFile(
                ComponentName.PATRONI,
                document.text("name").or(() -> document.text("postgresql.name")),
                document.text("postgresql.connect_address")
                        .or(() -> document.text("restapi.connect_address"))
                        .flatMap(address -> peer("", address))
                        .map(Peer::address),
                List.copyOf(members),
                Optional.of(new OfPatroni(
                        document.text("scope"),
                        PatroniTimings.from(
                                name -> own.setting(Section.PATRONI, name).map(PatroniOwnFile.SaidSetting::value)),
                        document.text("postgresql.bin_dir")
                                .map(VERSION::matcher)
                                .filter(Matcher::find)
                                .map(version -> Integer.valueOf(version.group(1))))),
                Optional.empty(),
                Map.of(),
                Set.of());
    }

    private static Optional<Peer> peer(String name, String url) {
        Matcher parts = URL.matcher(url.strip());
        return parts.matches()
                ? Optional.of(new Peer(
                        name.strip(), parts.group(1), parts.group(2) == null ? List.of() : List.of(parts.group(2))))
                : Optional.empty();
    }
}
