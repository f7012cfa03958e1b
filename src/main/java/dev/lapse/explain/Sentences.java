package dev.lapse.explain;

import dev.lapse.oracle.Counterfactual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An outage in plain English: how long it was and of what, and what the configuration predicts.
 *
 * <p>Lengths of phases add up to the length of the outage as it is printed: each end is rounded, and not each length. A
 * phase that is shorter than that is left out. Where a length is known to no better than {@value #COARSE_MILLIS} ms,
 * both its ends are said.
 */
final class Sentences {
    static final String NO_FORMULA = "No formula predicts it.";
    static final String NOT_THE_LONGEST = "Of this lane's outages in this step only the longest is predicted.";

    private static final int COARSE_MILLIS = 200;
    private static final long COARSE_NANOS = COARSE_MILLIS * 1_000_000L;
    private static final int MOST_PHASES = 2;

    private final Explained explained;
    private final LaneOutage outage;
    private final Lengths unit;

    private Sentences(Explained explained) {
        this.explained = explained;
        this.outage = explained.outage();
        this.unit = Lengths.unitOf(outage.lengthNanos());
    }

    /**
     * One sentence of what happened, one of the prediction, and one of another setting where that would have been
     * shorter at its longest; what {@code explained} has as its own is not read.
     *
     * @param unpredicted is said where nothing predicts it
     */
    static String of(Explained explained, Optional<Counterfactual> other, String unpredicted) {
        Sentences sentences = new Sentences(explained);
        return sentences.happened() + " " + sentences.predicted(unpredicted)
                + other.filter(sentences::isShorter)
                        .map(one -> " " + one.text()
                                + (one.predicted().isNone() ? "" : " " + Lengths.text(one.predicted())) + ".")
                        .orElse("");
    }

    private boolean isShorter(Counterfactual other) {
        return explained.fit() != Fit.BELOW && other.predicted().to().toNanos() < outage.lengthNanos();
    }

    private String happened() {
        String begin = PhaseWords.subject(outage.lane().kind()) + served() + " stopped for "
                + (outage.censored() ? "more than " : "") + unit.of(outage.lengthNanos())
                + PhaseWords.because(explained)
                + (outage.censored() ? ", and had not come back when the lane was closed" : "");
        List<String> parts = parts();
        return begin
                + switch (parts.size()) {
                    case 0 -> ".";
                    case 1 -> explained.kind() == OutageKind.FAILOVER ? ", all of it " + parts.get(0) + "." : ".";
                    default -> ": " + String.join(", ", parts) + ".";
                };
    }

    /** For how long the client was served after the fault, where that is no matter of milliseconds. */
    private String served() {
        return explained
                .served()
                .filter(served -> served.to().toSeconds() >= 1)
                .filter(served -> explained
                        .injection()
                        .filter(injection -> injection.startsWith(outage.step() + "/"))
                        .isPresent())
                .map(served -> " went on for " + Lengths.text(served) + " after the fault and then")
                .orElse("");
    }

    /** {@code 28.4 s the lease}; of one phase alone, what it was. */
    private List<String> parts() {
        List<SeenPhase> seen = explained.phases();
        long[] ends = ends(seen);
        List<String> lengths = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            SeenPhase phase = seen.get(i);
            long rounded = ends[i + 1] - ends[i];
            if (rounded > 0) {
                long before = i == 0 ? 0 : seen.get(i - 1).resolutionNanos();
                lengths.add(
                        phase.resolutionNanos() + before < COARSE_NANOS
                                ? unit.of(rounded)
                                : unit.of(
                                        Math.max(0, phase.lengthNanos() - phase.resolutionNanos()),
                                        phase.lengthNanos() + before));
                words.add(PhaseWords.of(phase, explained));
            }
        }
        if (words.size() < 2) {
            return words;
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            parts.add(lengths.get(i) + " " + words.get(i));
        }
        return parts;
    }

    private long rounded(SeenPhase phase) {
        return rounded(phase.toNanos()) - rounded(phase.fromNanos());
    }

    /**
     * The ends of the phases, from the begin of the first on, each rounded; of a phase that is too short to be written
     * both ends are the same, so that it adds nothing to what its neighbours took.
     */
    private long[] ends(List<SeenPhase> phases) {
        long[] ends = new long[phases.size() + 1];
        ends[0] = phases.isEmpty() ? 0 : rounded(phases.get(0).fromNanos());
        for (int i = 0; i < phases.size(); i++) {
            ends[i + 1] =
                    isShort(phases.get(i)) ? ends[i] : rounded(phases.get(i).toNanos());
        }
        int last = phases.size() - 1;
        while (last > 0 && isShort(phases.get(last))) {
            last--;
        }
        if (last >= 0) {
            Arrays.fill(
                    ends,
                    last + 1,
                    ends.length,
                    rounded(phases.get(phases.size() - 1).toNanos()));
        }
        return ends;
    }

    private String length(SeenPhase phase) {
        return isShort(phase) ? Lengths.unitOf(phase.lengthNanos()).of(phase.lengthNanos()) : unit.of(rounded(phase));
    }

    private boolean isShort(SeenPhase phase) {
        return phase.lengthNanos() * 2 < unit.stepNanos;
    }

    private long rounded(long atNanos) {
        return Math.round((atNanos - outage.fromNanos()) / (double) unit.stepNanos) * unit.stepNanos;
    }

    private String predicted(String unpredicted) {
        if (explained.predicted().isEmpty()) {
            return unpredicted;
        }
        return "The configuration predicts "
                + Lengths.text(explained.predicted().get())
                + explained
                        .sinceRenewal()
                        .map(since -> " for a fault " + Lengths.text(since) + " after a renewal of the lease")
                        .orElse("")
                + switch (explained.fit()) {
                    case ABOVE ->
                        "; this is " + beyond() + " more"
                                + (tooLong().isEmpty() ? ", and no phase alone is above its own" : ", in " + tooLong());
                    case BELOW -> "; this is " + beyond() + " less" + doubt();
                    case WITHIN -> tooLong().isEmpty() ? "" : "; longer only in " + tooLong();
                    case NO_FORMULA -> "";
                }
                + ".";
    }

    /** Where another node took over, the fault did bite, whatever the formula says. */
    private String doubt() {
        return switch (explained.kind()) {
            case FAILOVER, NO_QUORUM, DEMOTION, PLANNED ->
                tooShort().isEmpty() ? ", and no phase alone is below its own" : ", in " + tooShort();
            case RESTART, ROUTING, POOLER, VIP, REPLICA, CUT, UNKNOWN -> ", so the fault probably did not bite";
        };
    }

    private String beyond() {
        long beyond = explained.beyondNanos();
        if (outage.censored() || outage.resolutionNanos() < COARSE_NANOS) {
            return (outage.censored() ? "at least " : "") + unit.of(beyond);
        }
        return explained.fit() == Fit.ABOVE
                ? unit.of(Math.max(0, beyond - outage.resolutionNanos()), beyond)
                : unit.of(beyond, beyond + outage.resolutionNanos());
    }

    private String tooLong() {
        return named(explained.beyond(Fit.ABOVE));
    }

    private String tooShort() {
        return named(explained.beyond(Fit.BELOW));
    }

    /** {@code the race (4.1 s, predicted 2 to 2.3 s)}. */
    private String named(List<SeenPhase> phases) {
        return phases.stream()
                .limit(MOST_PHASES)
                .map(phase -> PhaseWords.of(phase, explained) + " (" + length(phase) + ", predicted "
                        + unit.of(phase.predicted().orElseThrow()) + ")")
                .collect(Collectors.joining(" and "));
    }
}
