package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.FileKey.LoadKey;
import dev.lapse.scenario.FileKey.ProbeKey;
import dev.lapse.scenario.FileKey.ScenarioKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads the entries of {@code probes}, and the {@code load} beside them, and expands them to lanes. */
final class ProbesReader {
    private static final String ALL = "all";
    static final List<Vantage> CLIENT_VANTAGES =
            List.of(Vantage.NEW_CONNECTION, Vantage.PINNED, Vantage.POOL, Vantage.MULTI_HOST);

    private final ClusterSpec cluster;
    private final Profile profile;

    ProbesReader(ClusterSpec cluster, Profile profile) {
        this.cluster = cluster;
        this.profile = profile;
    }

    /**
     * All lanes of a scenario.
     *
     * @param exactly whether no lane is added that its probes do not name
     * @param overrides settings from the command line; those of the load are taken
     * @param problems what is wrong with those goes there
     */
    List<Lane> lanes(Fields scenario, boolean exactly, List<String> overrides, Problems problems) {
        Optional<Value> probes = scenario.get(ScenarioKey.PROBES);
        List<Lane> lanes = new ArrayList<>(probes.map(value -> exactly ? exactly(value) : lanes(value))
                .orElseGet(() -> scenario.self()
                        .checked(() -> LaneSpec.lanes(LaneSpec.defaults(cluster), cluster))
                        .orElse(List.of())));
        int before = problems.count();
        LoadOverride override = LoadOverride.of(overrides, problems);
        Optional<Value> written = scenario.get(ScenarioKey.LOAD);
        Optional<LoadSpec> load = written.flatMap(this::load);
        if (problems.count() > before || written.isEmpty() && override.place().isEmpty()) {
            return lanes;
        }
        try {
            LoadSpec spec = load.map(override::over).orElseGet(override::alone);
            for (Lane lane : spec.lanes(cluster)) {
                if (lanes.stream().anyMatch(other -> other.name().equals(lane.name()))) {
                    throw new IllegalArgumentException(
                            "lane " + lane.name() + " is the load's; give the probe another name");
                }
                lanes.add(lane);
            }
        } catch (IllegalArgumentException bad) {
            problems.add(
                    override.place()
                            .orElseGet(() -> written.orElse(scenario.self()).place()),
                    bad.getMessage());
        }
        return lanes;
    }

    private Optional<LoadSpec> load(Value load) {
        return load.fields("a load such as " + LoadSpec.EXAMPLE, LoadKey.values())
                .flatMap(fields -> {
                    Optional<Integer> clients = fields.required(LoadKey.CLIENTS)
                            .flatMap(value -> value.parsed("a number of clients", LoadSpec::clients));
                    Optional<Integer> rate = fields.required(LoadKey.RATE)
                            .flatMap(value -> value.parsed("a rate such as 500/s", LoadSpec::rate));
                    Optional<Entrypoint> via = fields.get(LoadKey.VIA)
                            .map(value -> value.oneOf("via", LoadSpec.ENTRYPOINTS, Entrypoint::text))
                            .orElse(Optional.of(Entrypoint.HAPROXY));
                    return clients.isEmpty() || rate.isEmpty() || via.isEmpty()
                            ? Optional.empty()
                            : load.checked(() -> new LoadSpec(clients.get(), rate.get(), via.get()));
                });
    }

    /** The lanes of a list of probes; those straight to the nodes are added where it asks for no state lane. */
    List<Lane> lanes(Value probes) {
        List<Lane> lanes = read(probes, HikariRules::hold);
        if (probes.isList() && probes.list("").orElseThrow().isEmpty()) {
            probes.problem(
                    "expected at least one probe; without the key probes there are write and read lanes via haproxy");
        }
        if (lanes.stream().noneMatch(lane -> lane.kind() == LaneKind.STATE)) {
            lanes.addAll(LaneSpec.state().lanes(cluster));
        }
        return lanes;
    }

    /** The lanes of a list of probes, and no other. */
    List<Lane> exactly(Value probes) {
        return read(probes, lane -> {});
    }

    /** @param rule throws IllegalArgumentException with what is wrong with a lane */
    private List<Lane> read(Value probes, Consumer<Lane> rule) {
        List<Lane> lanes = new ArrayList<>();
        Set<LaneName> names = new HashSet<>();
        probes.list("a list of probes such as - {kind: write, via: haproxy}")
                .orElse(List.of())
                .forEach(entry -> {
                    Optional<List<Lane>> made = entry.fields(
                                    "a probe such as {kind: write, via: haproxy}", ProbeKey.values())
                            .flatMap(this::specs)
                            .flatMap(specs -> entry.checked(() -> specs.stream()
                                    .flatMap(spec -> spec.lanes(cluster).stream())
                                    .map(lane -> {
                                        rule.accept(lane);
                                        return lane;
                                    })
                                    .toList()));
                    made.orElse(List.of()).forEach(lane -> {
                        if (names.add(lane.name())) {
                            lanes.add(lane);
                        } else {
                            entry.problem("lane " + lane.name() + " is there twice; give one of them a name");
                        }
                    });
                });
        return lanes;
    }

