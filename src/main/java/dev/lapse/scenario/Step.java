package dev.lapse.scenario;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One step of a scenario; steps run one after another. */
public sealed interface Step {
    /** What it does; also its name in scenario files. */
    default StepKind kind() {
        return StepKind.valueOf(getClass().getSimpleName().toUpperCase(Locale.ROOT));
    }

    /** What the file says, as one line of YAML: {@code hold: 60s}. */
    String text();

    /** Waits until the cluster is steady, then watches it for this long; nothing is injected if it is not. */
    record Steady(Duration duration) implements Step {
        public Steady {
            requirePositive("steady", duration);
        }

        @Override
        public String text() {
            return "steady: " + DurationText.of(duration);
        }
    }

    /**
     * Injects the faults, all at once.
     *
     * @param faults those of one name stand together, in the order in which the names first appear
     * @param jitter the injection waits for a random time in [0, jitter), taken from the run's seed; zero: none
     * @param phase the injection waits for this phase of the leader lease; not beside jitter
     */
    record Inject(List<FaultSpec> faults, Duration jitter, Optional<LeasePhase> phase) implements Step {
        public Inject {
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("inject must name at least one fault");
            }
            faults = byName(faults).values().stream().flatMap(List::stream).toList();
            if (jitter.isNegative()) {
                throw new IllegalArgumentException("jitter must be >= 0, was " + DurationText.of(jitter));
            }
            if (!jitter.isZero() && phase.isPresent()) {
                throw new IllegalArgumentException("jitter and phase exclude each other: jitter meets any phase of the"
                        + " lease, and phase a certain one");
            }
        }

        public Inject(List<FaultSpec> faults, Duration jitter) {
            this(faults, jitter, Optional.empty());
        }

        /** The same faults at this phase of the lease, whatever they waited for before. */
        public Inject at(LeasePhase other) {
            return new Inject(faults, Duration.ZERO, Optional.of(other));
        }

        private static Map<FaultName, List<FaultSpec>> byName(List<FaultSpec> faults) {
            return faults.stream()
                    .collect(Collectors.groupingBy(FaultSpec::fault, LinkedHashMap::new, Collectors.toList()));
        }

        @Override
        public String text() {
            List<String> entries = new ArrayList<>();
            byName(faults).forEach((name, specs) -> entries.add(name + ": " + aims(specs)));
            if (!jitter.isZero()) {
                entries.add("jitter: " + DurationText.of(jitter));
            }
            phase.ifPresent(asked -> entries.add("phase: " + asked));
            return "inject: {" + String.join(", ", entries) + "}";
        }

        private static String aims(List<FaultSpec> specs) {
            if (specs.size() == 1) {
                return aim(specs.get(0));
            }
            FaultSpec first = specs.get(0);
            boolean alike = specs.stream().allMatch(first::isSameButTarget)
                    && !more(first).isEmpty();
            Stream<String> each =
                    specs.stream().map(alike ? spec -> spec.target().name() : Inject::aim);
            String list = each.collect(Collectors.joining(", ", "[", "]"));
            return alike ? "{target: " + list + more(first) + "}" : list;
        }

        private static String aim(FaultSpec spec) {
            return more(spec).isEmpty()
                    ? spec.target().name()
                    : "{target: " + spec.target().name() + more(spec) + "}";
        }

        private static String more(FaultSpec spec) {
            boolean usual = spec.fault().flavours().get(0).equals(spec.flavour());
            StringBuilder more = new StringBuilder(usual ? "" : ", flavour: " + spec.flavour());
            spec.options()
                    .forEach((name, value) ->
                            more.append(", ").append(name).append(": ").append(value));
            return more.toString();
        }
    }

    /** Keeps things as they are; runs from the instant at which the injecting call returned. */
    record Hold(Duration duration) implements Step {
        public Hold {
            requirePositive("hold", duration);
        }

        @Override
        public String text() {
            return "hold: " + DurationText.of(duration);
        }
    }

    /**
     * Heals what is injected.
     *
     * @param faults names of the faults to heal; empty: all
     */
    record Heal(List<String> faults) implements Step {
        public Heal {
            faults = List.copyOf(faults);
        }

        @Override
        public String text() {
            return "heal: " + (faults.isEmpty() ? "all" : "[" + String.join(", ", faults) + "]");
        }
    }

    /** Waits until the cluster is steady again; goes on as soon as it is, and at the deadline in any case. */
    record Settle(Duration deadline) implements Step {
        public Settle {
            requirePositive("settle", deadline);
        }

        @Override
        public String text() {
            return "settle: " + DurationText.of(deadline);
        }
    }

    static Step steady(Duration duration) {
        return new Steady(duration);
    }

    static Step inject(FaultSpec... faults) {
        return new Inject(List.of(faults), Duration.ZERO);
    }

    static Step hold(Duration duration) {
        return new Hold(duration);
    }

    static Step heal(FaultName... faults) {
        return new Heal(Arrays.stream(faults).map(FaultName::text).toList());
    }

    static Step healAll() {
        return new Heal(List.of());
    }

    static Step settle(Duration deadline) {
        return new Settle(deadline);
    }

    /** The fault in its usual flavour, at this target. */
    static FaultSpec fault(FaultName name, Target target) {
        return new FaultSpec(name, name.flavours().get(0), target);
    }

    private static void requirePositive(String step, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(step + " must be > 0s, was " + DurationText.of(duration));
        }
    }
}
