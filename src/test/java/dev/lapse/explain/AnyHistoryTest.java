package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.Vantage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a history tells, in whatever order: phases follow each other and sum to the outage. */
class AnyHistoryTest {
    private static final List<String> NODES = List.of("pg1", "pg2", "pg3");
    private static final double LAST = 60;

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void phasesAreOrderedAndSumToTheOutage(@ForAll long seed) {
        Tale tale = tale(new Random(seed));

        List<Explained> explained = Explainer.explain(tale.observed(), Optional.empty());

        assertThat(explained).hasSize(3);
        explained.forEach(Sums::hold);
    }

    private static Tale tale(Random random) {
        Tale tale = random.nextBoolean() ? Tale.begin() : Tale.begin().synchronous();
        FaultName fault = FaultName.values()[random.nextInt(FaultName.values().length)];
        String target = node(random);
        Map<String, String> options = random.nextBoolean() ? Map.of("process", "patroni") : Map.of();
        tale.step(9, "inject#1").fault(10, fault, random.nextBoolean() ? "primary" : "client-haproxy", target, options);
        if (random.nextBoolean()) {
            tale.step(40, "heal#1").healed(40.5, fault, "primary", target);
        }
        int events = random.nextInt(40);
        for (int i = 0; i < events; i++) {
            add(tale, random, random.nextDouble() * LAST);
        }
        for (LaneKind kind : List.of(LaneKind.WRITE, LaneKind.READ, LaneKind.CALL)) {
            outage(tale, random, kind);
        }
        return tale;
    }

    private static void outage(Tale tale, Random random, LaneKind kind) {
        double from = 5 + random.nextDouble() * 40;
        double to = from + 0.1 + random.nextDouble() * 30;
        Lane lane = kind == LaneKind.CALL
                ? Tale.lane(kind, Entrypoint.APPLICATION, Vantage.OWN_CODE)
                : Tale.lane(
                        kind,
                        random.nextBoolean() ? Entrypoint.HAPROXY : Entrypoint.VIP,
                        random.nextBoolean() ? Vantage.NEW_CONNECTION : Vantage.PINNED);
        tale.outage(
                lane,
                random.nextBoolean() ? "inject#1" : "heal#1",
                from,
                to,
                node(random),
                node(random),
                from + random.nextDouble() * (to - from));
    }

    private static void add(Tale tale, Random random, double at) {
        switch (random.nextInt(10)) {
            case 0 -> tale.leader(at, null);
            case 1 -> tale.leader(at, node(random));
            case 2 -> tale.server(at, random.nextBoolean() ? "write" : "read", node(random), status(random));
            case 3 -> tale.member(at, "etcd" + random.nextInt(3), random.nextBoolean() ? null : "etcd1");
            case 4 -> tale.pooler(at, random.nextBoolean());
            case 5 -> tale.sync(at, node(random), node(random));
            case 6 -> tale.patroni(at, node(random), random.nextBoolean() ? "running" : "unreachable");
            case 7 -> {
                LoggedFact fact = LoggedFact.values()[random.nextInt(LoggedFact.values().length)];
                tale.log(at, random.nextDouble(), node(random), fact, node(random));
            }
            case 8 -> {
                String node = node(random);
                double to = at + random.nextDouble() * 20;
                tale.writes(node, 1 + random.nextInt(3), at - random.nextDouble(), at, to, to + random.nextDouble());
                tale.answers(node, at - random.nextDouble(), at, to, to + random.nextDouble());
            }
            default -> tale.add(new ObserverBlind(Tale.nanos(at), "haproxy-lb1", Tale.nanos(at - random.nextDouble())));
        }
    }

    private static String node(Random random) {
        return NODES.get(random.nextInt(NODES.size()));
    }

    private static String status(Random random) {
        return List.of("UP", "DOWN", "UP 1/3", "UNREACHABLE").get(random.nextInt(4));
    }
}
