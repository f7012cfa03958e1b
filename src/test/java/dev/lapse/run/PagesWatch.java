package dev.lapse.run;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.Recorder;
import dev.lapse.observe.EngineWatch;
import dev.lapse.observe.Observers;
import dev.lapse.observe.PatroniStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches the status pages and the leader lock of a fake cluster, in the run's own time. */
record PagesWatch(FakeRun run) implements Observers {
    private static final Duration PERIOD = Duration.ofMillis(250);

    @Override
    public Watching start(Recorder recorder, NanoClock clock) {
        run.cluster
                .spec()
                .nodes()
                .forEach(node ->
                        recorder.record(new ObserverOpened(clock.nanos(), "patroni-" + node, PERIOD.toNanos())));
        Look look = new Look(recorder);
        look.at(clock.nanos());
        EngineWatch engine =
                new EngineWatch(run.cluster, run.cluster.spec().hosts().get(0).name(), recorder, clock);
        ManualTime.Running looking = run.time.every(PERIOD, look::at);
        ManualTime.Running asking = run.time.every(EngineWatch.PERIOD, now -> engine.once());
        return () -> {
            looking.close();
            asking.close();
        };
    }

    private final class Look {
        private final Recorder recorder;
        private final Map<NodeName, Optional<PatroniStatus>> last = new HashMap<>();
        private Optional<NodeName> holder = Optional.empty();

        Look(Recorder recorder) {
            this.recorder = recorder;
        }

        void at(long now) {
            for (NodeName node : run.cluster.spec().nodes()) {
                Optional<PatroniStatus> status = status(node);
                if (!status.equals(last.put(node, status))) {
                    recorder.record(status.map(said -> new PatroniSeen(
                                    now, node, said.state(), said.role(), said.timeline(), said.lsn(), said.standbys()))
                            .orElseGet(() ->
                                    new PatroniSeen(now, node, PatroniState.UNREACHABLE, null, null, null, List.of())));
                }
            }
            Optional<NodeName> holds = run.kept().holder();
            if (!holds.equals(holder)) {
                holder = holds;
                recorder.record(
                        new LeaderSeen(now, holds.orElse(null), run.kept().position()));
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
