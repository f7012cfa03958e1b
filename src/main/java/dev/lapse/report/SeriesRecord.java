package dev.lapse.report;

import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A series of runs, as far as it came.
 *
 * @param profile that was asked for
 * @param planned in the order in which they run
 * @param runs those that took place: the first of the planned ones
 * @param endedEarly why there are fewer, or why the last one is not whole
 */
public record SeriesRecord(
        Instant startedAt,
        Duration duration,
        String profile,
        List<PlannedRun> planned,
        List<Run> runs,
        Optional<String> endedEarly) {
    /** @throws IllegalArgumentException when more took place than were planned */
    public SeriesRecord {
        planned = List.copyOf(planned);
        runs = List.copyOf(runs);
        if (runs.size() > planned.size()) {
            throw new IllegalArgumentException("runs must be <= planned, was " + runs.size() + " > " + planned.size());
        }
    }

    /**
     * What runs are told apart by: a scenario, and the settings that a matrix lays over it.
     *
     * @param set {@code patroni.ttl=20s}, one for each list of the matrix; empty without a matrix
     */
    public record Variant(String scenario, List<String> set) {
        public Variant {
            set = List.copyOf(set);
        }

        /** {@code primary-network-loss [patroni.ttl=20s haproxy.inter=1s]}. */
        public String name() {
            return set.isEmpty() ? scenario : scenario + " [" + String.join(" ", set) + "]";
        }
    }

    /**
     * A run that is to take place.
     *
     * @param number from 1, among those of its variant
     * @param of how many its variant has
     * @param before so often it was done before, and missed the phase of the lease that was asked for
     */
    public record PlannedRun(Variant variant, String profile, int number, int of, int before) {
        /** One that was not done before. */
        public PlannedRun(Variant variant, String profile, int number, int of) {
            this(variant, profile, number, of, 0);
        }

        /** The same, done once more. */
        public PlannedRun again() {
            return new PlannedRun(variant, profile, number, of, before + 1);
        }

        /** {@code primary-network-loss}, or {@code primary-network-loss #2, again} of several. */
        public String name() {
            return variant.name() + suffix();
        }

        /** {@code #2} of several, with a space before it, and whether it was done before. */
        String suffix() {
            return (of > 1 ? " #" + number : "")
                    + (before == 0 ? "" : before == 1 ? ", again" : ", again (" + before + ")");
        }
    }

    /**
     * A run that took place.
     *
     * @param report the folder of its report
     */
    public record Run(Judgement judgement, Path report, boolean interrupted) {}

    /** The worst of the runs; at best UNKNOWN when the series ended early. */
    public Verdict verdict() {
        return runs.stream()
                .map(run -> run.judgement().verdict())
                .reduce(isComplete() ? Verdict.PASS : Verdict.UNKNOWN, Verdict::worst);
    }

    private boolean isComplete() {
        return runs.size() == planned.size() && endedEarly.isEmpty();
    }

    /** Whether the run of this index missed its phase of the lease and was done again: it is in no number. */
    boolean isDoneAgain(int index) {
        return index + 1 < planned.size()
                && planned.get(index + 1).before() > planned.get(index).before();
    }

    /** {@code 5 of 6 runs: 4 PASS, 1 FAIL; 1 of them was run again, since it missed the phase of the lease}. */
    public String counts() {
        List<Verdict> verdicts =
                runs.stream().map(run -> run.judgement().verdict()).toList();
        long again = IntStream.range(0, runs.size()).filter(this::isDoneAgain).count();
        return runs.size() + " of " + planned.size() + " runs"
                + (verdicts.isEmpty() ? "" : ": " + VerdictCount.of(verdicts))
                + (again == 0
                        ? ""
                        : "; " + again + " of them " + (again == 1 ? "was" : "were")
                                + " run again, since the phase of the lease was missed");
    }

    /** Why a planned run did not take place. */
    String notRun() {
        return "not run" + endedEarly.map(why -> ": " + why).orElse("");
    }

    /** The runs of each variant that ran, without those that were done again. */
    Map<Variant, List<Run>> byVariant() {
        Map<Variant, List<Run>> variants = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            List<Run> own = variants.computeIfAbsent(planned.get(i).variant(), variant -> new ArrayList<>());
            if (!isDoneAgain(i)) {
                own.add(runs.get(i));
            }
        }
        return variants;
    }

    /** The numbers of each variant that ran. */
    Map<Variant, RepeatNumbers> numbers() {
        Map<Variant, RepeatNumbers> numbers = new LinkedHashMap<>();
        byVariant().forEach((variant, own) -> numbers.put(variant, RepeatNumbers.of(own)));
        return numbers;
    }
}
