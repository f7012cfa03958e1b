package dev.lapse.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What keeps outages short enough.
 *
 * @param worst the longest outage as it is set now
 * @param enough what alone keeps it under the limit, at the mildest value that does
 * @param notEnough what makes it shorter, and not enough, at its strongest value
 * @param together the fewest settings at the mildest values that keep it under the limit; empty: one alone does, or
 *     nothing does
 */
public record Remedies(Duration worst, List<Choice> enough, List<Choice> notEnough, Optional<Choice> together) {
    private static final int MOST_TOGETHER = 3;

    public Remedies {
        enough = List.copyOf(enough);
        notEnough = List.copyOf(notEnough);
    }

    /**
     * Faults that are injected at once, and a client.
     *
     * @param together at least one
     */
    public record Case(List<Incident> together, Client client) {
        public Case {
            together = List.copyOf(together);
        }
    }

    /**
     * Settings, and what comes of them.
     *
     * @param settings name with its section to value, as in a file
     * @param worst the longest outage then
     * @param costs a sentence without its full stop each
     */
    public record Choice(Map<String, String> settings, Duration worst, List<String> costs) {
        public Choice {
            costs = List.copyOf(costs);
        }

        /** {@code patroni.ttl: 25s, haproxy.inter: 1s}. */
        public String text() {
            return settings.entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .collect(Collectors.joining(", "));
        }
    }

    /** How far each knob is turned: an index into its turns. */
    private record Setup(Map<Knob, Integer> turned) {
        double strength(Map<Knob, List<Knob.Turn>> turns) {
            return turned.entrySet().stream()
                    .mapToDouble(each ->
                            (each.getValue() + 1.0) / turns.get(each.getKey()).size())
                    .sum();
        }
    }

    /** @return empty where nothing predicts any of the cases */
    static Optional<Remedies> of(Oracle oracle, Configuration configuration, List<Case> cases, Duration limit) {
        return worst(oracle, cases).map(worst -> new Search(oracle, configuration, cases, limit).advice(worst));
    }

    /** The longest outage of all cases that have a formula. */
    static Optional<Duration> worst(Oracle oracle, List<Case> cases) {
        return cases.stream()
                .flatMap(each -> oracle.predict(each.together(), each.client()).formula().stream())
                .map(formula -> formula.total().to())
                .max(Comparator.naturalOrder());
    }

    private record Search(Oracle oracle, List<Case> cases, Duration limit, Map<Knob, List<Knob.Turn>> turns) {
        Search(Oracle oracle, Configuration configuration, List<Case> cases, Duration limit) {
            this(oracle, cases, limit, new EnumMap<>(Knob.class));
            for (Knob knob : Knob.values()) {
                List<Knob.Turn> of = knob.turns(configuration);
                if (!of.isEmpty()) {
                    turns.put(knob, of);
                }
            }
        }

        Remedies advice(Duration worst) {
            List<Choice> enough = new ArrayList<>();
            List<Choice> notEnough = new ArrayList<>();
            List<Knob> useful = new ArrayList<>();
            turns.forEach((knob, all) -> {
                Choice strongest = choice(new Setup(Map.of(knob, all.size() - 1)));
                if (strongest.worst().compareTo(worst) < 0) {
                    useful.add(knob);
                    mildest(knob).ifPresentOrElse(enough::add, () -> notEnough.add(strongest));
                }
            });
            boolean needed = worst.compareTo(limit) > 0 && enough.isEmpty();
            return new Remedies(worst, enough, notEnough, needed ? together(useful) : Optional.empty());
        }

        private Optional<Choice> mildest(Knob knob) {
            for (int i = 0; i < turns.get(knob).size(); i++) {
                Choice choice = choice(new Setup(Map.of(knob, i)));
                if (choice.worst().compareTo(limit) <= 0) {
                    return Optional.of(choice);
                }
            }
            return Optional.empty();
        }

        private Optional<Choice> together(List<Knob> useful) {
            for (int size = 2; size <= Math.min(MOST_TOGETHER, useful.size()); size++) {
                Optional<Choice> found = setups(useful, size).stream()
                        .sorted(Comparator.comparingDouble(setup -> setup.strength(turns)))
                        .map(this::choice)
                        .filter(choice -> choice.worst().compareTo(limit) <= 0)
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private List<Setup> setups(List<Knob> knobs, int size) {
            if (size == 0) {
                return List.of(new Setup(Map.of()));
            }
            List<Setup> setups = new ArrayList<>();
            for (int i = 0; i < knobs.size(); i++) {
                Knob knob = knobs.get(i);
                for (Setup rest : setups(knobs.subList(i + 1, knobs.size()), size - 1)) {
                    for (int turn = 0; turn < turns.get(knob).size(); turn++) {
                        Map<Knob, Integer> turned = new EnumMap<>(Knob.class);
                        turned.putAll(rest.turned());
                        turned.put(knob, turn);
                        setups.add(new Setup(turned));
                    }
                }
            }
            return setups;
        }

        private Choice choice(Setup setup) {
            Map<String, String> settings = new LinkedHashMap<>();
            List<String> costs = new ArrayList<>();
            setup.turned().forEach((knob, turn) -> {
                settings.putAll(turns.get(knob).get(turn).settings());
                costs.add(turns.get(knob).get(turn).cost());
            });
            Duration worst = worst(oracle.with(settings), cases).orElse(Duration.ZERO);
            return new Choice(settings, worst, costs);
        }
    }
}
