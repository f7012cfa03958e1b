package dev.lapse.oracle;

import java.util.Optional;

/**
 * What the formulas are made of, and what an experiment said of it. {@code lapse bench oracle} makes the experiments,
 * on real clusters; a term that none has confirmed is a hypothesis. Confirmed means: every run lay within what is
 * predicted, or the fitted slope is the predicted one and no other.
 */
public enum Term {
    /**
     * From the fault to the free lock: ttl - time since the last renewal + up to 0.5 s. Crashes over the phase of
     * the lease, ttl 20 s, 12 runs: slope of the detection -1.03 +- 0.14, of the outage -1.06 +- 0.33, all within.
     */
    LEASE("the lease", "crash-phase, 2026-11-29: slope -1.03 +- 0.14, 12 of 12 within"),
    /** A new leader of the store grants the lease anew. */
    REARM("a lease that is granted anew"),
    /** The race when the old primary's REST answers or refuses. In 12 switchovers 0.12 to 0.24 s. */
    QUICK_RACE("the race against an old primary that answers", "balancer, 2026-11-29: 0.12 to 0.24 s, 12 of 12 within"),
    /** The race when the old primary's REST is silent. In the same runs 2.10 to 2.13 s. */
    SLOW_RACE(
            "the race against an old primary that is silent",
            "crash-phase, 2026-11-29: 2.10 to 2.13 s, 12 of 12 within"),
    /** From the lock to a writable node, of an idle database. In the same runs 0.08 to 0.23 s. */
    PROMOTE("the promotion", "crash-phase, 2026-11-29: 0.08 to 0.23 s, 12 of 12 within"),
    /**
     * From the lock until the balancer has the new primary up. In switchovers with inter 1 s the route took 3.37 to
     * 3.75 s with rise 4, fall 2, of 1.85 to 4.10.
     */
    RISE("HAProxy's rise of the new server", "balancer, 2026-11-29: rise 1 and 4, all within"),
    /**
     * Until the balancer has a server down that refuses or answers 503. In switchovers with rise 1 the route took
     * 0.68 to 1.27 s with inter 1 s, fall 2 (predicted: up to 1.85), 2.57 to 3.02 with fall 4 (1.75 to 3.85), and
     * 2.71 to 5.14 with inter 3 s, fall 2 (1.75 to 5.85); 3 runs each.
     */
    FALL("HAProxy's fall of a server that refuses", "balancer, 2026-11-29: inter 1 and 3 s, fall 2 and 4, all within"),
    /** The same of a server that is silent. */
    SILENT_FALL("HAProxy's fall of a server that is silent"),
    /** The same of a server that accepts and does not answer. */
    HUNG_FALL("HAProxy's fall of a server that hangs"),
    /** How long a primary without the store serves. */
    DEMOTE("the demotion"),
    /**
     * The stop in order that comes before a handover, with Patroni's sleep of 1 s. In 12 switchovers 1.08 to 1.24 s;
     * the least was corrected by them from 1.1 to 1.05 s.
     */
    STOP("the stop in order", "balancer, 2026-11-29: 1.08 to 1.24 s, idle database"),
    /** A stop in order waits for replicas that are silently gone, up to wal_sender_timeout. */
    WAL_SENDERS("the wait for silent replicas"),
    /** From the heal to a leader of the store, where its members answer at once. */
    QUORUM("the store's election"),
    /** The same after a silent cut: TCP's next retransmission comes on top. */
    RETRANSMISSION("TCP's retransmission"),
    /** How long commits wait for a standby that is gone. */
    RELEASE("the release of commits"),
    /** PostgreSQL starts again where it was. */
    START("the start in place"),
    /** How long Patroni takes to start and to say that it leads. */
    PATRONI_START("the start of Patroni"),
    /** A pooler or balancer that was killed is started again by its supervisor. */
    SUPERVISOR("the start by the supervisor"),
    /** A pooler that failed to connect waits before it tries again. */
    POOLER_RETRY("the pooler's retry"),
    /** keepalived moves the virtual address. */
    ADDRESS("the move of the virtual address");

    private final String text;
    private final String confirmedBy;

    /** A hypothesis. */
    Term(String text) {
        this(text, "");
    }

    Term(String text, String confirmedBy) {
        this.text = text;
        this.confirmedBy = confirmedBy;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** The experiment that confirmed it, with its date and figures; empty: it is a hypothesis. */
    public Optional<String> confirmedBy() {
        return Optional.of(confirmedBy).filter(by -> !by.isEmpty());
    }
}
