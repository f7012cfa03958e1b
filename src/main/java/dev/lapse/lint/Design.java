package dev.lapse.lint;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import dev.lapse.component.Components;
import dev.lapse.history.Lane;
import dev.lapse.oracle.Oracle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is linted: a cluster with its settings, the clients that are known, and the circumstances.
 *
 * @param lanes the clients whose settings are known; none for a topology by itself
 */
public record Design(ClusterSpec cluster, List<Lane> lanes, Circumstances circumstances) {
    public Design {
        lanes = List.copyOf(lanes);
    }

    Oracle oracle() {
        return Oracle.of(cluster);
    }

    /** A setting as components have it; empty: it is not set. */
    Optional<String> get(Section section, String name) {
        return cluster.settings().get(section, name);
    }

    boolean isOn(Section section, String name) {
        return get(section, name).filter(Switch::isOn).isPresent();
    }

    boolean isOff(Section section, String name) {
        return get(section, name).filter(Switch::isOff).isPresent();
    }

    /**
     * The same with these settings instead, as a file writes them; those of HikariCP and pgjdbc are every lane's.
     *
     * @param settings name with its section to value
     * @throws IllegalArgumentException when a component has no such setting, or takes no such value
     */
    Design with(Map<String, String> settings) {
        Map<String, String> ofCluster = new LinkedHashMap<>();
        Map<String, String> ofClients = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith("hikari.") || name.startsWith("pgjdbc.")) {
                ofClients.put(name, value);
            } else {
                ofCluster.put(name, asComponentsHaveIt(name, value));
            }
        });
        return new Design(
                oracle().with(ofCluster).cluster(),
                lanes.stream().map(lane -> with(lane, ofClients)).toList(),
                circumstances);
    }

    private static String asComponentsHaveIt(String name, String value) {
        int dot = name.indexOf('.');
        return Components.SHIPPED
                .form(new Section(name.substring(0, dot)), name.substring(dot + 1))
                .toComponent(value);
    }

    private static Lane with(Lane lane, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(lane.settings());
        settings.putAll(more);
        return new Lane(
                lane.name(),
                lane.kind(),
                lane.via(),
                lane.vantage(),
                lane.node(),
                lane.period(),
                lane.timeout(),
                lane.cancel(),
                lane.hold(),
                lane.at(),
                settings);
    }

    Design of(ClusterSpec other) {
        return new Design(other, lanes, circumstances);
    }

    Design in(Circumstances others) {
        return new Design(cluster, lanes, others);
    }
}
