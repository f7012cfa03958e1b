package dev.lapse.explain;

import dev.lapse.history.Event;
import java.util.List;

/**
 * What is known of a run before its outages are explained.
 *
 * @param frame all events that are no attempts, in order of time
 * @param writable when which node took writes, in the order in which that began
 * @param answering when which node answered its direct lane, in the same order
 * @param outages of the client lanes
 */
public record Observed(List<Event> frame, List<NodeSpan> writable, List<NodeSpan> answering, List<LaneOutage> outages) {
    public Observed {
        frame = List.copyOf(frame);
        writable = List.copyOf(writable);
        answering = List.copyOf(answering);
        outages = List.copyOf(outages);
    }
}