    /** One, or one per balancer. */
    private Optional<List<LaneSpec>> specs(Fields fields) {
        Optional<LaneKind> kind = fields.required(ProbeKey.KIND)
                .flatMap(value -> value.oneOf("kind", LaneKind.OF_PROBES, LaneSpec::text));
        Optional<Entrypoint> via = fields.has(ProbeKey.VIA)
                ? fields.get(ProbeKey.VIA).flatMap(value -> value.oneOf("via", Entrypoint.OF_PROBES, Entrypoint::text))
                : kind.map(known -> known == LaneKind.STATE ? Entrypoint.POSTGRES : Entrypoint.HAPROXY);
        boolean postgres = via.filter(known -> known == Entrypoint.POSTGRES).isPresent();
        Optional<List<Vantage>> vantages = fields.get(ProbeKey.VANTAGE)
                .map(value -> vantages(value, postgres))
                .orElse(Optional.of(postgres ? List.of() : List.of(Vantage.NEW_CONNECTION)));
        boolean direct = postgres && vantages.filter(List::isEmpty).isPresent();
        boolean everyNode = !fields.has(ProbeKey.NODE)
                && via.filter(known -> known == Entrypoint.POOLER || known == Entrypoint.POSTGRES)
                        .isPresent();
        Optional<Duration> every = kind.flatMap(what -> via.flatMap(way -> duration(
                fields, ProbeKey.EVERY, direct ? LaneSpec.DIRECT_PERIOD : LaneSpec.period(what, way, cluster))));
        Optional<Duration> timeout = duration(
                fields, ProbeKey.TIMEOUT, everyNode && !direct ? LaneSpec.MULTI_HOST_TIMEOUT : LaneSpec.TIMEOUT);
        Optional<Duration> cancel =
                fields.get(ProbeKey.CANCEL).flatMap(value -> PerProfile.duration(value, profile, "500ms"));
        Optional<Duration> hold = fields.get(ProbeKey.HOLD).flatMap(value -> PerProfile.duration(value, profile, "2s"));
        Optional<String> name = fields.get(ProbeKey.NAME).flatMap(value -> value.text("a lane name"));
        List<Optional<NodeName>> hosts = hosts(fields, via);
        List<Optional<String>> places = places(fields);
        Map<String, String> settings = new TreeMap<>();
        ClientSetting.SECTIONS.forEach(
                section -> fields.get(section).ifPresent(value -> settings(section, value, settings)));
        if (kind.isEmpty() || via.isEmpty() || vantages.isEmpty() || every.isEmpty() || timeout.isEmpty()) {
            return Optional.empty();
        }
        return fields.self()
                .checked(() -> hosts.stream()
                        .flatMap(host -> places.stream()
                                .map(place -> new LaneSpec(
                                        kind.get(),
                                        via.get(),
                                        vantages.get(),
                                        every.get(),
                                        timeout.get(),
                                        cancel,
                                        hold,
                                        name,
                                        host,
                                        place,
                                        settings)))
                        .toList());
    }

    /** The place that is named, or that of each client, or none. */
    private List<Optional<String>> places(Fields fields) {
        Optional<String> place =
                fields.get(ProbeKey.AT).flatMap(value -> value.text("all, a site, or a host that carries client"));
        return place.filter(ALL::equals).isPresent()
                        && !cluster.hostsWith(ComponentName.CLIENT).isEmpty()
                ? cluster.hostsWith(ComponentName.CLIENT).stream()
                        .map(host -> Optional.of(host.value()))
                        .toList()
                : List.of(place);
    }

    /** The host that is named, or each balancer, or no host in particular. */
    private List<Optional<NodeName>> hosts(Fields fields, Optional<Entrypoint> via) {
        boolean balanced = via.filter(known -> known == Entrypoint.HAPROXY).isPresent();
        if (fields.has(ProbeKey.BALANCER) && via.isPresent() && !balanced) {
            fields.get(ProbeKey.BALANCER)
                    .orElseThrow()
                    .problem("balancer is for via haproxy, was via " + via.get().text());
        }
        if (fields.has(ProbeKey.NODE) && balanced) {
            fields.get(ProbeKey.NODE).orElseThrow().problem("node is for via postgres or pooler, was via haproxy");
        }
        if (balanced
                && fields.get(ProbeKey.BALANCER)
                        .flatMap(value -> value.text("all, or the name of a host"))
                        .filter(ALL::equals)
                        .isPresent()) {
            return cluster.balancers().stream().map(Optional::of).toList();
        }
        return List.of(fields.get(balanced ? ProbeKey.BALANCER : ProbeKey.NODE)
                .flatMap(value -> value.parsed("the name of a host", NodeName::new)));
    }

    private static void settings(String section, Value map, Map<String, String> settings) {
        if (section.equals(ClientSetting.PGJDBC) && map.isText()) {
            map.oneOf("word for " + section, List.of(ClientSetting.DRIVER_DEFAULTS), word -> word)
                    .ifPresent(word -> settings.putAll(ClientSetting.driverDefaults()));
            return;
        }
        map.fields("a map of " + section + " settings")
                .ifPresent(fields -> fields.all()
                        .forEach((name, field) -> field.key()
                                .checked(() -> ClientSetting.of(section, name))
                                .ifPresent(setting -> field.value()
                                        .parsed("a value", setting::read)
                                        .ifPresent(text -> settings.put(section + "." + name, text)))));
    }

    private Optional<Duration> duration(Fields fields, ProbeKey key, Duration otherwise) {
        return fields.get(key)
                .map(value -> PerProfile.duration(value, profile, "20ms"))
                .orElse(Optional.of(otherwise));
    }

    private Optional<List<Vantage>> vantages(Value value, boolean postgres) {
        List<Vantage> vantages = new ArrayList<>();
        for (Value item : value.oneOrMore()) {
            Optional<Vantage> vantage = item.oneOf("vantage", CLIENT_VANTAGES, Vantage::text);
            if (vantage.isPresent() && postgres && !LaneSpec.MULTI.contains(vantage.get())) {
                item.problem(
                        "via postgres takes vantage multi-host or pool, or none: then its lanes hold one session to"
                                + " each node");
            } else {
                vantage.ifPresent(vantages::add);
            }
        }
        return vantages.isEmpty() ? Optional.empty() : Optional.of(vantages);
    }
}
