package dev.lapse.component;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The condition of a rule, {@code if} or {@code unless} with ACLs, as far as a file alone tells it (configuration
 * manual, 7): ports that clients connect to, and how many servers live while the cluster is whole. What is not known
 * stays so through {@code !}, {@code or} and the conjunction of words.
 */
final class HaproxyCondition {
    private static final Map<String, String> OPERATORS =
            Map.of("eq", "=", "ge", ">=", "gt", ">", "le", "<=", "lt", "<");

    private final HaproxySection section;
    private final NumberRange ports;
    private final Function<String, Optional<NumberRange>> living;

    /** Numbers from the first to the last. */
    record NumberRange(int first, int last) {
        static NumberRange of(int number) {
            return new NumberRange(number, number);
        }

        boolean has(int number) {
            return first <= number && number <= last;
        }
    }

    /**
     * @param section that has the rule and its ACLs
     * @param ports those that the client may connect to
     * @param living how many servers of a section live; empty: not known
     */
    HaproxyCondition(HaproxySection section, NumberRange ports, Function<String, Optional<NumberRange>> living) {
        this.section = section;
        this.ports = ports;
        this.living = living;
    }

    /** Whether the rule of this line applies, whose condition begins at this word or later; empty: not known. */
    Optional<Boolean> applies(HaproxyLine rule, int from) {
        int condition = begin(rule, from);
        if (condition < 0) {
            return Optional.of(true);
        }
        Optional<Boolean> met = any(alternatives(rule, condition + 1).stream()
                .map(terms -> all(terms.stream().map(this::term).toList()))
                .toList());
        return rule.word(condition).equals("unless") ? met.map(is -> !is) : met;
    }

    /** Where the condition begins; -1: there is none. */
    private static int begin(HaproxyLine rule, int from) {
        return IntStream.range(from, rule.words().size())
                .filter(i -> Set.of("if", "unless").contains(rule.word(i)))
                .findFirst()
                .orElse(-1);
    }

    /** What the condition of a rule looks at, such as {@code src}, with what stands in the ACLs that it names. */
    static Set<String> criteria(HaproxySection section, HaproxyLine rule) {
        int condition = begin(rule, 1);
        return condition < 0
                ? Set.of()
                : alternatives(rule, condition + 1).stream()
                        .flatMap(List::stream)
                        .flatMap(term -> term.definitions(section).stream())
                        .map(test -> test.get(0))
                        .collect(Collectors.toSet());
    }

    /**
     * @param words of an ACL without a name, or the name alone
     */
    private record AclTerm(boolean isNegated, boolean isAnonymous, List<String> words) {
        /** Each is a criterion and its values; one of them is enough. */
        List<List<String>> definitions(HaproxySection section) {
            return isAnonymous
                    ? List.of(words)
                    : section.lines().stream()
                            .filter(line -> line.begins("acl", words.get(0))
                                    && line.words().size() > 2)
                            .map(line -> line.words().stream()
                                    .skip(2)
                                    .map(HaproxyLine.Token::value)
                                    .toList())
                            .toList();
        }
    }

    private static List<List<AclTerm>> alternatives(HaproxyLine rule, int from) {
        List<List<AclTerm>> alternatives = new ArrayList<>(List.of(new ArrayList<>()));
        boolean negated = false;
        for (int i = from; i < rule.words().size(); i++) {
            String word = rule.word(i);
            if (word.equals("or") || word.equals("||")) {
                alternatives.add(new ArrayList<>());
                continue;
            }
            while (word.startsWith("!")) {
                negated = !negated;
                word = word.substring(1);
            }
            if (word.isEmpty()) {
                continue;
            }
            List<String> words = new ArrayList<>();
            boolean anonymous = word.equals("{");
            if (anonymous) {
                while (++i < rule.words().size() && !rule.word(i).equals("}")) {
                    words.add(rule.word(i));
                }
            } else {
                words.add(word);
            }
            if (!words.isEmpty()) {
                alternatives.get(alternatives.size() - 1).add(new AclTerm(negated, anonymous, words));
            }
            negated = false;
        }
        return alternatives;
    }

    private Optional<Boolean> term(AclTerm term) {
        List<List<String>> definitions = term.definitions(section);
        Optional<Boolean> met = definitions.isEmpty()
                ? constant(term.words().get(0))
                : any(definitions.stream().map(this::test).toList());
        return term.isNegated() ? met.map(is -> !is) : met;
    }

    private static Optional<Boolean> constant(String word) {
        return switch (word) {
            case "TRUE", "always_true" -> Optional.of(true);
            case "FALSE", "always_false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private Optional<Boolean> test(List<String> words) {
        String criterion = words.get(0);
        List<String> values = words.subList(1, words.size());
        if (criterion.equals("dst_port")) {
            return within(ports, values);
        }
        if (criterion.matches("nbsrv(\\(.*\\))?")) {
            String of = criterion.contains("(")
                    ? criterion.substring(criterion.indexOf('(') + 1, criterion.length() - 1)
                    : section.name();
            return living.apply(of).flatMap(range -> within(range, values));
        }
        return constant(criterion);
    }

    /** Whether every number of the range is one of these values; empty: some are, or a value is of another form. */
    private static Optional<Boolean> within(NumberRange range, List<String> values) {
        String operator = "=";
        List<NumberRange> wanted = new ArrayList<>();
        for (String value : values) {
            if (OPERATORS.containsKey(value)) {
                operator = OPERATORS.getOrDefault(value, "=");
            } else if (value.matches("[0-9]{1,5}(:[0-9]{1,5})?")) {
                String[] ends = value.split(":");
                int first = Integer.parseInt(ends[0]);
                int last = Integer.parseInt(ends[ends.length - 1]);
                wanted.add(
                        switch (operator) {
                            case ">=" -> new NumberRange(first, Integer.MAX_VALUE);
                            case ">" -> new NumberRange(first + 1, Integer.MAX_VALUE);
                            case "<=" -> new NumberRange(0, last);
                            case "<" -> new NumberRange(0, last - 1);
                            default -> new NumberRange(first, last);
                        });
            } else {
                return Optional.empty();
            }
        }
        long fitting = IntStream.rangeClosed(range.first(), range.last())
                .filter(number -> wanted.stream().anyMatch(each -> each.has(number)))
                .count();
        return fitting == 0
                ? Optional.of(false)
                : fitting == range.last() - range.first() + 1L ? Optional.of(true) : Optional.empty();
    }

    private static Optional<Boolean> all(Collection<Optional<Boolean>> terms) {
        return any(terms.stream().map(term -> term.map(is -> !is)).toList()).map(is -> !is);
    }

    private static Optional<Boolean> any(Collection<Optional<Boolean>> terms) {
        return terms.contains(Optional.of(true))
                ? Optional.of(true)
                : terms.contains(Optional.<Boolean>empty()) ? Optional.empty() : Optional.of(false);
    }
}
