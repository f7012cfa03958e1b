package dev.lapse.run;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.Recorder;
import dev.lapse.observe.EngineWatch;
import dev.lapse.observe.Lookout;
import dev.lapse.observe.Observers;
import dev.lapse.observe.PatroniStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches the status pages and the leader lock of a fake cluster, in the run's own time. */
record PagesWatch(FakeRun run) implements Observers {
    private static final Duration PERIOD = Duration.ofMillis(250);

    @Override
    public Watching start(Recorder recorder, NanoClock clock) {
        Map<NodeName, Lookout> lookouts = new LinkedHashMap<>();
        for (NodeName node : run.cluster.spec().nodes()) {
            lookouts.put(node, Lookout.open("patroni-" + node, PERIOD, recorder, clock));
        }
        Lookout store = Lookout.open("memory-watch", PERIOD, recorder, clock);
        Lookout engine = Lookout.open("engine", EngineWatch.PERIOD, recorder, clock);
        Look look = new Look(lookouts, store);
        look.at(clock.nanos());
        EngineWatch asked =
                new EngineWatch(run.cluster, run.cluster.spec().hosts().get(0).name(), engine, clock);
        ManualTime.Running looking = run.time.every(PERIOD, look::at);
        ManualTime.Running asking = run.time.every(EngineWatch.PERIOD, now -> asked.once());
        return () -> {
            looking.close();
            asking.close();
            lookouts.values().forEach(Lookout::close);
            store.close();
            engine.close();
        };
    }

    private final class Look {
        private final Map<NodeName, Lookout> lookouts;
        private final Lookout store;
        private final Map<NodeName, Optional<PatroniStatus>> last = new HashMap<>();
        private Optional<NodeName> holder = Optional.empty();

        Look(Map<NodeName, Lookout> lookouts, Lookout store) {
            this.lookouts = lookouts;
            this.store = store;
        }

        void at(long now) {
            for (NodeName node : run.cluster.spec().nodes()) {
                Recorder recorder = lookouts.get(node);
                Optional<PatroniStatus> status = status(node);
                if (!status.equals(last.put(node, status))) {
                    recorder.record(status.map(said -> new PatroniSeen(
                                    now, node, said.state(), said.role(), said.timeline(), said.lsn(), said.standbys()))
                            .orElseGet(() ->
                                    new PatroniSeen(now, node, PatroniState.UNREACHABLE, null, null, null, List.of())));
                }
            }
            lookouts.values().forEach(Lookout::looked);
            store.looked();
            Optional<NodeName> holds = run.kept().holder();
            if (!holds.equals(holder)) {
                holder = holds;
                store.record(new LeaderSeen(now, holds.orElse(null), run.kept().position()));
            }
        }

        private Optional<PatroniStatus> status(NodeName node) {
            try {
                return Optional.of(run.pages.patroni(node));
            } catch (IOException silent) {
                return Optional.empty();
            }
        }
    }
}
