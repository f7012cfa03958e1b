package dev.lapse.scenario;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.component.Components;
import dev.lapse.component.RecognisedFile;
import dev.lapse.component.RecognisedFile.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A first topology and a first scenario for configuration files that somebody has: who the hosts are and what each
 * carries is taken from the files where they tell it, and guessed where they do not. Each guess is told. One thread.
 */
public final class Adoption {
    private static final int USUAL_HOSTS = 3;

    private final String name;
    private final List<AdoptedFile> files;
    private final List<String> guesses = new ArrayList<>();

    /** What each host carries, in the order of the file. */
    private final Map<String, Set<ComponentName>> hosts = new LinkedHashMap<>();

    private final Map<String, String> names = new TreeMap<>();
    private final Map<ComponentName, Map<String, Path>> given = new LinkedHashMap<>();

    /** The timings of vip-manager that its files say. */
    private final Map<String, String> timings = new LinkedHashMap<>();

    /** The file of each balancer, where there are several. */
    private final Map<String, Path> ownBalancers = new LinkedHashMap<>();

    /**
     * A file that was recognised.
     *
     * @param path as the topology is to name it
     */
    public record AdoptedFile(Path path, RecognisedFile tells) {}

    /**
     * The texts of the two files.
     *
     * @param guesses in words; the topology has them as comments
     * @param doubts what does not fit together in the files, in words
     */
    public record Written(String topology, String scenario, List<String> guesses, List<String> doubts) {}

    private Adoption(String name, List<AdoptedFile> files) {
        this.name = name;
        this.files = files;
    }

