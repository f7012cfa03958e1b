package dev.lapse.oracle;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Faults that are injected at once, of which one harms a client that writes and the others alone would not. What one of
 * these does to what the harm's formula is made of: a new leader of the store arms every lease anew ({@code
 * lessor.Promote}); a node that is silent is asked in the race, and in failsafe_mode, and a stop in order waits for its
 * walsender; a paused Patroni neither demotes nor starts nor takes over.
 */
record Interplay(Configuration configuration, List<Incident> together) {
    private static final Set<Term> OF_NODES = EnumSet.of(Term.QUICK_RACE, Term.DEMOTE, Term.STOP);

    /**
     * Why what one does alone does not hold; empty: it does.
     *
     * @param each what each does alone, with a formula
     */
    Optional<String> unsaid(List<Prediction> each) {
        Optional<Incident> silent = together.stream().filter(this::silencesNode).findFirst();
        if (configuration.spec().failsafe()
                && silent.isPresent()
                && together.stream().anyMatch(this::takesStore)) {
            return Optional.of("failsafe_mode wants an answer of every member, and after " + text(silent.get())
                    + " one may give none");
        }
        for (int i = 0; i < together.size(); i++) {
            Formula formula = each.get(i).formula().orElseThrow();
            for (int other = 0; other < together.size() && !formula.total().isNone(); other++) {
                Optional<String> why = other == i ? Optional.empty() : changed(formula, together.get(other));
                if (why.isPresent()) {
                    return why;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> changed(Formula formula, Incident other) {
        Set<Term> terms = formula.terms();
        boolean anew = terms.contains(Term.REARM) && configuration.sinceRearm().isEmpty();
        if (other.fault() == FaultName.PATRONI_PAUSE) {
            return Optional.of("a paused Patroni leaves all as it is");
        }
        if ((terms.contains(Term.LEASE) && !anew || terms.contains(Term.RELEASE)) && mayElect(other)) {
            return Optional.of("after " + text(other) + " the store may have a new leader, which arms the leases anew");
        }
        return !Collections.disjoint(terms, OF_NODES) && silencesNode(other)
                ? Optional.of(
                        "a node that is silent after " + text(other) + " may be waited for, which is not modelled")
                : Optional.empty();
    }

    private static String text(Incident incident) {
        return incident.fault() + " of " + incident.target();
    }

    /** Whether the primary may be without the store. */
    private boolean takesStore(Incident incident) {
        return switch (incident.fault()) {
            case QUORUM_LOSS, PARTITION -> true;
            case LINK_LOSS, RESET, TIMEOUT, STALL, REFUSE, BLACKHOLE ->
                incident.target().name().equals("primary-etcd");
            default -> false;
        };
    }

    /** Whether a node that is not the primary may answer nobody, or not the primary. */
    private boolean silencesNode(Incident incident) {
        boolean ends = incident.fault() == FaultName.FREEZE
                || incident.fault() == FaultName.KILL && !incident.isRestarted() && incident.isOf("patroni");
        return switch (incident.fault()) {
            case CRASH, STOP, POWER_LOSS, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS -> mayHit(incident, nodes());
            case FREEZE, KILL ->
                ends && (incident.isOf("patroni") || incident.isOf("postgres")) && mayHit(incident, nodes());
            case LINK_LOSS, TIMEOUT, STALL, BLACKHOLE ->
                isBetweenNodes(incident.target().name());
            default -> false;
        };
    }

    private List<NodeName> nodes() {
        return configuration.spec().nodes();
    }

    private static boolean isBetweenNodes(String link) {
        return link.contains("replica") && !link.endsWith("-etcd") && !link.matches("(haproxy|client|pooler)-.*");
    }

    /** Whether the store may have another leader soon. */
    private boolean mayElect(Incident incident) {
        return switch (incident.fault()) {
            case MOVE_LEADER, QUORUM_LOSS, PARTITION -> true;
            case CRASH, STOP, POWER_LOSS, PAUSE, NETWORK_LOSS, ONE_WAY_LOSS, ETCD_MEMBER_LOSS -> mayHitLeader(incident);
            case FREEZE, KILL -> incident.isOf(ComponentName.ETCD.toString()) && mayHitLeader(incident);
            default -> false;
        };
    }

    private boolean mayHitLeader(Incident incident) {
        return mayHit(
                incident, incident.who(Target.Kind.ETCD_LEADER).map(List::of).orElse(configuration.members()));
    }

    private boolean mayHit(Incident incident, List<NodeName> hosts) {
        Target.Kind kind = incident.target().kind();
        if (kind == Target.Kind.HOST) {
            return hosts.contains(new NodeName(incident.target().name()));
        }
        return incident.who(kind).map(hosts::contains).orElseGet(() -> switch (kind) {
            case PRIMARY, REPLICA, SYNC_STANDBY, ALL_REPLICAS ->
                nodes().stream().anyMatch(hosts::contains);
            case ETCD_LEADER, ETCD_MAJORITY -> configuration.members().stream().anyMatch(hosts::contains);
            case VIP_HOLDER -> configuration.spec().addressHolders().stream().anyMatch(hosts::contains);
            case HOST, LINK, GROUPS -> false;
        });
    }
}
