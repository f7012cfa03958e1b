package dev.lapse.scenario;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Section;
import dev.lapse.component.Components;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyOwnFile;
import dev.lapse.component.HaproxySecrets;
import dev.lapse.scenario.FileKey.OwnFileKey;
import dev.lapse.scenario.FileKey.ProbeKey;
import dev.lapse.scenario.FileKey.TopologyKey;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration files of the user's own that a topology names, and what their addresses stand for.
 *
 * @param path what messages call the file
 * @param chosen the listeners that the topology itself names, as a recorded one does
 */
record OwnFiles(OwnFile haproxy, String path, Map<String, String> names, Map<Entrance, String> chosen) {
    /** An environment variable of a container takes no more. */
    private static final int MOST_CHARACTERS = 120_000;

    private static final List<String> SUPPORTED = List.of(ComponentName.HAPROXY.text());

    /** Those of a topology; empty: it names none, or what it names is wrong. */
    static Optional<OwnFiles> read(Fields topology, List<Host> hosts, Problems problems) {
        Map<String, String> names = names(topology, hosts);
        Optional<Fields> files = topology.get(TopologyKey.FILES)
                .flatMap(value -> value.fields("a map of component to file, such as haproxy: mine/haproxy.cfg"));
        if (files.isEmpty()) {
            topology.get(TopologyKey.NAMES)
                    .ifPresent(value -> value.problem("names is for the addresses in files, and there are none"));
            return Optional.empty();
        }
        files.get().all().forEach((name, field) -> {
            if (!SUPPORTED.contains(name)) {
                field.key()
                        .problem(
                                Components.SHIPPED.sections().contains(name)
                                        ? "not supported: a file of " + name
                                                + "; write its lines as settings, and the file of "
                                                + String.join(", ", SUPPORTED) + " here"
                                        : Nearest.unknown("component", name, SUPPORTED));
            }
        });
        return files.get()
                .get(ComponentName.HAPROXY.text())
                .filter(value -> carried(value, hosts))
                .flatMap(value -> file(value, names, problems));
    }

    private static boolean carried(Value value, List<Host> hosts) {
        if (hosts.stream().anyMatch(host -> host.carries(ComponentName.HAPROXY))) {
            return true;
        }
        value.problem("no host of the topology carries haproxy");
        return false;
    }

    private static Map<String, String> names(Fields topology, List<Host> hosts) {
        List<String> known = hosts.stream().map(host -> host.name().value()).toList();
        Map<String, String> names = new TreeMap<>();
        topology.get(TopologyKey.NAMES)
                .flatMap(value -> value.fields("a map of address to host, such as 10.1.2.3: pg1"))
                .ifPresent(fields -> fields.all().forEach((address, field) -> {
                    boolean port = address.startsWith(":");
                    field.value()
                            .parsed(port ? "a port" : "the name of a host", text -> {
                                if (port && !text.matches("[0-9]{1,5}")) {
                                    throw new IllegalArgumentException("\"" + text + "\" is no port");
                                }
                                if (!port && !known.contains(text)) {
                                    throw new IllegalArgumentException(Nearest.unknown("host", text, known));
                                }
                                return text;
                            })
                            .ifPresent(host -> names.put(address, host));
                }));
        return names;
    }

    private static Optional<OwnFiles> file(Value value, Map<String, String> names, Problems problems) {
        if (value.isMap()) {
            return recorded(value, names);
        }
        return value.text("the path of a file beside this one").flatMap(name -> {
            String source = value.place().source();
            try {
                Path path = Path.of(source).resolveSibling(name);
                String text = HaproxySecrets.masked(InputFile.text(path));
                if (text.length() > MOST_CHARACTERS || text.indexOf('\0') >= 0) {
                    value.problem(path + ": expected a text of at most " + MOST_CHARACTERS + " characters");
                    return Optional.empty();
                }
                return Optional.of(new OwnFiles(new OwnFile(name, text), path.toString(), names, Map.of()));
            } catch (LapseException | java.nio.file.InvalidPathException unreadable) {
                value.problem(String.valueOf(unreadable.getMessage()));
                return Optional.empty();
            }
        });
    }

    /** As Lapse writes it, so that a recorded scenario needs no other file. */
    private static Optional<OwnFiles> recorded(Value value, Map<String, String> names) {
        Optional<Fields> fields = value.fields("the path of a file, or file and text", OwnFileKey.values());
        Optional<String> name =
                fields.flatMap(map -> map.required(OwnFileKey.FILE).flatMap(file -> file.text("the name of the file")));
        Optional<String> text =
                fields.flatMap(map -> map.required(OwnFileKey.TEXT).flatMap(file -> file.text("its text")));
        Map<Entrance, String> chosen = new EnumMap<>(Entrance.class);
        fields.flatMap(map -> map.get(OwnFileKey.WRITE))
                .flatMap(listener -> listener.text("a listener"))
                .ifPresent(listener -> chosen.put(Entrance.WRITE, listener));
        fields.flatMap(map -> map.get(OwnFileKey.READ))
                .flatMap(listener -> listener.text("a listener"))
                .ifPresent(listener -> chosen.put(Entrance.READ, listener));
        return name.isEmpty() || text.isEmpty()
                ? Optional.empty()
                : Optional.of(new OwnFiles(
                        new OwnFile(name.get(), HaproxySecrets.masked(text.get())), name.get(), names, chosen));
    }

