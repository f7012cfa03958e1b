package dev.lapse.scenario;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Nearest;
import dev.lapse.scenario.FileKey.LoadKey;
import java.util.List;
import java.util.Optional;

/** What the command line lays over the load of a scenario, such as {@code load.rate=200/s}. */
record LoadOverride(
        Optional<Integer> clients, Optional<Integer> rate, Optional<Entrypoint> via, Optional<Place> place) {
    private static final String SECTION = "load.";

    /** Whether an override is of the load. */
    static boolean isOne(String override) {
        return override.startsWith(SECTION);
    }

    /** Those of the load among all overrides; of two of one name the last holds. */
    static LoadOverride of(List<String> overrides, Problems problems) {
        LoadOverride all = new LoadOverride(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        for (String override : overrides) {
            if (isOne(override)) {
                Place place = Place.option("--set " + override);
                try {
                    all = all.with(override, place);
                } catch (IllegalArgumentException bad) {
                    problems.add(place, bad.getMessage());
                }
            }
        }
        return all;
    }

    private LoadOverride with(String override, Place at) {
        int equals = override.indexOf('=');
        String name = override.substring(SECTION.length(), equals < 0 ? override.length() : equals);
        String value = equals < 0 ? "" : override.substring(equals + 1);
        List<String> known = FileKey.texts(LoadKey.values());
        if (!known.contains(name)) {
            throw new IllegalArgumentException(Nearest.unknown("load setting", name, known));
        }
        if (name.equals(LoadKey.CLIENTS.text())) {
            return new LoadOverride(Optional.of(LoadSpec.clients(value)), rate, via, Optional.of(at));
        }
        if (name.equals(LoadKey.RATE.text())) {
            return new LoadOverride(clients, Optional.of(LoadSpec.rate(value)), via, Optional.of(at));
        }
        List<String> ways = LoadSpec.ENTRYPOINTS.stream().map(Entrypoint::text).toList();
        Optional<Entrypoint> way = LoadSpec.ENTRYPOINTS.stream()
                .filter(one -> one.text().equals(value))
                .findFirst();
        if (way.isEmpty()) {
            throw new IllegalArgumentException(Nearest.unknown("via", value, ways));
        }
        return new LoadOverride(clients, rate, way, Optional.of(at));
    }

    /** @throws IllegalArgumentException when no such load could be made */
    LoadSpec over(LoadSpec load) {
        return new LoadSpec(clients.orElse(load.clients()), rate.orElse(load.perSecond()), via.orElse(load.via()));
    }

    /**
     * Of a scenario without a load.
     *
     * @throws IllegalArgumentException when no such load could be made, or not all is there that it needs
     */
    LoadSpec alone() {
        if (clients.isEmpty() || rate.isEmpty()) {
            throw new IllegalArgumentException("the scenario has no load; give both load.clients and load.rate, or add"
                    + " load: " + LoadSpec.EXAMPLE + " to the file");
        }
        return new LoadSpec(clients.get(), rate.get(), via.orElse(Entrypoint.HAPROXY));
    }
}
