package dev.lapse.scenario;

import dev.lapse.cluster.ComponentName;
import dev.lapse.component.RecognisedFile.OfPatroni;
import dev.lapse.component.VipManagerFile;
import dev.lapse.scenario.Adoption.AdoptedFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What does not fit together in files to adopt and would do harm where they come from, though no run shows it: Lapse
 * puts names and addresses of its own there.
 */
final class AdoptedDoubts {
    /** Those that Lapse's own file of vip-manager takes, too. */
    private static final List<String> TIMINGS = List.of("interval", "retry-after", "retry-num");

    private final List<AdoptedFile> files;

    AdoptedDoubts(List<AdoptedFile> files) {
        this.files = files;
    }

    List<String> all() {
        List<String> doubts = new ArrayList<>();
        byNode().forEach((name, of) -> {
            if (of.size() > 1) {
                doubts.add(paths(of) + " have one name, " + name
                        + ": while a node of this name runs, Patroni starts no second one");
            }
        });
        withoutNode().ifPresent(doubts::add);
        addresses().forEach(file -> doubts(file, doubts));
        int nodes = AdoptedPlaces.of(files, ComponentName.PATRONI).size();
        if (addresses().size() > 1 && addresses().size() < nodes) {
            doubts.add("there are " + nodes + " nodes and " + addresses().size()
                    + " files of vip-manager: a node without one never gets the address");
        }
        byValue().forEach((value, of) -> {
            if (of.size() > 1) {
                doubts.add(
                        paths(of) + " have one trigger-value, " + value + ": two hosts would have the address at once");
            }
        });
        return doubts;
    }

    /** The settings of vip-manager that the topology takes over; empty: they are not said. */
    Map<String, String> timings(List<String> guesses) {
        Map<String, String> timings = new LinkedHashMap<>();
        for (String name : TIMINGS) {
            List<AdoptedFile> saying = addresses().stream()
                    .filter(file -> of(file).settings().getOrDefault(name, "").matches("\\d{1,6}"))
                    .toList();
            Set<String> values = saying.stream()
                    .map(file -> of(file).settings().get(name))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (values.size() > 1) {
                guesses.add(name + " of vip-manager is " + String.join(" and ", values) + " in its files; "
                        + values.iterator().next() + " of " + saying.get(0).path() + " is taken");
            }
            values.stream().findFirst().ifPresent(value -> timings.put(name, value));
        }
        return timings;
    }

    private List<AdoptedFile> addresses() {
        return AdoptedPlaces.of(files, ComponentName.VIP_MANAGER);
    }

    private static VipManagerFile of(AdoptedFile file) {
        return file.tells().vipManager().orElseThrow();
    }

    private void doubts(AdoptedFile file, List<String> doubts) {
        VipManagerFile said = of(file);
        if (!said.store().startsWith("etcd")) {
            doubts.add(file.path() + ": dcs-type " + said.store() + " does not ask etcd, and the vip-manager of a run"
                    + " does: what becomes of the address without etcd is not what a run shows");
            return;
        }
        Set<String> keys = files.stream()
                .flatMap(each -> each.tells().patroni().flatMap(OfPatroni::scope).stream())
                .map(scope -> "/" + scope + "/leader")
                .collect(Collectors.toCollection(LinkedHashSet::new));
        said.key()
                .filter(key -> !keys.isEmpty() && keys.stream().noneMatch(key::endsWith))
                .ifPresent(key -> doubts.add(
                        file.path() + ": trigger-key " + key + " does not end with " + String.join(" or ", keys)
                                + ", where Patroni has its leader: the host never gets the address"));
        said.value()
                .filter(value -> byNode().size() > 1 && !byNode().containsKey(value))
                .ifPresent(value -> doubts.add(file.path() + ": trigger-value " + value
                        + " is the name of no node, those are " + String.join(", ", byNode().keySet())
                        + ": the host never gets the address"));
        for (String name : TIMINGS) {
            String value = said.settings().getOrDefault(name, "0");
            if (!value.matches("\\d{1,6}")) {
                doubts.add(file.path() + ": " + name + " " + value
                        + " is no whole number, and vip-manager takes nothing else; it is not taken over");
            }
        }
    }

    private Map<String, List<AdoptedFile>> byNode() {
        return by(
                AdoptedPlaces.of(files, ComponentName.PATRONI),
                file -> file.tells().name());
    }

    private Map<String, List<AdoptedFile>> byValue() {
        return by(
                addresses().stream()
                        .filter(file -> of(file).store().startsWith("etcd"))
                        .toList(),
                file -> of(file).value());
    }

    private static Map<String, List<AdoptedFile>> by(
            List<AdoptedFile> files, Function<AdoptedFile, Optional<String>> key) {
        Map<String, List<AdoptedFile>> by = new LinkedHashMap<>();
        files.forEach(file -> key.apply(file)
                .ifPresent(name ->
                        by.computeIfAbsent(name, first -> new ArrayList<>()).add(file)));
        return by;
    }

    /**
     * A folder that has all of a node but its patroni.yml, where the other nodes have one each. A member of etcd and a
     * balancer may well have a host of their own.
     */
    private Optional<String> withoutNode() {
        List<AdoptedFile> nodes = AdoptedPlaces.of(files, ComponentName.PATRONI);
        if (nodes.size() < 2
                || nodes.stream()
                        .anyMatch(file -> AdoptedPlaces.beside(file, files).isEmpty())) {
            return Optional.empty();
        }
        Set<ComponentName> besideNodes = nodes.stream()
                .flatMap(node -> files.stream().filter(file -> AdoptedPlaces.sameFolder(file, node)))
                .map(file -> file.tells().kind())
                .filter(kind -> !kind.equals(ComponentName.ETCD) && !kind.equals(ComponentName.HAPROXY))
                .collect(Collectors.toSet());
        List<AdoptedFile> alone = files.stream()
                .filter(file -> besideNodes.contains(file.tells().kind()))
                .filter(file -> AdoptedPlaces.beside(file, files).isEmpty())
                .toList();
        return alone.isEmpty()
                ? Optional.empty()
                : Optional.of(paths(alone) + (alone.size() > 1 ? " have" : " has")
                        + " no patroni.yml beside, as those of other nodes have: is it missing?");
    }

    private static String paths(List<AdoptedFile> files) {
        return files.stream().map(file -> file.path().toString()).collect(Collectors.joining(" and "));
    }
}
