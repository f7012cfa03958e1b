package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.Outcome;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.SyncSeen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the picture that are in one state at a time: the lock and the sync standbys of the cluster, the members
 * of the store, who carries the virtual address, and of each node its Patroni, whether it says that it is writable, its
 * pooler and what the balancers think of it. One thread.
 */
final class PictureBands {
    /** Server errors with which a server that is there says that it takes no connection now. */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

    /** keepalived says so when it starts, whether or not it carried the address before. */
    private static final String STARTS = "(init)";

    private static final String CLUSTER = "0";
    private static final String STORE = "1store";
    private static final String ADDRESS = "2virtual address";
    private static final String NODE = "3";

    private final Map<String, Band> bands = new TreeMap<>();
    private final List<LogSeen> addressMoves = new ArrayList<>();
    private final Map<NodeName, Boolean> carriedAtFirst = new TreeMap<>();
    private final Set<NodeName> balancers = new TreeSet<>();
    private final StoreQuorum quorum = new StoreQuorum();
    private @Nullable LeaderSeen lock;
    private boolean hasAddress;

    /** Of the lane that asks this node whether it is writable. */
    void asks(NodeName node, long atNanos) {
        writable(node.value()).enter(atNanos, Band.Tone.UNSEEN, "not asked yet");
    }

    void asked(String node, Attempt attempt) {
        Band band = writable(node);
        String state = attempt.sqlState();
        if (attempt.outcome() == Outcome.OK && attempt.writable() != null) {
            String timeline = attempt.timeline() == null ? "" : ", timeline " + attempt.timeline();
            band.enter(
                    attempt.completedNanos(),
                    attempt.writable() ? Band.Tone.PRIMARY : Band.Tone.REPLICA,
                    (attempt.writable() ? "writable" : "read-only") + timeline);
        } else if (state != null && NOT_NOW.contains(state)) {
            band.enter(attempt.completedNanos(), Band.Tone.CHANGING, "answers: not now (" + state + ")");
        } else {
            band.enter(
                    attempt.invokedNanos(),
                    Band.Tone.UNSEEN,
                    attempt.outcome() == Outcome.NOT_SENT ? "not asked" : "no answer");
        }
    }

    private Band writable(String node) {
        return band(NODE + node, "2 writable?");
    }

    /** @return the state in words */
    String patroni(PatroniSeen seen) {
        String role = seen.role() == null ? "" : seen.role() + ", ";
        String timeline = seen.timeline() == null ? "" : ", timeline " + seen.timeline();
        Band.Tone tone = switch (seen.state().kind()) {
            case RUNNING, STREAMING -> running(seen.role());
            case UNREACHABLE -> Band.Tone.UNSEEN;
            case STOPPED, CRASHED, STOP_FAILED, START_FAILED -> Band.Tone.DOWN;
            case OTHER -> Band.Tone.CHANGING;
        };
        String text = role + seen.state() + timeline;
        band(NODE + seen.node(), "1 Patroni").enter(seen.atNanos(), tone, text);
        return text;
    }

    private static Band.Tone running(@Nullable PatroniRole role) {
        if (role == null) {
            return Band.Tone.CHANGING;
        }
        return switch (role) {
            case PRIMARY, STANDBY_LEADER -> Band.Tone.PRIMARY;
            case REPLICA -> Band.Tone.REPLICA;
        };
    }

    /** @return the state in words */
    String leader(LeaderSeen seen) {
        lock = seen;
        showLock(seen.atNanos());
        return holder(seen);
    }

    private static String holder(LeaderSeen seen) {
        return seen.holder() == null ? "free" : seen.holder().value();
    }

    /** While no member of the store has a leader, nobody can read or write the lock: it stays as it is until then. */
    private void showLock(long atNanos) {
        LeaderSeen last = lock;
        if (last == null) {
            return;
        }
        Band band = band(CLUSTER, "leader lock");
        if (quorum.isGone()) {
            band.enter(atNanos, Band.Tone.UNSEEN, "not known, the store has no quorum; last: " + holder(last));
        } else {
            band.enter(atNanos, last.holder() == null ? Band.Tone.DOWN : Band.Tone.NODE, holder(last));
        }
    }

    /** @return the state in words */
    String sync(SyncSeen seen) {
        String names =
                String.join(", ", seen.standbys().stream().map(NodeName::value).toList());
        String text = names.isEmpty() ? "none" : names;
        band(CLUSTER, "sync standby").enter(seen.atNanos(), names.isEmpty() ? Band.Tone.DOWN : Band.Tone.REPLICA, text);
        return text;
    }

