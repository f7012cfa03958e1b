package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.AtOnce;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Packet filters on one host or several that belong to one fault. The evidence: connects that should meet the filters,
 * and what the filters counted.
 */
final class FilterInjection implements Injection {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    /** So many knocks that went alike are told one by one, and all that are not as they have to be. */
    private static final int SHOWN = 6;

    private static final int TIMES = 3;

    private final AtOnce atOnce;
    private final Peers peers;
    private final List<PacketFilter> filters;
    private final List<PeerQuestion> knocks;
    private final FilterProof proof;
    private boolean injected;

    /** What has to be seen on every filter, and of every knock. */
    interface FilterProof {
        boolean shows(NodeName host, Counts counts);

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
    public Optional<Runnable> rehearsal() {
        return Optional.of(() -> atOnce.run(
                filters.stream().<Runnable>map(filter -> filter::rehearse).toList()));
    }

    @Override
    public String asks() {
        return knocks.size() == 1 ? knocks.get(0).toString() : knocks.size() + " times, such as " + knocks.get(0);
    }

    @Override
    public Evidence prove() {
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        List<PeerAnswer> answers = knocked();
        if (proof.expectsSilence()) {
            proves &= answers.stream().allMatch(FilterInjection::isNoDisproof)
                    && (answers.stream().anyMatch(PeerAnswer::isCutOff)
                            || answers.stream().allMatch(PeerAnswer::isUnasked));
        }
        seen.addAll(texts(answers, answer -> !proof.expectsSilence() || isNoDisproof(answer)));
        proof.stir();
        List<Counts> counted = atOnce.all(
                filters.stream().<Supplier<Counts>>map(filter -> filter::counts).toList());
        for (int i = 0; i < filters.size(); i++) {
            proves &= proof.shows(filters.get(i).host(), counted.get(i));
            seen.add(
                    "packets of " + filters.get(i).host() + " " + counted.get(i).text());
        }
        return new Evidence(proves, String.join("; ", seen));
    }

    /** What tells nothing, such as a script that the machine could not run, is asked again. */
    private List<PeerAnswer> knocked() {
        List<PeerAnswer> answers = new ArrayList<>(peers.ask(knocks));
        for (int again = 1; again < TIMES; again++) {
            List<Integer> unknown = IntStream.range(0, knocks.size())
                    .filter(i -> !answers.get(i).passes() && !isNoDisproof(answers.get(i)))
                    .boxed()
                    .toList();
            if (unknown.isEmpty()) {
                break;
            }
            List<PeerAnswer> next = peers.ask(unknown.stream().map(knocks::get).toList());
            IntStream.range(0, unknown.size()).forEach(i -> answers.set(unknown.get(i), next.get(i)));
        }
        return answers;
    }

    /** A host that is down cannot be asked; what its filter counted until then tells. */
    private static boolean isNoDisproof(PeerAnswer answer) {
        return answer.isCutOff() || answer.isUnasked();
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
        Map<String, Integer> alike = new LinkedHashMap<>();
        for (PeerAnswer answer : answers) {
            boolean more = asExpected.test(answer) && alike.merge(answer.words(), 1, Integer::sum) > SHOWN;
            if (!more) {
                texts.add(answer.text());
            }
        }
        alike.forEach((words, count) -> {
            if (count > SHOWN) {
                texts.add((count - SHOWN) + " more connects alike: " + words);
            }
        });
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
