package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt tells of whether a node takes writes, at some instant from its invocation to its completion.
 *
 * <p>Terms. A <i>claim</i> is an OK answer to a state lane that says writable, or an acknowledged write of any lane. A
 * <i>denial</i> is what a direct lane learnt to the contrary: at some instant of it no write to the node was possible.
 */
final class Writability {
    private Writability() {}

    /** Of whom an OK attempt tells: whose lane it is, or who answered the client; null when that is not known. */
    static @Nullable NodeName node(LaneLog log, Sample sample) {
        return log.isDirect() ? log.lane().node() : sample.node();
    }

    static boolean isClaim(LaneLog log, Sample sample) {
        LaneKind kind = log.lane().kind();
        return sample.isOk() && (kind == LaneKind.STATE ? sample.writable() : kind == LaneKind.WRITE);
    }

    static boolean isDenial(LaneLog log, Sample sample) {
        return log.isDirect() && sample.answered() && !isClaim(log, sample);
    }
}
