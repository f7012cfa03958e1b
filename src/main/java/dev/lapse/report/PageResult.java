package dev.lapse.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Degraded;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.explain.Explained;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The {@code result.json} that a page carries: the same numbers, of very long lists the longest entries only.
 * {@code left_out} in it says how many entries of which list are not there.
 */
final class PageResult {
    static final int MOST_PER_LANE = 200;
    static final int MOST_EXPLAINED = 200;

    private final ObjectNode leftOut = ResultJson.NODES.objectNode();

    private PageResult() {}

    static ObjectNode of(Judgement judgement) {
        PageResult page = new PageResult();
        ObjectNode result = ResultJson.of(judgement.with(page.cut(judgement.measurements())));
        result.set("left_out", page.leftOut);
        return result;
    }

    private Measurements cut(Measurements measured) {
        List<LaneMeasure> lanes = new ArrayList<>();
        for (LaneMeasure lane : measured.lanes()) {
            String name = lane.lane().name().value();
            lanes.add(lane.with(
                    cut(
                            "outages of " + name,
                            lane.outages(),
                            MOST_PER_LANE,
                            Comparator.comparing(Outage::censored).thenComparing(Outage::duration)),
                    cut(
                            "degraded stretches of " + name,
                            lane.degraded(),
                            MOST_PER_LANE,
                            Comparator.comparing(Degraded::share))));
        }
        return measured.with(
                lanes,
                cut(
                        "windows of dual primary",
                        measured.dualPrimary().windows(),
                        MOST_PER_LANE,
                        Comparator.comparing(DualPrimary.Window::duration)),
                cut(
                        "explained outages",
                        measured.explained(),
                        MOST_EXPLAINED,
                        Comparator.comparing((Explained one) -> one.outage().censored())
                                .thenComparing(one -> one.outage().lengthNanos())));
    }

    /** The greatest entries, in their order. */
    private <T> List<T> cut(String what, List<T> entries, int most, Comparator<T> size) {
        if (entries.size() <= most) {
            return entries;
        }
        leftOut.put(what, entries.size() - most);
        return IntStream.range(0, entries.size())
                .boxed()
                .sorted(Comparator.comparing((Integer at) -> entries.get(at), size.reversed()))
                .limit(most)
                .sorted()
                .map(entries::get)
                .toList();
    }
}