    /** @return the state in words */
    String store(StoreSeen seen) {
        quorum.take(seen);
        showLock(seen.atNanos());
        Band band = band(STORE, seen.member().value());
        if (!seen.answers()) {
            band.enter(seen.atNanos(), Band.Tone.UNSEEN, "no answer");
            return "no answer";
        }
        NodeName leader = seen.leader();
        boolean leads = seen.member().equals(leader);
        String text = (leader == null ? "answers, knows no leader" : leads ? "leads" : "follows " + leader) + ", term "
                + seen.term();
        band.enter(
                seen.atNanos(),
                leader == null ? Band.Tone.CHANGING : leads ? Band.Tone.PRIMARY : Band.Tone.REPLICA,
                text);
        return text;
    }

    /** @return the state in words */
    String haproxy(HaproxySeen seen) {
        balancers.add(seen.balancer());
        String text = seen.check().isBlank() ? seen.status() : seen.status() + " (" + seen.check() + ")";
        band(NODE + seen.server(), "4 " + seen.balancer() + " " + seen.proxy())
                .enter(seen.atNanos(), server(seen.status()), text);
        return text;
    }

    /** {@code UP 2/3} is on its way down and {@code DOWN 1/2} on its way up. */
    private static Band.Tone server(String status) {
        if (status.matches("(UP|DOWN) .*")) {
            return Band.Tone.CHANGING;
        }
        return switch (status) {
            case "UP", "OPEN", "no check" -> Band.Tone.UP;
            case "UNREACHABLE" -> Band.Tone.UNSEEN;
            default -> Band.Tone.DOWN;
        };
    }

    void pooler(PoolerSeen seen) {
        band(NODE + seen.node(), "3 pooler")
                .enter(
                        seen.atNanos(),
                        seen.up() ? Band.Tone.UP : Band.Tone.DOWN,
                        seen.up() ? "answers new connections" : "does not answer new connections");
    }

    /** Lines of logs come late, so they wait until {@link #writeTo}. */
    void logged(LogSeen seen) {
        if (seen.fact() == LoggedFact.VIP_TAKEN || seen.fact() == LoggedFact.VIP_LEFT) {
            addressMoves.add(seen);
        }
    }

    void looked(AddressSeen seen) {
        carriedAtFirst.put(seen.host(), seen.carried());
    }

    void ready(ClusterReady ready) {
        hasAddress |= ready.hasAddress();
    }

    /** In older histories what was before the first line of a host follows from it, unless it is of its start. */
    private void addresses(long beginNanos) {
        carriedAtFirst.forEach((host, it) -> carries(host, beginNanos, it));
        addressMoves.sort(Comparator.comparingLong(LogSeen::atNanos));
        if (hasAddress) {
            balancers.stream()
                    .filter(host -> !carriedAtFirst.containsKey(host)
                            && addressMoves.stream()
                                    .noneMatch(move -> move.host().equals(host)))
                    .forEach(host -> address(host).enter(beginNanos, Band.Tone.UNSEEN, "no change was logged"));
        }
        addressMoves.forEach(move -> {
            boolean first = !bands.containsKey(key(ADDRESS, move.host().value()));
            boolean taken = move.fact() == LoggedFact.VIP_TAKEN;
            if (first && move.atNanos() > beginNanos) {
                carries(move.host(), beginNanos, !taken && !move.line().contains(STARTS));
            }
            carries(move.host(), move.atNanos(), taken);
        });
    }

    private void carries(NodeName host, long fromNanos, boolean it) {
        address(host)
                .enter(
                        fromNanos,
                        it ? Band.Tone.PRIMARY : Band.Tone.DOWN,
                        it ? "carries the address" : "does not carry it");
    }

    private Band address(NodeName host) {
        return band(ADDRESS, host.value());
    }

    private static String key(String group, String label) {
        return group + "\u0000" + label;
    }

    /** Bands are in the order of their group and then their label; the digits that order them are not shown. */
    private Band band(String group, String label) {
        return bands.computeIfAbsent(
                key(group, label), key -> new Band(group.substring(1), label.replaceFirst("^\\d ", "")));
    }

    /** @param beginNanos where the picture begins */
    void writeTo(JsonGenerator json, long beginNanos) throws IOException {
        addresses(beginNanos);
        json.writeArrayFieldStart("bands");
        for (Band band : bands.values()) {
            band.writeTo(json);
        }
        json.writeEndArray();
    }
}
