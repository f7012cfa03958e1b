package dev.lapse.cluster;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A container with a network namespace of its own and s6 as PID 1, and the components that it carries. */
public record Host(NodeName name, Set<Component> carries) {
    public Host {
        if (carries.isEmpty()) {
            throw new IllegalArgumentException("host " + name + " must carry at least one component");
        }
        carries = Collections.unmodifiableSet(EnumSet.copyOf(carries));
    }

    public boolean carries(Component component) {
        return carries.contains(component);
    }
}
