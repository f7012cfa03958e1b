package dev.lapse.check;

import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.explain.NodeSpan;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeSpansTest {
    private static final String STATE = "state-pg1";

    @Test
    void spanIsFromTheFirstClaimToTheDenial() {
        NodeSpans spans = spans(story().says(STATE, false, 0, 1000)
                .says(STATE, true, 1000, 2000)
                .says(STATE, false, 2000, 3000));

        assertThat(spans.writable())
                .extracting(NodeSpan::afterNanos, NodeSpan::fromNanos, NodeSpan::toNanos, NodeSpan::beforeNanos)
                .containsExactly(tuple(nanos(900), nanos(1002), nanos(1900), nanos(2002)));
        assertThat(spans.answering())
                .extracting(NodeSpan::fromNanos, NodeSpan::beforeNanos)
                .containsExactly(tuple(nanos(2), Long.MAX_VALUE));
    }

    @Test
    void newTimelineIsANewSpan() {
        NodeSpans spans = spans(story().wal(STATE, 0, 1, 100, true).wal(STATE, 100, 2, 200, true));

        assertThat(spans.writable())
                .extracting(NodeSpan::timeline, NodeSpan::afterNanos, NodeSpan::beforeNanos)
                .containsExactly(tuple(1, Long.MIN_VALUE, nanos(102)), tuple(2, nanos(0), Long.MAX_VALUE));
    }

    @Test
    void silenceEndsNoWritableSpanButAnAnsweringOne() {
        NodeSpans spans =
                spans(story().wal(STATE, 0, 1, 100, true).hung(STATE, 100, 200).wal(STATE, 1200, 1, 200, true));

        assertThat(spans.writable()).hasSize(1);
        assertThat(spans.answering())
                .extracting(NodeSpan::afterNanos, NodeSpan::fromNanos, NodeSpan::beforeNanos)
                .containsExactly(
                        tuple(Long.MIN_VALUE, nanos(2), nanos(1100)), tuple(nanos(100), nanos(1202), Long.MAX_VALUE));
    }

    private static Story story() {
        return Story.begin().direct(STATE, LaneKind.STATE, "pg1");
    }

    private static NodeSpans spans(Story story) {
        NodeSpans spans = new NodeSpans();
        RunLog run = story.log();
        TimeOrder.read(story.history(), run.lanes(), log -> new ArrayList<>(List.of(spans)));
        return spans;
    }
}
