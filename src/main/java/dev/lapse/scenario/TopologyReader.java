package dev.lapse.scenario;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Components;
import dev.lapse.component.SettingsList;
import dev.lapse.scenario.FileKey.TopologyKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads topologies: files of {@link Topologies}, or maps inside a scenario. */
final class TopologyReader {
    static final String SUITE = "trixie";

    /** The regular expression of a suite's name. */
    static final String SUITE_FORM = "[a-z]{2,20}";

    static final List<String> KEYS = TopologyKey.texts();

    private TopologyReader() {}

    /**
     * A topology as far as its own file says; the scenario's suite, auth and settings come on top.
     *
     * @param files of the user's own that are still to be read
     */
    record Topology(
            String name,
            List<Host> hosts,
            Place hostsPlace,
            boolean vip,
            Optional<String> suite,
            Optional<Auth> auth,
            Layout layout,
            Layer layer,
            Optional<OwnFiles> files) {
        /** The same with what its files say. */
        Topology with(List<Host> newHosts, Layer newLayer) {
            return new Topology(name, newHosts, hostsPlace, vip, suite, auth, layout, newLayer, Optional.empty());
        }

        /** @throws IllegalArgumentException when no cluster could come of it */
        ClusterSpec cluster(Optional<String> suiteOver, Optional<Auth> authOver, Layer all) {
            return new ClusterSpec(
                    name,
                    hosts.stream().map(all::heldAt).toList(),
                    vip,
                    suiteOver.or(() -> suite).orElse(SUITE),
                    all.settings(),
                    authOver.or(() -> auth).orElse(Auth.MD5),
                    layout);
        }
    }

    /** The value of a scenario's key {@code topology}: a name or a map. */
    static Optional<Topology> read(
            Value value, Topologies known, String scenario, Layer.Strictness strictness, Problems problems) {
        if (value.isMap()) {
            return value.fields("a topology", KEYS).flatMap(fields -> read(fields, scenario, strictness, problems));
        }
        return value.text("the name of a topology, or a map").flatMap(name -> {
            Optional<Topologies.TopologySource> source = known.find(name);
            if (source.isEmpty()) {
                value.problem(Nearest.unknown("topology", name, known.names())
                        + known.folders().stream()
                                .map(folder -> "; a file in " + folder + " adds one")
                                .collect(Collectors.joining()));
            }
            return source.flatMap(found -> read(found, problems));
        });
    }

    static Optional<Topology> read(Topologies.TopologySource source, Problems problems) {
        String name = source.name();
        Value document = Value.document(source.yaml(), source.place(), problems);
        return document.fields("a map", KEYS).flatMap(fields -> {
            fields.get(TopologyKey.NAME).flatMap(value -> value.text("a name")).ifPresent(given -> {
                if (!given.equals(name)) {
                    fields.get(TopologyKey.NAME)
                            .orElseThrow()
                            .problem("name must equal the file's name " + name + ", was " + given);
                }
            });
            return read(fields, name, Layer.Strictness.STRICT, problems);
        });
    }

    private static Optional<Topology> read(
            Fields fields, String fallbackName, Layer.Strictness strictness, Problems problems) {
        String name = fields.get(TopologyKey.NAME)
                .flatMap(value -> value.text("a name"))
                .orElse(fallbackName);
        boolean vip = fields.get(TopologyKey.VIP)
                .flatMap(value -> value.oneOf("value", List.of("true", "false"), word -> word))
                .orElse("false")
                .equals("true");
        Optional<Auth> auth = auth(fields);
        Optional<String> suite = suite(fields);
        Layer layer = Layer.of(fields, strictness);
        Optional<Fields> hosts = fields.required(TopologyKey.HOSTS)
                .flatMap(value -> value.fields("a map of host to components, such as pg1: [patroni, pgbouncer]"));
        int before = problems.count();
        return hosts.map(found -> hosts(found, strictness, layer))
                .filter(read -> problems.count() == before)
                .map(read -> new Topology(
                        name,
                        read,
                        fields.placeOf(TopologyKey.HOSTS),
                        vip,
                        suite,
                        auth,
                        layout(fields, read),
                        layer,
                        OwnFiles.read(fields, read, problems)))
                .filter(read -> problems.count() == before);
    }

