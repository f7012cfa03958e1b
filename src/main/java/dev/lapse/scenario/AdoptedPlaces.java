package dev.lapse.scenario;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.component.PatroniTimings;
import dev.lapse.component.RecognisedFile;
import dev.lapse.scenario.Adoption.AdoptedFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What of files to adopt could be meant otherwise than it is taken. */
final class AdoptedPlaces {
    /** Where HAProxy is in the examples of Patroni and in most files. */
    private static final Set<String> USUAL_BALANCERS = Set.of("5000", "5001");

    static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "0.0.0.0");

    private AdoptedPlaces() {}

    /** Those of a component, in their order. */
    static List<AdoptedFile> of(List<AdoptedFile> files, ComponentName kind) {
        return files.stream().filter(file -> file.tells().kind().equals(kind)).toList();
    }

    /** @throws IllegalArgumentException when the files are of more than one cluster */
    static void requireOneCluster(List<AdoptedFile> files) {
        Map<String, String> scopes = new LinkedHashMap<>();
        files.forEach(file -> file.tells()
                .scope()
                .ifPresent(scope -> scopes.putIfAbsent(scope, file.path().toString())));
        if (scopes.size() > 1) {
            throw new IllegalArgumentException("files of " + scopes.size() + " clusters: "
                    + scopes.entrySet().stream()
                            .map(each -> "scope " + each.getKey() + " in " + each.getValue())
                            .collect(Collectors.joining(", "))
                    + "; name the files of one of them");
        }
    }

    /** Whether the address is where the nodes are: no file is of a balancer, and no script asks for one. */
    static boolean isAddressOnNodes(List<AdoptedFile> files) {
        List<AdoptedFile> keepalived = of(files, ComponentName.KEEPALIVED);
        return of(files, ComponentName.HAPROXY).isEmpty()
                && (isByVipManager(files)
                        || !keepalived.isEmpty()
                                && keepalived.stream()
                                        .allMatch(file -> file.tells().peers().isEmpty()));
    }

    /** Whether vip-manager keeps the address, which it does on nodes alone. */
    static boolean isByVipManager(List<AdoptedFile> files) {
        return !of(files, ComponentName.VIP_MANAGER).isEmpty()
                && of(files, ComponentName.KEEPALIVED).isEmpty();
    }

    /** The patroni.yml of its folder, where each has a folder of its own. */
    static Optional<AdoptedFile> beside(AdoptedFile file, List<AdoptedFile> files) {
        List<AdoptedFile> nodes = of(files, ComponentName.PATRONI);
        List<AdoptedFile> here =
                nodes.stream().filter(other -> sameFolder(file, other)).toList();
        return nodes.size() > 1 && here.size() == 1 ? Optional.of(here.get(0)) : Optional.empty();
    }

    static boolean sameFolder(AdoptedFile one, AdoptedFile other) {
        return sameFolder(one.path(), other.path());
    }

    static boolean sameFolder(Path one, Path other) {
        return one.resolveSibling("x").equals(other.resolveSibling("x"));
    }

    /** Whether poolers are where the balancers are: their entries lead to ports that the balancer has on their host. */
    static boolean isPoolerBeforeBalancer(List<AdoptedFile> files) {
        Set<String> ports = of(files, ComponentName.HAPROXY).stream()
                .flatMap(file -> file.tells().binds().stream())
                .map(String::valueOf)
                .collect(Collectors.toSet());
        List<AdoptedFile> poolers = of(files, ComponentName.PGBOUNCER);
        return !poolers.isEmpty()
                && poolers.stream()
                        .allMatch(file -> beside(file, files).isEmpty()
                                && !file.tells().peers().isEmpty()
                                && file.tells().peers().stream()
                                        .allMatch(peer -> LOOPBACK.contains(peer.address())
                                                && !peer.ports().isEmpty()
                                                && ports.containsAll(peer.ports())));
    }

    /**
     * The nodes that keepalived is on: those that its files are of, and then the next ones; one file is that of all.
     *
     * @param host the node that a file tells
     */
    static Set<String> holders(
            List<AdoptedFile> files, List<String> nodes, Function<AdoptedFile, Optional<String>> host) {
        Set<String> holders = new LinkedHashSet<>();
        files.forEach(file -> host.apply(file).ifPresent(holders::add));
        for (String node : nodes) {
            if (files.size() == 1 || holders.size() < files.size()) {
                holders.add(node);
            }
        }
        return holders;
    }

    /**
     * Where clients come in, in words of a scenario: of several listeners that fit, and of several entries of a pooler,
     * the first; empty: there is nothing to choose.
     */
    static String probes(List<AdoptedFile> files, List<String> guesses) {
        Optional<AdoptedFile> balancer =
                of(files, ComponentName.HAPROXY).stream().findFirst();
        Optional<AdoptedFile> pooler =
                of(files, ComponentName.PGBOUNCER).stream().findFirst();
        Map<Entrance, List<String>> fitting =
                balancer.map(file -> file.tells().listeners()).orElse(Map.of());
        Map<Entrance, List<String>> entries =
                pooler.map(file -> file.tells().listeners()).orElse(Map.of());
        boolean byAddress = isAddressOnNodes(files);
        boolean byPooler = isPoolerBeforeBalancer(files);
        if (!byAddress
                && !byPooler
                && entries.isEmpty()
                && fitting.values().stream().allMatch(names -> names.size() < 2)) {
            return "";
        }
        StringBuilder probes = new StringBuilder("probes:\n");
        for (Entrance entrance :
                byAddress || byPooler && entries.isEmpty() ? List.of(Entrance.WRITE) : List.of(Entrance.values())) {
            List<String> names = byPooler ? List.of() : fitting.getOrDefault(entrance, List.of());
            String kind = entrance.name().toLowerCase(Locale.ROOT);
            if (names.size() > 1) {
                guesses.add(String.join(", ", names) + " of "
                        + balancer.orElseThrow().path() + " are all for " + kind
                        + "s by their checks; the probe of the scenario takes " + names.get(0));
            }
            List<String> databases = entries.getOrDefault(entrance, List.of());
            if (!databases.isEmpty()) {
                guesses.add(kind + "s ask the pooler for the entry " + databases.get(0) + " of "
                        + pooler.orElseThrow().path() + "; the probe of the scenario says so");
            }
            if (balancer.isEmpty() || byPooler || !names.isEmpty()) {
                probes.append("  - {kind: " + kind + ", via: " + (byAddress ? "vip" : byPooler ? "pooler" : "haproxy")
                        + (names.size() > 1 ? ", listener: " + AdoptedNames.quoted(names.get(0)) : "")
                        + (databases.isEmpty() ? "" : ", database: " + AdoptedNames.quoted(databases.get(0))) + "}\n");
            }
        }
        return probes.toString();
    }

    /** What the scenario has to say where Patroni changes the timings of a file; empty: it takes them as they are. */
    static Optional<String> asIs(List<AdoptedFile> files, List<String> guesses) {
        for (AdoptedFile file : files) {
            Optional<PatroniTimings> changed = file.tells()
                    .patroni()
                    .map(RecognisedFile.OfPatroni::timings)
                    .filter(timings -> !timings.adjusted().equals(timings));
            if (changed.isPresent()) {
                String suite = file.tells()
                        .patroni()
                        .flatMap(RecognisedFile.OfPatroni::suite)
                        .orElse(TopologyReader.SUITE);
                String runs = changed.get().asRunIn(suite).text();
                guesses.add(changed.get().text() + " of " + file.path() + " break Patroni's rule, loop_wait + 2 *"
                        + " retry_timeout <= ttl; as-is: true in the scenario runs them as Patroni does: " + runs);
                return Optional.of("as-is: true                    # Patroni runs them as " + runs + "\n");
            }
        }
        return Optional.empty();
    }

    /** The versions of the image are those of the files where a suite has them. */
    static Optional<String> suite(List<AdoptedFile> files, List<String> guesses) {
        Optional<RecognisedFile.OfPatroni> told = files.stream()
                .flatMap(file -> file.tells().patroni().stream())
                .filter(tells -> tells.postgresql().isPresent())
                .findFirst();
        told.ifPresent(tells -> guesses.add("bin_dir is of PostgreSQL "
                + tells.postgresql().orElseThrow()
                + tells.suite()
                        .map(suite -> ", which suite " + suite + " has")
                        .orElse(", which no suite has; that of suite " + TopologyReader.SUITE + " runs")));
        return told.flatMap(RecognisedFile.OfPatroni::suite);
    }

    /** Ports at which poolers find PostgreSQL on their own host; empty: it may be a balancer that is there. */
    static Set<String> postgresPorts(List<AdoptedFile> files) {
        if (!of(files, ComponentName.HAPROXY).isEmpty()) {
            return Set.of();
        }
        return of(files, ComponentName.PGBOUNCER).stream()
                .flatMap(file -> file.tells().peers().stream())
                .filter(peer -> LOOPBACK.contains(peer.address()))
                .flatMap(peer -> peer.ports().stream())
                .filter(port -> !USUAL_BALANCERS.contains(port))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A crash of the primary, as a first question. */
    static String scenario(String name, List<AdoptedFile> files, List<String> guesses) {
        return """
                # Hypothesis: when the primary's host crashes, writes and reads are back within what the settings of the files
                # allow. Say here what your SLA demands.
                name: %s
                topology: %s
                timings: fixed                 # those of the files, whatever --profile says
                %s%ssteps:
                  - steady: 10s
                  - inject: {crash: primary}
                  - hold: 90s
                  - heal: all
                  - settle: 180s
                expect:
                  # write_outage: 60s          # the limit of your SLA; or predicted: what the settings allow
                  dual_primary: never
                  rejoined: all
                """.formatted(name, name, asIs(files, guesses).orElse(""), probes(files, guesses));
    }
}
