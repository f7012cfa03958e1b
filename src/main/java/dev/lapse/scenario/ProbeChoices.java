package dev.lapse.scenario;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.scenario.FileKey.ProbeKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the probes of a scenario name of files of the user's own: the listener of a {@code haproxy.cfg} that lanes go
 * to, and the entry of a {@code pgbouncer.ini} that they ask for.
 *
 * @param values as they were written, by the component whose file has them
 */
record ProbeChoices(Map<ComponentName, Map<Entrance, Value>> values) {
    static final ProbeChoices NONE = new ProbeChoices(Map.of());

    /** Those of a scenario; what does not fit is a problem of its own. */
    static ProbeChoices of(Fields scenario) {
        ProbeChoices choices = new ProbeChoices(new TreeMap<>());
        scenario.get("probes").filter(Value::isList).flatMap(value -> value.list("")).orElse(List.of()).stream()
                .filter(Value::isMap)
                .flatMap(probe -> probe.fields("").stream())
                .forEach(choices::take);
        return choices;
    }

    private void take(Fields probe) {
        probe.get(ProbeKey.LISTENER)
                .filter(Value::isText)
                .ifPresent(value -> take(probe, ComponentName.HAPROXY, value, Set.of("haproxy", "vip")));
        probe.get(ProbeKey.DATABASE)
                .filter(Value::isText)
                .ifPresent(value -> take(probe, ComponentName.PGBOUNCER, value, Set.of("haproxy", "vip", "pooler")));
    }

    private void take(Fields probe, ComponentName component, Value value, Set<String> ways) {
        String word = component.equals(ComponentName.HAPROXY) ? "listener" : "database";
        String kind = text(probe, ProbeKey.KIND).orElse("");
        String via = text(probe, ProbeKey.VIA).orElse("haproxy");
        Entrance entrance = kind.equals("read") ? Entrance.READ : Entrance.WRITE;
        Value before = values.computeIfAbsent(component, each -> new EnumMap<>(Entrance.class))
                .putIfAbsent(entrance, value);
        if (!ways.contains(via)) {
            value.problem(word + " is for via "
                    + String.join(" or ", ways.stream().sorted().toList()) + ", was via " + via);
        } else if (before != null && !before.rawText("").equals(value.rawText(""))) {
            value.problem("not supported: two " + word + "s for " + kind + "s; the first was "
                    + before.rawText("").orElse(""));
        }
    }

    private static Optional<String> text(Fields probe, ProbeKey key) {
        return probe.get(key).filter(Value::isText).flatMap(value -> value.rawText(""));
    }

    Map<Entrance, Value> of(ComponentName component) {
        return values.getOrDefault(component, Map.of());
    }
}
