package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.List;

/** What a write lane's table holds on the surviving primary after the run: the ledger's truth. */
public record FinalRead(long atNanos, NodeName node, Timeline timeline, LaneName lane, List<SeqRange> present)
        implements Event {}
