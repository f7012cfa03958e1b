package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.component.Components;
import dev.lapse.component.Haproxy;
import dev.lapse.component.PgBouncer;
import dev.lapse.scenario.FileKey.OwnFileKey;
import dev.lapse.scenario.FileKey.TopologyKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * @param files by component, then by host
 * @param paths what problems call a file, by its name
 * @param chosen by component, what the topology itself names of its file, as a recorded one does
 */
record OwnFiles(
        Map<ComponentName, Map<NodeName, OwnFile>> files,
        Map<String, String> paths,
        Map<String, String> names,
        Map<ComponentName, Map<Entrance, String>> chosen) {
    /** An environment variable of a container takes no more. */
    private static final int MOST_CHARACTERS = 120_000;

    static final List<String> SUPPORTED = Components.SHIPPED.all().stream()
            .filter(Component::takesFiles)
            .map(component -> component.name().text())
            .sorted()
            .toList();

    /** Those of a topology; empty: it names none, or what it names is wrong. */
    static Optional<OwnFiles> read(Fields topology, List<Host> hosts, Problems problems) {
        Map<String, String> names = names(topology, hosts);
        Optional<Fields> named = topology.get(TopologyKey.FILES)
                .flatMap(value -> value.fields("a map of component to file, such as haproxy: mine/haproxy.cfg"));
        if (named.isEmpty()) {
            topology.get(TopologyKey.NAMES)
                    .ifPresent(value -> value.problem("names is for the addresses in files, and there are none"));
            return Optional.empty();
        }
        OwnFiles files = new OwnFiles(new TreeMap<>(), new HashMap<>(), names, new TreeMap<>());
        int before = problems.count();
        named.get().all().forEach((name, field) -> {
            if (SUPPORTED.contains(name)) {
                files.of(Components.SHIPPED.named(new ComponentName(name)), field.value(), hosts);
            } else {
                field.key()
                        .problem(
                                Components.SHIPPED.sections().contains(name)
                                        ? "not supported: a file of " + name
                                                + "; write its lines as settings, and a file of "
                                                + Nearest.list(SUPPORTED) + " here"
                                        : Nearest.unknown("component", name, SUPPORTED));
            }
        });
        if (problems.count() == before) {
            requireUsed(topology, files);
        }
        return problems.count() > before ? Optional.empty() : Optional.of(files);
    }

    /** One file for all hosts that carry the component, or one for each. */
    private void of(Component component, Value value, List<Host> hosts) {
        List<NodeName> carriers = hosts.stream()
                .filter(host -> host.carries(component.name()))
                .map(Host::name)
                .toList();
        if (carriers.isEmpty()) {
            value.problem("no host of the topology carries " + component.name());
            return;
        }
        Map<NodeName, OwnFile> own = new LinkedHashMap<>();
        Optional<Fields> perHost = value.isMap()
                ? value.fields("a file, or a map of host to file")
                        .filter(map -> map.get(OwnFileKey.TEXT).isEmpty())
                : Optional.empty();
        if (perHost.isEmpty()) {
            file(component, value).ifPresent(file -> carriers.forEach(host -> own.put(host, file)));
        } else {
            List<String> known = carriers.stream().map(NodeName::value).toList();
            perHost.get().all().forEach((name, field) -> {
                if (known.contains(name)) {
                    file(component, field.value()).ifPresent(file -> own.put(new NodeName(name), file));
                } else {
                    field.key().problem(Nearest.unknown("host with " + component.name(), name, known));
                }
            });
            List<String> without = known.stream()
                    .filter(host -> perHost.get().all().keySet().stream().noneMatch(host::equals))
                    .toList();
            if (!without.isEmpty()) {
                value.problem("no file for " + Nearest.list(without) + "; each host with " + component.name()
                        + " needs one, or name one file for all");
            }
        }
        files.put(component.name(), own);
    }

    /** A name that stands in no file is a slip of the pen. */
    private static void requireUsed(Fields topology, OwnFiles files) {
        topology.get(TopologyKey.NAMES)
                .filter(Value::isMap)
                .flatMap(value -> value.fields(""))
                .ifPresent(fields -> fields.all().forEach((address, field) -> {
                    String written = address.replaceFirst("^:", "").replaceAll("[\\[\\]]", "");
                    boolean used = files.files.values().stream()
                            .flatMap(ofHosts -> ofHosts.values().stream())
                            .anyMatch(file -> file.text().contains(written));
                    if (!used) {
                        field.key().problem("names: " + address + " stands in none of the files");
                    }
                }));
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

    private Optional<OwnFile> file(Component component, Value value) {
        if (value.isMap()) {
            return recorded(component, value);
        }
        return value.text("the path of a file beside this one").flatMap(name -> {
            try {
                Path path = Path.of(value.place().source()).resolveSibling(name);
                OwnFile whole = IncludedFiles.whole(
                        component,
                        new OwnFile(name, InputFile.text(path)),
                        path,
                        (included, there) ->
                                paths.put(included, there.normalize().toString()));
                String text = component.masked(whole.text());
                if (text.length() > MOST_CHARACTERS || text.indexOf('\0') >= 0) {
                    value.problem(path + ": expected a text of at most " + MOST_CHARACTERS + " characters");
                    return Optional.empty();
                }
                paths.put(name, path.normalize().toString());
                return Optional.of(new OwnFile(name, text));
            } catch (LapseException | IllegalArgumentException unreadable) {
                value.problem(String.valueOf(unreadable.getMessage()));
                return Optional.empty();
            }
        });
    }

    /** As Lapse writes it, so that a recorded scenario needs no other file. */
    private Optional<OwnFile> recorded(Component component, Value value) {
        Optional<Fields> fields = value.fields("the path of a file, or file and text", OwnFileKey.values());
        Optional<String> name =
                fields.flatMap(map -> map.required(OwnFileKey.FILE).flatMap(file -> file.text("the name of the file")));
        Optional<String> text =
                fields.flatMap(map -> map.required(OwnFileKey.TEXT).flatMap(file -> file.text("its text")));
        Map<Entrance, String> named = new EnumMap<>(Entrance.class);
        fields.flatMap(map -> map.get(OwnFileKey.WRITE))
                .flatMap(choice -> choice.text("a name that the file has"))
                .ifPresent(given -> named.put(Entrance.WRITE, given));
        fields.flatMap(map -> map.get(OwnFileKey.READ))
                .flatMap(choice -> choice.text("a name that the file has"))
                .ifPresent(given -> named.put(Entrance.READ, given));
        chosen.put(component.name(), named);
        return name.isEmpty() || text.isEmpty()
                ? Optional.empty()
                : Optional.of(new OwnFile(name.get(), component.masked(text.get())));
    }

    /** The topology whose components run with the files; what these say lies below the topology's own settings. */
    static Optional<TopologyReader.Topology> settle(
            TopologyReader.Topology topology, ProbeChoices choices, Problems problems) {
        Optional<OwnFiles> files = topology.files();
        choices.values().forEach((component, values) -> {
            if (files.filter(each -> each.files.containsKey(component)).isEmpty()) {
                values.values()
                        .forEach(value -> value.problem(
                                component.equals(ComponentName.HAPROXY)
                                        ? "listener is for topologies with files: {haproxy: …}; without, kind write goes"
                                                + " to the listener of writes and kind read to that of reads"
                                        : "database is for topologies with files: {pgbouncer: …}; without, lanes ask for"
                                                + " Lapse's own"));
            }
        });
        return files.isEmpty() ? Optional.of(topology) : files.get().settled(topology, choices, problems);
    }

    private Optional<TopologyReader.Topology> settled(
            TopologyReader.Topology topology, ProbeChoices choices, Problems problems) {
        int before = problems.count();
        List<Host> hosts = topology.hosts();
        List<OwnFile.Said> says = new ArrayList<>();
        Map<String, String> known = new TreeMap<>(names); // what one file tells of an address, the next one knows
        // entries of a pooler lead to the balancers' ports, which their file tells
        for (Map.Entry<ComponentName, Map<NodeName, OwnFile>> kind :
                new TreeMap<>(files).descendingMap().entrySet()) {
            Map<Entrance, String> named = new EnumMap<>(Entrance.class);
            named.putAll(chosen.getOrDefault(kind.getKey(), Map.of()));
            Map<Entrance, Value> choice = choices.of(kind.getKey());
            choice.forEach((entrance, value) ->
                    named.put(entrance, value.text("a name that the file has").orElse("")));
            Given given = new Given(kind.getValue(), namesIn(kind.getValue(), known), named);
            Fitted fitted =
                    Components.SHIPPED.named(kind.getKey()).with(given, hosts).orElseThrow();
            fitted.component().given().ifPresent(found -> known.putAll(found.names()));
            choice.forEach((entrance, value) -> known(fitted.component(), value, named.getOrDefault(entrance, "")));
            if (!topology.layer().isRecorded()) { // what an older Lapse took is taken
                Set<OwnFile.Unfit> told = new HashSet<>(); // one file may be that of several hosts
                fitted.unfit().stream()
                        .filter(told::add)
                        .forEach(each ->
                                problems.add(new Place(path(each.file()), each.line(), each.column()), each.why()));
            }
            says.addAll(fitted.says());
            hosts = hosts.stream()
                    .map(host -> new Host(host.name(), with(host.carries(), fitted.component()), host.own()))
                    .toList();
        }
        if (problems.count() > before) {
            return Optional.empty();
        }
        Layer layer = Layer.ofFiles(
                says.stream().filter(said -> said.host().isEmpty()).toList(), this::path);
        layer.layOver(topology.layer());
        List<Host> own = hosts.stream().map(host -> saidOf(host, says, layer)).toList();
        return Optional.of(topology.with(own, layer));
    }

    /** Those that these files have. */
    private static Map<String, String> namesIn(Map<NodeName, OwnFile> files, Map<String, String> names) {
        Map<String, String> used = new TreeMap<>(names);
        used.keySet()
                .removeIf(name -> files.values().stream()
                        .noneMatch(file -> file.text().contains(name.startsWith(":") ? name.substring(1) : name)));
        return used;
    }

    /** The host with what its own file says of it alone, below what the topology says of it. */
    private Host saidOf(Host host, List<OwnFile.Said> says, Layer layer) {
        Layer own = Layer.ofFiles(
                says.stream()
                        .filter(said -> said.host().equals(Optional.of(host.name())))
                        .filter(said ->
                                host.own().get(said.section(), said.name()).isEmpty())
                        .toList(),
                this::path);
        layer.knowPlaces(host.name(), own);
        return new Host(host.name(), host.carries(), own.settings().merge(host.own()));
    }

    private String path(String file) {
        return paths.getOrDefault(file, file);
    }

    private void known(Component component, Value value, String name) {
        if (component instanceof Haproxy haproxy) {
            haproxy.own()
                    .ifPresent(
                            own -> known(value, "listener of " + path(own.file().name()), name, own.listenerNames()));
        } else if (component instanceof PgBouncer pgbouncer) {
            pgbouncer.given().ifPresent(given -> {
                List<String> files = given.files().values().stream()
                        .map(file -> path(file.name()))
                        .distinct()
                        .sorted()
                        .toList();
                List<String> entries = given.files().values().stream()
                        .flatMap(file -> PgBouncer.entries(file.text()).stream())
                        .distinct()
                        .toList();
                known(value, "entry of " + String.join(", ", files), name, entries);
            });
        }
    }

    private static void known(Value value, String what, String name, List<String> known) {
        if (!known.contains(name)) {
            value.problem(Nearest.unknown(what, name, known));
        }
    }

    private static Set<Component> with(Set<Component> carries, Component component) {
        return carries.stream()
                .map(each -> each.name().equals(component.name()) ? component : each)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The keys of a topology that say the same again. */
    static List<String> yaml(ClusterSpec cluster) {
        List<String> lines = new ArrayList<>();
        Map<String, String> names = new TreeMap<>();
        for (Component component : cluster.components()) {
            component.given().ifPresent(given -> {
                names.putAll(given.names());
                Map<NodeName, OwnFile> files = new TreeMap<>(given.files());
                if (Set.copyOf(files.values()).size() == 1) {
                    lines.add("    " + component.name() + ": "
                            + yaml(files.values().iterator().next(), given.chosen()));
                } else {
                    lines.add("    " + component.name() + ":");
                    files.forEach((host, file) -> lines.add("      " + host + ": " + yaml(file, given.chosen())));
                }
            });
        }
        if (!lines.isEmpty()) {
            lines.add(0, "  files:");
        }
        if (!names.isEmpty()) {
            lines.add(names.entrySet().stream()
                    .map(each -> quoted(each.getKey()) + ": " + each.getValue())
                    .collect(Collectors.joining(", ", "  names: {", "}")));
        }
        return lines;
    }

    private static String yaml(OwnFile file, Map<Entrance, String> chosen) {
        return "{file: " + quoted(file.name()) + ", text: " + quoted(file.text())
                + new TreeMap<>(chosen)
                        .entrySet().stream()
                                .map(each -> ", " + each.getKey().name().toLowerCase(Locale.ROOT) + ": "
                                        + quoted(each.getValue()))
                                .collect(Collectors.joining())
                + "}";
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
