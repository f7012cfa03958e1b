package dev.lapse.explain;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Phase;
import java.util.stream.Collectors;

/** The words of a sentence for the kinds of outages and their phases. */
final class PhaseWords {
    private PhaseWords() {}

    /** What stops in an outage of such a lane. */
    static String subject(LaneKind kind) {
        return switch (kind) {
            case WRITE -> "Writes";
            case READ -> "Reads";
            case STATE -> "Answers";
            case CALL -> "Calls";
        };
    }

    /** Why it stopped, with a space in front; of a failover nothing, since its phases say it. */
    static String because(Explained explained) {
        boolean reads = explained.outage().lane().kind() == LaneKind.READ;
        return switch (explained.kind()) {
            case FAILOVER -> "";
            case RESTART -> " while PostgreSQL or Patroni started again in place";
            case NO_QUORUM -> " because the store had no " + (has(explained, Phase.NO_QUORUM) ? "quorum" : "leader");
            case DEMOTION -> " because the primary demoted itself";
            case ROUTING -> " because the balancer sent clients to a server that could not answer";
            case POOLER -> " because the pooler was down";
            case VIP -> " because the virtual address moved";
            case REPLICA ->
                reads ? " because a replica was lost" : " because commits waited for a standby that was lost";
            case CUT -> " while the fault kept the client from its server";
            case PLANNED -> " during an action that was asked for";
            case UNKNOWN -> ", and the history does not tell why";
        };
    }

    /** Whether the way was open when the address had come to a host, as the event says. */
    private static boolean isByAddress(Explained explained) {
        return explained.kind() == OutageKind.VIP
                || explained.phases().stream()
                        .anyMatch(one ->
                                one.phase() == Phase.ROUTE && one.endedBy().startsWith(Addresses.AT));
    }

    private static boolean has(Explained explained, Phase phase) {
        return explained.phases().stream().anyMatch(one -> one.phase() == phase);
    }

    /** What a phase was spent on: {@code 28.4 s the lease}; with what was not told apart from it. */
    static String of(SeenPhase seen, Explained explained) {
        String own = of(seen.phase(), explained);
        return seen.untold().isEmpty()
                ? own
                : own + " with "
                        + seen.untold().stream()
                                .map(phase -> of(phase, explained))
                                .collect(Collectors.joining(" and "))
                        + " before it";
    }

    private static String of(Phase phase, Explained explained) {
        boolean sameHolder = explained.kind() == OutageKind.NO_QUORUM
                || explained.kind() == OutageKind.RESTART
                || explained.kind() == OutageKind.DEMOTION;
        return switch (phase) {
            case STOP -> "the shutdown";
            case DETECT -> "the lease";
            case HOLD -> "the fault until it was healed";
            case NO_QUORUM -> "the store without quorum";
            case QUORUM -> "the store's wait for a leader";
            case ELECT -> sameHolder ? "the lock" : "the race";
            case PROMOTE -> "the promotion";
            case RESTART -> "the restart";
            case RELEASE -> "the standby that commits waited for";
            case ROUTE -> isByAddress(explained) ? "the virtual address" : "the balancer";
            case RECONNECT ->
                explained.outage().lane().vantage() == Vantage.POOL ? "the pool's own wait" : "the client's reconnect";
        };
    }
}