    /** What the probes of a scenario say of the listeners they go to. */
    static Map<Entrance, Value> listeners(Fields scenario) {
        Map<Entrance, Value> listeners = new EnumMap<>(Entrance.class);
        scenario.get("probes").filter(Value::isList).flatMap(value -> value.list("")).orElse(List.of()).stream()
                .filter(Value::isMap)
                .flatMap(probe -> probe.fields("").stream())
                .forEach(probe -> probe.get(ProbeKey.LISTENER)
                        .filter(Value::isText)
                        .ifPresent(listener -> {
                            String kind = probe.get(ProbeKey.KIND)
                                    .filter(Value::isText)
                                    .flatMap(value -> value.rawText(""))
                                    .orElse("");
                            String via = probe.get(ProbeKey.VIA)
                                    .filter(Value::isText)
                                    .flatMap(value -> value.rawText(""))
                                    .orElse("haproxy");
                            Entrance entrance = kind.equals("read") ? Entrance.READ : Entrance.WRITE;
                            Value before = listeners.putIfAbsent(entrance, listener);
                            if (!Set.of("haproxy", "vip").contains(via)) {
                                listener.problem("listener is for via haproxy or vip, was via " + via);
                            } else if (before != null && !before.rawText("").equals(listener.rawText(""))) {
                                listener.problem("not supported: two listeners for " + kind + "s; the first was "
                                        + before.rawText("").orElse(""));
                            }
                        }));
        return listeners;
    }

    /** The topology with the file in its balancers, and what the file says below the topology's own settings. */
    static Optional<TopologyReader.Topology> settle(
            TopologyReader.Topology topology, Map<Entrance, Value> listeners, Problems problems) {
        if (topology.files().isEmpty()) {
            listeners
                    .values()
                    .forEach(listener -> listener.problem("listener is for topologies with files: {haproxy: …};"
                            + " without, kind write goes to the listener of writes and kind read to that of reads"));
            return Optional.of(topology);
        }
        OwnFiles files = topology.files().get();
        Map<Entrance, String> chosen = new EnumMap<>(Entrance.class);
        chosen.putAll(files.chosen);
        int before = problems.count();
        listeners.forEach((entrance, listener) -> chosen.put(
                entrance, listener.text("the name of a listener of the file").orElse("")));
        HaproxyOwnFile.ReadFile read = HaproxyOwnFile.read(files.haproxy, files.names, chosen, topology.hosts());
        HaproxyOwnFile own = read.own();
        listeners.forEach((entrance, listener) -> {
            String name = chosen.getOrDefault(entrance, "");
            if (!own.listenerNames().contains(name)) {
                listener.problem(Nearest.unknown("listener of " + files.path, name, own.listenerNames()));
            }
        });
        if (!topology.layer().isRecorded()) { // what an older Lapse took is taken
            read.unfit().forEach(each -> problems.add(new Place(files.path, each.line(), 1), each.why()));
        }
        if (problems.count() > before) {
            return Optional.empty();
        }
        Layer layer = Layer.ofFile(Section.HAPROXY, own.settings(), name -> new Place(files.path, own.lineOf(name), 1));
        layer.layOver(topology.layer());
        List<Host> hosts = topology.hosts().stream()
                .map(host -> new Host(host.name(), with(host.carries(), new Haproxy(Optional.of(own)))))
                .toList();
        return Optional.of(topology.with(hosts, layer));
    }

    private static Set<Component> with(Set<Component> carries, Component component) {
        return carries.stream()
                .map(each -> each.name().equals(component.name()) ? component : each)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The keys of a topology that say the same again. */
    static List<String> yaml(HaproxyOwnFile own) {
        StringBuilder file = new StringBuilder("    haproxy: {file: "
                + quoted(own.file().name()) + ", text: " + quoted(own.file().text()));
        own.chosen()
                .forEach((entrance, listener) -> file.append(", ")
                        .append(entrance.name().toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(quoted(listener)));
        String names = own.names().entrySet().stream()
                .map(each -> quoted(each.getKey()) + ": " + each.getValue())
                .collect(Collectors.joining(", ", "  names: {", "}"));
        return own.names().isEmpty() ? List.of("  files:", file + "}") : List.of("  files:", file + "}", names);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '"', '\\' -> out.append('\\').append((char) c);
                default -> out.append(Character.isISOControl(c) ? "\\x%02X".formatted(c) : String.valueOf((char) c));
            }
        });
        return out.append('"').toString();
    }
}
