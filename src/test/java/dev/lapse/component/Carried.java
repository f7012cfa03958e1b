package dev.lapse.component;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What hosts of tests carry. */
public final class Carried {
    private Carried() {}

    public static Set<Component> of(ComponentName... names) {
        return Arrays.stream(names).map(Components.SHIPPED::named).collect(Collectors.toSet());
    }
}
