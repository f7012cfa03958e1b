package dev.lapse.generate;

import dev.lapse.history.LaneName;

/** What is put into a run, at a known instant and for a known time. Instants and lengths are nanoseconds of the run. */
public sealed interface Harm {

    /** How a service is gone. */
    enum Manner {
        /** Connections break and are refused, at once. */
        REFUSED,
        /** Every byte is lost: attempts end by their deadline. */
        SILENT
    }

    /** By what two nodes are seen to be writable. */
    enum Witness {
        /** The old primary goes on to say so to its state lane. */
        STATE,
        /** The last write lane stays with the old primary after the new one has acknowledged writes. */
        WRITE,
        /** The last write lane stays with the old primary, while the new one only says that it is writable. */
        MIXED
    }

    /** A lane gets no answer from here on for so long. */
    record Outage(LaneName lane, long atNanos, long nanos, Manner manner) implements Harm {}

    /** In an outage of the lane, the attempt that is due here, or next, is answered. */
    record LuckyOk(LaneName lane, long atNanos) implements Harm {}

    /** That share of a lane's attempts is refused, the first and the last one of the time among them. */
    record Degraded(LaneName lane, long atNanos, long nanos, double share) implements Harm {}

    /** Every other stretch of that length a client's writes are refused, from the end of the first step on. */
    record Bursts(long nanos) implements Harm {}

    /** A lane's attempts are invoked that late. */
    record Lateness(LaneName lane, long atNanos, long nanos, long lateNanos) implements Harm {}

    /** A read lane sees for so long what was there at that instant. */
    record Staleness(LaneName lane, long atNanos, long nanos) implements Harm {}

    /** The read that is due here, or next, sees so many rows less than were there. */
    record BackwardRead(LaneName lane, long atNanos, long rows) implements Harm {}

    /** The final read does not hold this row. */
    record LostRow(LaneName lane, long seq) implements Harm {}

    /** Of a lost network of the primary: two nodes are writable for so long, from the promotion of the new one. */
    record DualWindow(Witness witness, long nanos) implements Harm {}

    /** The old primary does not come back, so the cluster is not steady by the deadline of settle. */
    record StaysAway() implements Harm {}
}
