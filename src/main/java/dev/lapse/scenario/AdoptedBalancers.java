package dev.lapse.scenario;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.NodeName;
import dev.lapse.scenario.Adoption.AdoptedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where balancers stand, as far as several files of them tell. */
final class AdoptedBalancers {
    /** Those of PostgreSQL, PgBouncer and Patroni on a node. */
    private static final Set<Integer> OF_NODES = Set.of(5432, 6432, 8008);

    private final List<AdoptedFile> files;
    private final Map<String, String> names;

    /**
     * @param files of every kind
     * @param names address to host
     */
    AdoptedBalancers(List<AdoptedFile> files, Map<String, String> names) {
        this.files = files;
        this.names = names;
    }

    /**
     * Host to file; empty: there is one file, or more balancers than files.
     *
     * @param balancers how many there are to be
     * @param taken hosts that are there, nodes among them
     */
    Map<String, Path> places(int balancers, Collection<String> taken, List<String> guesses) {
        List<AdoptedFile> all = AdoptedPlaces.of(files, ComponentName.HAPROXY);
        Map<String, Path> places = new LinkedHashMap<>();
        if (all.size() < 2 || all.size() != balancers) {
            return places;
        }
        onNodes().forEach((node, file) -> {
            places.put(node, file.path());
            guesses.add(file.path() + " is the balancer on node " + node);
        });
        if (!places.isEmpty()) {
            return places;
        }
        List<String> wanted = names();
        for (int i = 0; i < all.size(); i++) {
            Set<String> hosts = new HashSet<>(taken);
            hosts.addAll(places.keySet());
            places.put(AdoptedNames.free(wanted.get(i), "lb", hosts), all.get(i).path());
        }
        return places;
    }

    /** The file of each node that carries a balancer; empty: they do not stand each on a node of its own. */
    private Map<String, AdoptedFile> onNodes() {
        Map<String, AdoptedFile> nodes = new LinkedHashMap<>();
        List<AdoptedFile> all = AdoptedPlaces.of(files, ComponentName.HAPROXY);
        for (AdoptedFile file : all) {
            node(file).ifPresent(node -> nodes.putIfAbsent(node, file));
        }
        boolean free =
                all.stream().flatMap(file -> file.tells().binds().stream()).noneMatch(OF_NODES::contains);
        return nodes.size() == all.size() && free ? nodes : Map.of();
    }

    /** Files of balancers that may stand on a node, where balancers have hosts of their own, in words. */
    List<String> perhapsOnNodes() {
        List<String> guesses = new ArrayList<>();
        for (AdoptedFile file : files) {
            ComponentName kind = file.tells().kind();
            if (kind.equals(ComponentName.HAPROXY) || kind.equals(ComponentName.KEEPALIVED)) {
                bound(file)
                        .map(node -> "binds an address of node " + node)
                        .or(() -> AdoptedPlaces.beside(file, files).map(other -> "stands beside " + other.path()))
                        .ifPresent(why -> guesses.add(file.path() + " " + why + ", yet " + kind
                                + " gets a host of its own (lb1, ...) here, so that it does not fail with a node; to have"
                                + " it there, write it into the list of that node and take the lb host out"));
            }
        }
        return guesses;
    }

    private Optional<String> node(AdoptedFile file) {
        return bound(file)
                .or(() -> AdoptedPlaces.beside(file, files)
                        .flatMap(patroni -> patroni.tells().name())
                        .map(AdoptedNames::plain));
    }

    /** The node whose address it binds. */
    private Optional<String> bound(AdoptedFile file) {
        return file.tells().address().map(names::get);
    }

    /** The folder of each file where these are several, else what its name has beside {@code haproxy}. */
    private List<String> names() {
        List<AdoptedFile> all = AdoptedPlaces.of(files, ComponentName.HAPROXY);
        List<String> folders = all.stream().map(file -> folder(file.path())).toList();
        return new HashSet<>(folders).size() == all.size()
                ? folders
                : all.stream().map(file -> stem(file.path())).toList();
    }

    private static String folder(Path path) {
        Path folder = path.getParent();
        return named(
                folder == null || folder.getFileName() == null
                        ? ""
                        : folder.getFileName().toString());
    }

    private static String stem(Path path) {
        return named(path.getFileName()
                .toString()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("\\.[a-z0-9]+$", "")
                .replace("haproxy", ""));
    }

    /** Empty: no host can have this name. */
    private static String named(String text) {
        String plain = AdoptedNames.plain(text);
        return plain.matches(NodeName.FORM) ? plain : "";
    }
}
