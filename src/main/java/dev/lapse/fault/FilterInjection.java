package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Packet filters on one host or several that belong to one fault. The evidence: connects that should meet the filters,
 * and what the filters counted.
 */
final class FilterInjection implements Injection {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    /** Each takes half a second when it meets silence. */
    private static final int KNOCKS = 9;

    private final Peers peers;
    private final List<PacketFilter> filters;
    private final List<PeerQuestion> knocks;
    private final FilterProof proof;
    private boolean injected;

    /** What has to be seen on every filter, and of every knock. */
    interface FilterProof {
        boolean shows(Counts counts);

        /** Makes traffic, beside the knocks. */
        default void stir() {}

        /** Whether a connect gets through while the fault is there. */
        default boolean expectsSilence() {
            return true;
        }
    }

    /** @param filters ready, not inserted; closed with this injection */
    FilterInjection(Access access, List<PacketFilter> filters, List<PeerQuestion> knocks, FilterProof proof) {
        this.peers = new Peers(access);
        this.filters = filters;
        this.knocks = knocks;
        this.proof = proof;
    }

    /** All of them, or where that would take too long the first of each host that knocks. */
    static List<PeerQuestion> some(List<PeerQuestion> knocks) {
        Set<NodeName> knocking = new HashSet<>();
        return knocks.size() <= KNOCKS
                ? knocks
                : knocks.stream().filter(knock -> knocking.add(knock.from())).toList();
    }

    @Override
    public void inject() {
        injected = true;
        filters.forEach(PacketFilter::insert);
    }

    @Override
    public Evidence prove() {
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        for (PeerQuestion knock : knocks) {
            PeerAnswer answer = peers.ask(knock);
            proves &= !proof.expectsSilence() || !answer.passes();
            seen.add(answer.text());
        }
        proof.stir();
        for (PacketFilter filter : filters) {
            Counts counts = filter.counts();
            proves &= proof.shows(counts);
            seen.add("packets of " + filter.host() + " " + counts.text());
        }
        return new Evidence(proves, String.join("; ", seen));
    }

    @Override
    public void heal() {
        if (injected) {
            FirstError errors = new FirstError();
            filters.forEach(filter -> errors.keep(filter::remove));
            errors.rethrow();
            injected = false;
        }
    }

    @Override
    public Evidence proveHealed() {
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        long end = System.nanoTime() + HEALED_WITHIN.toNanos();
        for (PeerQuestion knock : knocks) {
            PeerAnswer answer =
                    peers.await(knock, FilterInjection::isHealed, Duration.ofNanos(end - System.nanoTime()));
            proves &= isHealed(answer);
            seen.add(answer.text());
        }
        for (PacketFilter filter : filters) {
            boolean gone = filter.isGone();
            proves &= gone;
            seen.add("filter of " + filter.host() + (gone ? " gone" : " still there"));
        }
        return new Evidence(proves, String.join("; ", seen));
    }

    /** A host that is down cannot be asked whether packets pass; that its filter is gone can be seen. */
    private static boolean isHealed(PeerAnswer answer) {
        return answer.passes() || answer.isUnasked();
    }

    @Override
    public void close() {
        injected = false;
        FirstError errors = new FirstError();
        filters.forEach(filter -> errors.keep(filter::close));
        errors.rethrow();
    }
}
