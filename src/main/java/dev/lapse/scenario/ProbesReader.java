package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the entries of {@code probes}, and expands them to lanes. */
final class ProbesReader {
    private static final List<String> KEYS = List.of("kind", "via", "vantage", "every", "timeout", "name", "node");
    private static final List<Vantage> CLIENT_VANTAGES =
            List.of(Vantage.NEW_CONNECTION, Vantage.PINNED, Vantage.POOL, Vantage.MULTI_HOST);

    private final ClusterSpec cluster;
    private final Profile profile;

    ProbesReader(ClusterSpec cluster, Profile profile) {
        this.cluster = cluster;
        this.profile = profile;
    }

    /** The lanes of a list of probes; those straight to the nodes are added where it asks for no state lane. */
    List<Lane> lanes(Value probes) {
        List<Lane> lanes = exactly(probes);
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
        List<Lane> lanes = new ArrayList<>();
        Set<LaneName> names = new HashSet<>();
        probes.list("a list of probes such as - {kind: write, via: haproxy}")
                .orElse(List.of())
                .forEach(entry -> {
                    Optional<List<Lane>> made = entry.fields("a probe such as {kind: write, via: haproxy}", KEYS)
                            .flatMap(this::spec)
                            .flatMap(spec -> entry.checked(() -> spec.lanes(cluster)));
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

    private Optional<LaneSpec> spec(Fields fields) {
        Optional<LaneKind> kind = fields.required("kind")
                .flatMap(value -> value.oneOf("kind", List.of(LaneKind.values()), LaneSpec::text));
        Optional<Entrypoint> via = fields.has("via")
                ? fields.get("via").flatMap(value -> value.oneOf("via", List.of(Entrypoint.values()), Entrypoint::text))
                : kind.map(known -> known == LaneKind.STATE ? Entrypoint.POSTGRES : Entrypoint.HAPROXY);
        boolean direct = via.filter(known -> known == Entrypoint.POSTGRES).isPresent();
        if (direct) {
            fields.get("vantage")
                    .ifPresent(value -> value.problem("via postgres takes no vantage; its lanes hold one session"));
        }
        Optional<List<Vantage>> vantages = direct
                ? Optional.of(List.of())
                : fields.get("vantage").map(this::vantages).orElse(Optional.of(List.of(Vantage.NEW_CONNECTION)));
        Optional<Duration> every = duration(fields, "every", direct ? LaneSpec.DIRECT_PERIOD : LaneSpec.CLIENT_PERIOD);
        Optional<Duration> timeout = duration(fields, "timeout", LaneSpec.TIMEOUT);
        Optional<String> name = fields.get("name").flatMap(value -> value.text("a lane name"));
        Optional<NodeName> node =
                fields.get("node").flatMap(value -> value.parsed("the name of a host", NodeName::new));
        if (kind.isEmpty() || via.isEmpty() || vantages.isEmpty() || every.isEmpty() || timeout.isEmpty()) {
            return Optional.empty();
        }
        return fields.self()
                .checked(() ->
                        new LaneSpec(kind.get(), via.get(), vantages.get(), every.get(), timeout.get(), name, node));
    }

    private Optional<Duration> duration(Fields fields, String key, Duration otherwise) {
        return fields.get(key)
                .map(value -> PerProfile.duration(value, profile, "20ms"))
                .orElse(Optional.of(otherwise));
    }

    private Optional<List<Vantage>> vantages(Value value) {
        List<Vantage> vantages = new ArrayList<>();
        for (Value item : value.oneOrMore()) {
            Optional<Vantage> vantage = item.oneOf("vantage", CLIENT_VANTAGES, Vantage::text);
            if (vantage.isPresent() && !LaneSpec.BUILT.contains(vantage.get())) {
                item.problem("vantage \"" + vantage.get().text() + "\" is not built yet; built: "
                        + Nearest.list(
                                LaneSpec.BUILT.stream().map(Vantage::text).toList()));
            } else {
                vantage.ifPresent(vantages::add);
            }
        }
        return vantages.isEmpty() ? Optional.empty() : Optional.of(vantages);
    }
}