    /**
     * @param told what is to be told beside the guesses
     * @throws IllegalArgumentException when no scenario can have this name, or there is no file, or they are of several
     *     clusters
     */
    public static Written of(String name, List<AdoptedFile> files, List<String> told) {
        Scenario.requireName(name);
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a file of Patroni, etcd, HAProxy, PgBouncer, keepalived or vip-manager");
        }
        AdoptedPlaces.requireOneCluster(files);
        Adoption adoption = new Adoption(name, files);
        adoption.guesses.addAll(told);
        adoption.findNodes();
        adoption.members();
        adoption.balancers();
        adoption.ports();
        adoption.given();
        if (!adoption.carriers(ComponentName.PATRONI).containsAll(adoption.carriers(ComponentName.HAPROXY))) {
            adoption.guesses.addAll(new AdoptedBalancers(files, adoption.names).perhapsOnNodes());
        }
        String scenario = AdoptedPlaces.scenario(name, files, adoption.guesses);
        return new Written(
                adoption.topology(), scenario, List.copyOf(adoption.guesses), new AdoptedDoubts(files).all());
    }

    private List<AdoptedFile> of(ComponentName kind) {
        return AdoptedPlaces.of(files, kind);
    }

    private List<Peer> peers(ComponentName kind) {
        return of(kind).stream().flatMap(file -> file.tells().peers().stream()).toList();
    }

    /** Each patroni.yml is a node; of one alone, the balancer's servers tell how many there are. */
    private void findNodes() {
        List<RecognisedFile> own =
                of(ComponentName.PATRONI).stream().map(AdoptedFile::tells).toList();
        Map<String, String> servers = new LinkedHashMap<>();
        peers(ComponentName.HAPROXY).stream()
                .filter(peer -> !AdoptedPlaces.LOOPBACK.contains(peer.address()))
                .forEach(peer -> servers.putIfAbsent(peer.address(), peer.name()));
        List<String> nodes = new ArrayList<>();
        if (own.size() > 1) {
            for (RecognisedFile file : own) {
                String host = AdoptedNames.free(file.name().orElse(""), "pg", nodes);
                nodes.add(host);
                file.address()
                        .filter(address -> !AdoptedPlaces.LOOPBACK.contains(address))
                        .ifPresent(address -> AdoptedNames.spellings(address).forEach(each -> names.put(each, host)));
            }
        } else if (!servers.isEmpty()) {
            servers.forEach((address, server) -> {
                String host = AdoptedNames.free(server, "pg", nodes);
                nodes.add(host);
                names.put(address, host);
            });
            guess("the nodes are the servers of the balancer: "
                    + names.entrySet().stream()
                            .map(each -> each.getKey() + " is " + each.getValue())
                            .collect(Collectors.joining(", ")));
        } else {
            IntStream.rangeClosed(1, USUAL_HOSTS).forEach(number -> nodes.add("pg" + number));
            guess("the files do not tell how many nodes there are: " + USUAL_HOSTS);
        }
        if (nodes.size() == 1) {
            guess("one node alone cannot fail over; a second one was added");
            nodes.add(AdoptedNames.free("", "pg", nodes));
        }
        nodes.forEach(node -> hosts.put(node, new LinkedHashSet<>(Set.of(ComponentName.PATRONI))));
        if (own.size() > 1) {
            unnamed(servers, nodes);
        }
    }

    /** Servers of a balancer whose addresses no patroni.yml has. */
    private void unnamed(Map<String, String> servers, List<String> nodes) {
        servers.forEach((address, server) -> {
            String host = AdoptedNames.plain(server);
            String first = AdoptedNames.plain(address.split("\\.", 2)[0]);
            if (!names.containsKey(address) && (nodes.contains(host) || nodes.contains(first))) {
                names.put(address, nodes.contains(host) ? host : first);
            }
        });
        List<String> left = servers.keySet().stream()
                .filter(address -> !names.containsKey(address))
                .toList();
        List<String> free =
                nodes.stream().filter(node -> !names.containsValue(node)).toList();
        for (int i = 0; i < Math.min(left.size(), free.size()); i++) {
            names.put(left.get(i), free.get(i));
            guess(left.get(i) + " of the balancer is " + free.get(i) + ", by their order");
        }
    }

    /** What the files of etcd say of its members; else Patroni's list of them. */
    private void members() {
        Map<String, String> members = new LinkedHashMap<>();
        peers(ComponentName.ETCD).forEach(peer -> members.putIfAbsent(peer.address(), peer.name()));
        if (members.isEmpty()) {
            of(ComponentName.ETCD)
                    .forEach(file -> members.putIfAbsent(
                            file.tells().address().orElse(file.path().toString()),
                            file.tells().name().orElse("")));
        }
        if (members.isEmpty()) {
            peers(ComponentName.PATRONI).forEach(peer -> members.putIfAbsent(peer.address(), ""));
        }
        List<String> nodes = List.copyOf(hosts.keySet());
        if (!members.isEmpty() && AdoptedPlaces.LOOPBACK.containsAll(members.keySet())) {
            guess("Patroni finds etcd on its own host, so each node carries a member");
            nodes.forEach(node -> hosts.get(node).add(ComponentName.ETCD));
            return;
        }
        members.keySet().removeAll(AdoptedPlaces.LOOPBACK);
        if (members.isEmpty()) {
            IntStream.rangeClosed(1, USUAL_HOSTS).forEach(number -> members.put("etcd" + number, "etcd" + number));
            guess("the files do not tell the members of etcd: " + USUAL_HOSTS + " on hosts of their own");
        }
        Map<String, Set<ComponentName>> before = new LinkedHashMap<>();
        members.forEach((address, member) -> {
            String host = names.getOrDefault(
                    address, nodes.contains(AdoptedNames.plain(member)) ? AdoptedNames.plain(member) : "");
            if (!host.isEmpty()) {
                guess("member " + (member.isEmpty() ? address : member) + " of etcd is on node " + host);
                hosts.get(host).add(ComponentName.ETCD);
            } else {
                Set<String> taken = new LinkedHashSet<>(nodes);
                taken.addAll(before.keySet());
                before.put(AdoptedNames.free(member, "etcd", taken), Set.of(ComponentName.ETCD));
            }
        });
        Map<String, Set<ComponentName>> after = new LinkedHashMap<>(hosts);
        hosts.clear();
        hosts.putAll(before);
        hosts.putAll(after);
    }

    private void balancers() {
        int vips = of(ComponentName.KEEPALIVED).size();
        if (AdoptedPlaces.isByVipManager(files)) {
            carriers(ComponentName.PATRONI).forEach(node -> hosts.get(node).add(ComponentName.VIP_MANAGER));
            if (of(ComponentName.HAPROXY).isEmpty()) {
                return;
            }
        } else if (AdoptedPlaces.isAddressOnNodes(files)) {
            guess("there is no haproxy.cfg, so keepalived is on the nodes");
            List<String> nodes = carriers(ComponentName.PATRONI);
            AdoptedPlaces.holders(of(ComponentName.KEEPALIVED), nodes, file -> host(file, nodes))
                    .forEach(node -> hosts.get(node).add(ComponentName.KEEPALIVED));
            return;
        }
        int balancers = Math.max(1, Math.max(vips, of(ComponentName.HAPROXY).size()));
        if (of(ComponentName.HAPROXY).isEmpty()) {
            guess("there is no haproxy.cfg: lb1 carries a balancer with Lapse's own file");
        }
        if (vips == 1) {
            guess("there is one keepalived.conf: a second balancer with the same was added, since an address of one"
                    + " balancer alone cannot move");
            balancers = Math.max(2, balancers);
        }
        Set<ComponentName> carried = new LinkedHashSet<>(Set.of(ComponentName.HAPROXY));
        if (vips > 0) {
            carried.add(ComponentName.KEEPALIVED);
        }
        ownBalancers.putAll(new AdoptedBalancers(files, names).places(balancers, hosts.keySet(), guesses));
        List<String> places = new ArrayList<>(ownBalancers.keySet());
        while (places.size() < balancers) {
            Set<String> taken = new LinkedHashSet<>(hosts.keySet());
            taken.addAll(places);
            places.add(AdoptedNames.free("", "lb", taken));
        }
        places.forEach(host ->
                hosts.computeIfAbsent(host, place -> new LinkedHashSet<>()).addAll(carried));
    }

    /** A pooler's port is 6432 here, PostgreSQL's 5432 and Patroni's 8008. */
    private void ports() {
        Set<String> servers = new LinkedHashSet<>();
        Set<String> checks = new LinkedHashSet<>();
        peers(ComponentName.HAPROXY).forEach(peer -> {
            servers.add(peer.ports().get(0));
            peer.ports().stream().skip(1).forEach(checks::add);
        });
        boolean before = AdoptedPlaces.isPoolerBeforeBalancer(files);
        if (before) {
            guess(of(ComponentName.PGBOUNCER).get(0).path()
                    + " leads to the balancer of its own host, so PgBouncer is there, and not on the nodes");
        }
        boolean pooled = !of(ComponentName.PGBOUNCER).isEmpty() || servers.contains("6432");
        if (pooled) {
            carriers(before ? ComponentName.HAPROXY : ComponentName.PATRONI)
                    .forEach(host -> hosts.get(host).add(ComponentName.PGBOUNCER));
            if (of(ComponentName.PGBOUNCER).isEmpty()) {
                guess("the balancer's servers have port 6432, so each node carries PgBouncer with Lapse's own file");
            }
        }
        List<String> known = List.of("5432", "6432", "8008");
        AdoptedPlaces.postgresPorts(files).stream()
                .filter(port -> !known.contains(port))
                .forEach(port -> {
                    names.put(":" + port, "5432");
                    guess("port " + port + " of the pooler's own host is PostgreSQL's");
                });
        servers.stream().filter(port -> !known.contains(port)).forEach(port -> {
            boolean pooler = pooled && !before;
            names.put(":" + port, pooler ? "6432" : "5432");
            guess("port " + port + " of the balancer's servers is " + (pooler ? "PgBouncer's" : "PostgreSQL's"));
        });
        checks.stream()
                .filter(port -> !known.contains(port) && !names.containsKey(":" + port))
                .forEach(port -> {
                    names.put(":" + port, "8008");
                    guess("port " + port + " of the balancer's checks is Patroni's");
                });
    }

    private List<String> carriers(ComponentName kind) {
        return hosts.entrySet().stream()
                .filter(host -> host.getValue().contains(kind))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One file for all, or each for the host that it names or stands beside. */
    private void given() {
        for (Component component : Components.SHIPPED.all()) {
            ComponentName kind = component.name();
            List<AdoptedFile> all = of(kind);
            if (all.isEmpty()) {
                continue;
            }
            if (!component.takesFiles()) {
                timings.putAll(new AdoptedDoubts(files).timings(guesses));
                guess(all.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "))
                        + (all.size() > 1 ? " are" : " is") + " not taken: Lapse runs " + kind
                        + " with a file of its own"
                        + (timings.isEmpty() ? "" : "; the section " + kind + " has its timings"));
                continue;
            }
            List<String> carriers = carriers(kind);
            boolean one = all.size() == 1 || all.size() != carriers.size();
            if (one && all.size() > 1) {
                guess(all.get(0).path() + " is the file of all hosts with " + kind + ": there are " + all.size()
                        + " files and " + carriers.size() + " hosts");
            }
            Map<String, Path> paths = new LinkedHashMap<>();
            if (one) {
                paths.put("", all.get(0).path());
            } else if (kind.equals(ComponentName.HAPROXY)) {
                paths.putAll(ownBalancers);
            } else {
                each(kind, all, carriers).forEach(paths::put);
            }
            given.put(kind, paths);
        }
    }

    private Map<String, Path> each(ComponentName kind, List<AdoptedFile> all, List<String> carriers) {
        Map<String, Path> paths = new TreeMap<>();
        List<AdoptedFile> left = new ArrayList<>(all);
        for (AdoptedFile file : all) {
            host(file, carriers).filter(host -> !paths.containsKey(host)).ifPresent(host -> {
                paths.put(host, file.path());
                left.remove(file);
            });
        }
        List<String> free =
                carriers.stream().filter(host -> !paths.containsKey(host)).toList();
        for (int i = 0; i < left.size(); i++) {
            paths.put(free.get(i), left.get(i).path());
            guess(left.get(i).path() + " is the file of " + kind + " on " + free.get(i) + ", by their order");
        }
        return paths;
    }

    private Optional<String> host(AdoptedFile file, List<String> carriers) {
        Optional<String> byName = file.tells().name().map(AdoptedNames::plain);
        Optional<String> byAddress = file.tells().address().map(names::get);
        Optional<String> beside = of(ComponentName.PATRONI).stream()
                .filter(other -> other != file && AdoptedPlaces.sameFolder(file, other))
                .flatMap(other -> other.tells().name().map(AdoptedNames::plain).stream())
                .findFirst();
        Optional<String> balancer = ownBalancers.entrySet().stream()
                .filter(other -> AdoptedPlaces.sameFolder(file.path(), other.getValue()))
                .map(Map.Entry::getKey)
                .reduce((one, other) -> ""); // of a folder of several it is not known
        return List.of(byName, byAddress, beside, balancer).stream()
                .flatMap(Optional::stream)
                .filter(carriers::contains)
                .findFirst();
    }

    private void guess(String text) {
        guesses.add(text);
    }

    private String topology() {
        Optional<String> suite = AdoptedPlaces.suite(files, guesses);
        StringBuilder out = new StringBuilder("# Written by lapse adopt from configuration files as they are.\n");
        guesses.forEach(guess -> out.append("# guess: ").append(guess).append('\n'));
        out.append("name: ").append(name).append('\n');
        suite.ifPresent(text -> out.append("suite: ").append(text).append('\n'));
        boolean vip = !of(ComponentName.KEEPALIVED).isEmpty() || AdoptedPlaces.isByVipManager(files);
        out.append("vip: ").append(vip).append('\n');
        out.append("hosts:\n");
        hosts.forEach((host, carried) -> out.append("  ")
                .append(host)
                .append(": ")
                .append(carried.stream().sorted().map(ComponentName::text).toList())
                .append('\n'));
        out.append(timings.isEmpty() ? "" : ComponentName.VIP_MANAGER + ":\n");
        timings.forEach((setting, value) ->
                out.append("  ").append(setting).append(": ").append(value).append('\n'));
        out.append(given.isEmpty() ? "" : "files:\n");
        given.forEach((kind, paths) -> {
            out.append("  ").append(kind).append(':');
            paths.forEach((host, path) ->
                    out.append(host.isEmpty() ? " " : "\n    " + host + ": ").append(AdoptedNames.quoted(path)));
            out.append('\n');
        });
        if (given.containsKey(ComponentName.HAPROXY) || given.containsKey(ComponentName.PGBOUNCER)) {
            out.append(names.isEmpty() ? "" : "names:\n");
            names.forEach((address, host) -> out.append("  \"")
                    .append(address)
                    .append("\": ")
                    .append(host)
                    .append('\n'));
        }
        return out.toString();
    }
}
