package dev.lapse.cli;

import dev.lapse.cluster.Entrance;
import dev.lapse.component.Haproxy;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Interval;
import dev.lapse.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clients whose outages are predicted: those of a scenario's lanes, and the usual ones that are not among them.
 *
 * @param lanes of the lanes, by name
 * @param usual whatever lanes there are; they have no name
 */
record AskedClients(Map<String, Client> lanes, List<Client> usual) {
    private static final List<Client> USUAL = List.of(Client.BALANCED, Client.POOLED, Client.MULTI_HOST);

    /** @param lanes whether those of the scenario count */
    static AskedClients of(Scenario scenario, boolean lanes) {
        Map<String, Client> named = new LinkedHashMap<>();
        if (lanes) {
            scenario.lanes()
                    .forEach(lane -> Client.of(lane)
                            .ifPresent(client -> named.put(lane.name().value(), client)));
        }
        List<Client> usual = new ArrayList<>(USUAL);
        if (Haproxy.in(scenario.cluster()).port(Entrance.READ).isPresent()) {
            usual.add(Client.BALANCED.reading());
        }
        return new AskedClients(named, usual);
    }

    /** One of each kind, by the words for it; those that write come first. */
    List<Client> kinds() {
        Map<String, Client> kinds = new LinkedHashMap<>();
        all().forEach(client -> kinds.putIfAbsent(client.text(), client));
        return List.copyOf(kinds.values());
    }

    /** Every lane's, and of each other kind one; those that write come first. */
    List<Client> all() {
        List<String> told = lanes.values().stream().map(Client::text).toList();
        return Stream.concat(
                        lanes.values().stream().distinct(),
                        usual.stream().filter(client -> !told.contains(client.text())))
                .sorted((one, other) -> Boolean.compare(one.reads(), other.reads()))
                .toList();
    }

    /**
     * What each row of a table is called, for one client of each kind; for several where the lanes' own settings make
     * a difference, with their names.
     */
    Map<Client, String> rows(Map<Client, Formula> formulas) {
        Map<String, Map<Interval, Client>> kinds = new LinkedHashMap<>();
        formulas.forEach((client, formula) -> kinds.computeIfAbsent(client.text(), text -> new LinkedHashMap<>())
                .putIfAbsent(formula.total(), client));
        Map<Client, String> rows = new LinkedHashMap<>();
        kinds.forEach((text, each) ->
                each.values().forEach(client -> rows.put(client, each.size() > 1 ? text + names(client) : text)));
        return rows;
    }

    private String names(Client client) {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().equals(client))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", ", ": ", ""));
    }
}
