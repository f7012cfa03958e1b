package dev.lapse.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A container with a network namespace of its own and s6 as PID 1, and the components that it carries, in their order.
 *
 * @param own settings of these components on this host alone, which lie over those of the cluster
 */
public record Host(NodeName name, Set<Component> carries, Settings own) {
    /** A host that has the settings of the cluster. */
    public Host(NodeName name, Set<Component> carries) {
        this(name, carries, Settings.NONE);
    }

    public Host {
        if (carries.isEmpty()) {
            throw new IllegalArgumentException("host " + name + " must carry at least one component");
        }
        carries = inOrder(carries);
    }

    private static Set<Component> inOrder(Collection<Component> components) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(components.stream()
                .sorted(Comparator.comparing(Component::name))
                .toList()));
    }

    public boolean carries(ComponentName component) {
        return carries.stream().anyMatch(carried -> carried.name().equals(component));
    }

    /** What the host is known by: a host with PostgreSQL is a node first. */
    public Component leading() {
        return carries.stream()
                .filter(component -> component.name().equals(ComponentName.PATRONI))
                .findFirst()
                .orElseGet(() -> carries.iterator().next());
    }
}