    /** What does not fit is left out, and told at its place. */
    private static Layout layout(Fields fields, List<Host> hosts) {
        Optional<NodeName> leader = fields.get(TopologyKey.LEADER)
                .flatMap(value -> value.parsed("the name of a node", text -> {
                    Optional<NodeName> named = Optional.of(new NodeName(text));
                    new Layout(named, List.of()).hold(hosts);
                    return named.get();
                }));
        List<Layout.Site> sites = new ArrayList<>();
        fields.get(TopologyKey.SITES)
                .flatMap(value -> value.fields("a map of site to hosts, such as a: [etcd1, pg1]"))
                .ifPresent(found -> found.all()
                        .forEach(
                                (name, field) -> site(name, field, sites, hosts).ifPresent(sites::add)));
        return new Layout(leader, sites);
    }

    private static Optional<Layout.Site> site(
            String name, Fields.Field field, List<Layout.Site> before, List<Host> hosts) {
        return field.value().list("a list of hosts, such as [etcd1, pg1]").flatMap(items -> {
            List<NodeName> names = items.stream()
                    .flatMap(item -> item.parsed("the name of a host", NodeName::new).stream())
                    .toList();
            return names.size() < items.size()
                    ? Optional.empty()
                    : field.key().checked(() -> {
                        Layout.Site site = new Layout.Site(name, names);
                        List<Layout.Site> all = new ArrayList<>(before);
                        all.add(site);
                        new Layout(Optional.empty(), all).hold(hosts);
                        return site;
                    });
        });
    }

    static Optional<Auth> auth(Fields fields) {
        return fields.get(TopologyKey.AUTH).flatMap(value -> value.oneOf("auth", List.of(Auth.values()), Auth::text));
    }

    static Optional<String> suite(Fields fields) {
        return fields.get(TopologyKey.SUITE)
                .flatMap(value -> value.parsed("a Debian suite such as trixie", text -> {
                    if (!text.matches(SUITE_FORM)) {
                        throw new IllegalArgumentException(
                                "\"" + text + "\" is not the name of a Debian suite, such as trixie");
                    }
                    SettingsList.refuseMisspelt(text);
                    return text;
                }));
    }

    private static List<Host> hosts(Fields fields, Layer.Strictness strictness, Layer layer) {
        List<Host> hosts = new ArrayList<>();
        fields.all().forEach((name, field) -> {
            Layer own = new Layer(strictness);
            Set<Component> carries = field.value().isMap() ? ofMap(field.value(), own) : ofList(name, field.value());
            if (!carries.isEmpty()) {
                field.key().checked(() -> new NodeName(name)).ifPresent(host -> {
                    hosts.add(new Host(host, carries, own.settings()));
                    layer.knowPlaces(host, own);
                });
            }
        });
        return hosts;
    }

    private static Set<Component> ofList(String host, Value value) {
        Set<Component> carries = new LinkedHashSet<>();
        Optional<List<Value>> items = value.list("a list of components, or a map of component to settings");
        items.orElse(List.of())
                .forEach(item -> component(item).map(Components.SHIPPED::named).ifPresent(component -> {
                    if (!carries.add(component)) {
                        item.problem("component " + component.name() + " is there twice");
                    }
                }));
        if (items.filter(List::isEmpty).isPresent()) {
            value.problem(nothing(host));
        }
        return carries;
    }

    private static Optional<ComponentName> component(Value item) {
        return item.oneOf("component", Components.SHIPPED.names(), ComponentName::text);
    }

    private static String nothing(String host) {
        return "host " + host + " must carry at least one component: "
                + Nearest.list(Components.SHIPPED.names().stream()
                        .map(ComponentName::text)
                        .toList());
    }

    /** Components with the settings that they have on this host alone: {@code {patroni: {tags: {nosync: true}}}}. */
    private static Set<Component> ofMap(Value value, Layer own) {
        Set<Component> carries = new LinkedHashSet<>();
        List<String> known =
                Components.SHIPPED.names().stream().map(ComponentName::text).toList();
        value.fields("a map of component to settings").ifPresent(components -> {
            components.rejectUnknown("component", known);
            components.all().forEach((name, field) -> {
                if (known.contains(name)) {
                    Component component = Components.SHIPPED.named(new ComponentName(name));
                    carries.add(component);
                    if (!field.value().isEmpty()) {
                        field.value()
                                .fields("the settings of " + name
                                        + " on this host, such as {} or {tags: {nosync: true}}")
                                .ifPresent(entries -> own.ofHost(component, entries));
                    }
                }
            });
            if (components.all().isEmpty()) {
                value.problem("expected a component at least, such as {patroni: {tags: {nosync: true}}}, was nothing");
            }
        });
        return carries;
    }
}
