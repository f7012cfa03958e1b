package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.AtOnce;
import dev.lapse.fault.PacketFilter.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Packet filters on one host or several that belong to one fault. The evidence: connects that should meet the filters,
 * and what the filters counted.
 */
final class FilterInjection implements Injection {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    /** So many knocks are told one by one, and all that are not as they have to be. */
    private static final int SHOWN = 6;

    private final AtOnce atOnce;
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
        this.atOnce = access.atOnce();
        this.peers = new Peers(access);
        this.filters = filters;
        this.knocks = knocks;
        this.proof = proof;
    }

    @Override
    public void inject() {
        injected = true;
        atOnce.run(filters.stream().<Runnable>map(filter -> filter::insert).toList());
    }

    @Override
    public String asks() {
        return knocks.size() == 1 ? knocks.get(0).toString() : knocks.size() + " times, such as " + knocks.get(0);
    }

    @Override
    public Evidence prove() {
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        List<PeerAnswer> answers = peers.ask(knocks);
        Predicate<PeerAnswer> asExpected = answer -> !proof.expectsSilence() || !answer.passes();
        proves &= answers.stream().allMatch(asExpected);
        seen.addAll(texts(answers, asExpected));
        proof.stir();
        List<Counts> counted = atOnce.all(
                filters.stream().<Supplier<Counts>>map(filter -> filter::counts).toList());
        for (int i = 0; i < filters.size(); i++) {
            proves &= proof.shows(counted.get(i));
            seen.add(
                    "packets of " + filters.get(i).host() + " " + counted.get(i).text());
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
        List<PeerAnswer> answers = peers.await(knocks, FilterInjection::isHealed, HEALED_WITHIN);
        proves &= answers.stream().allMatch(FilterInjection::isHealed);
        seen.addAll(texts(answers, FilterInjection::isHealed));
        for (PacketFilter filter : filters) {
            boolean gone = filter.isGone();
            proves &= gone;
            seen.add("filter of " + filter.host() + (gone ? " gone" : " still there"));
        }
        return new Evidence(proves, String.join("; ", seen));
    }

    private static List<String> texts(List<PeerAnswer> answers, Predicate<PeerAnswer> asExpected) {
        List<String> texts = new ArrayList<>();
        int alike = 0;
        for (PeerAnswer answer : answers) {
            alike += asExpected.test(answer) ? 1 : 0;
            if (alike <= SHOWN || !asExpected.test(answer)) {
                texts.add(answer.text());
            }
        }
        if (alike > SHOWN) {
            texts.add((alike - SHOWN) + " more connects alike");
        }
        return texts;
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
