package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node seen writable, at some instant from the invocation of an attempt to its completion: a state lane that was told
 * so, or a write that the node acknowledged.
 *
 * @param direct whether a direct lane saw it; else it was a client's write that says who took it
 */
record WritableSighting(NodeName node, boolean direct, long invokedNanos, long completedNanos) {

    /** In order of completion. */
    static List<WritableSighting> of(RunLog run) {
        return run.lanes().stream()
                .flatMap(WritableSighting::of)
                .sorted(Comparator.comparingLong(WritableSighting::completedNanos))
                .toList();
    }

    private static Stream<WritableSighting> of(LaneLog log) {
        return log.ok().filter(sample -> says(log, sample)).flatMap(sample -> {
            NodeName node = log.isDirect() ? log.lane().node() : sample.node();
            return Stream.ofNullable(node)
                    .map(seen ->
                            new WritableSighting(seen, log.isDirect(), sample.invokedNanos(), sample.completedNanos()));
        });
    }

    /** What direct lanes learnt to the contrary: at some instant of each of these no write to the node was possible. */
    static List<Sample> denials(RunLog run, NodeName node) {
        return run.lanes().stream()
                .filter(log -> log.isDirect() && node.equals(log.lane().node()))
                .flatMap(log -> log.samples().stream().filter(sample -> sample.answered() && !says(log, sample)))
                .toList();
    }

    private static boolean says(LaneLog log, Sample sample) {
        LaneKind kind = log.lane().kind();
        return sample.isOk() && (kind == LaneKind.STATE ? sample.writable() : kind == LaneKind.WRITE);
    }
}
