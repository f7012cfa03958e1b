package dev.lapse.hand;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Timeline;
import dev.lapse.cluster.TimelineHistory;
import dev.lapse.component.Patroni;
import dev.lapse.report.StatusTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Asks the nodes from where a timeline comes; an answer does not change and is kept. Any thread. */
final class TimelineQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<Timeline, TimelineHistory> known = new ConcurrentHashMap<>();

    /** @param newest the primary whose history tells it, and its timeline; its replicas have the same file */
    Optional<TimelineHistory> ask(Access access, StatusTable.NewestPrimary newest) {
        TimelineHistory before = known.get(newest.timeline());
        if (before != null) {
            return Optional.of(before);
        }
        Optional<TimelineHistory> answer = Stream.concat(
                        Stream.of(newest.node()), access.cluster().spec().nodes().stream())
                .distinct()
                .flatMap(node -> ask(access.shell(), node, newest.timeline()).stream())
                .findFirst();
        answer.ifPresent(history -> known.put(newest.timeline(), history));
        return answer;
    }

    private static Optional<TimelineHistory> ask(Shell shell, NodeName node, Timeline timeline) {
        try {
            Shell.Result file = shell.run(node, PATIENCE, Patroni.showHistory(timeline));
            return file.succeeded() ? Optional.of(TimelineHistory.parse(timeline, file.stdout())) : Optional.empty();
        } catch (LapseException down) {
            return Optional.empty();
        }
    }
}
