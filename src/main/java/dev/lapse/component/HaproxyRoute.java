package dev.lapse.component;

import dev.lapse.component.HaproxyCondition.NumberRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a section that listens sends those who connect to one of its ports: by {@code use_backend}, by
 * {@code default_backend}, or to the servers of its own.
 *
 * @param back where they go while the cluster is whole; where no file tells that, the one without a condition
 * @param others where some may go, or all at some time
 * @param isUsual whether the file tells {@code back}
 * @param rule the line of the first rule of which the file does not tell whether it always applies; 0: it tells all
 */
record HaproxyRoute(HaproxySection back, List<HaproxySection> others, boolean isUsual, int rule) {
    HaproxyRoute {
        others = List.copyOf(others);
    }

    /** Empty: they are sent nowhere. */
    static Optional<HaproxyRoute> of(List<HaproxySection> sections, HaproxySection front, int port) {
        NumberRange one = NumberRange.of(port);
        Walk whole = new Walk(sections, front, new HaproxyCondition(front, one, name -> living(sections, name)));
        Walk ever = new Walk(sections, front, new HaproxyCondition(front, one, name -> Optional.empty()));
        Set<HaproxySection> reached = new LinkedHashSet<>(ever.reached);
        if (reached.isEmpty()) {
            return Optional.empty();
        }
        boolean usual = whole.rule == 0 && !whole.reached.isEmpty();
        HaproxySection back = usual ? whole.reached.get(0) : ever.reached.get(ever.reached.size() - 1);
        reached.remove(back);
        return Optional.of(new HaproxyRoute(back, List.copyOf(reached), usual, ever.rule));
    }

    /** All of them, the usual one first. */
    List<HaproxySection> all() {
        List<HaproxySection> all = new ArrayList<>(List.of(back));
        all.addAll(others);
        return all;
    }

    /** The first of these counts as the one where clients go, unless the file tells it. */
    HaproxyRoute preferring(Predicate<HaproxySection> wanted) {
        Optional<HaproxySection> other =
                isUsual ? Optional.empty() : all().stream().filter(wanted).findFirst();
        return other.map(section -> {
                    List<HaproxySection> rest = new ArrayList<>(all());
                    rest.remove(section);
                    return new HaproxyRoute(section, rest, false, rule);
                })
                .orElse(this);
    }

    /** Of a pool that Patroni fills one at least; of others nobody knows. */
    private static Optional<NumberRange> living(List<HaproxySection> sections, String name) {
        return named(sections, name)
                .filter(section -> HaproxyCheck.of(section).passedBy().isPresent()
                        || HaproxyCheck.of(section).isOfAnyNode())
                .map(section -> (int) section.lines().stream()
                        .filter(line -> line.begins("server"))
                        .count())
                .filter(servers -> servers > 0)
                .map(servers -> new NumberRange(1, servers));
    }

    private static Optional<HaproxySection> named(List<HaproxySection> sections, String name) {
        return sections.stream()
                .filter(section -> section.name().equals(name))
                .filter(section ->
                        section.kind().equals("backend") || section.kind().equals("listen"))
                .findFirst();
    }

    /** The rules in their order, up to one that always applies. */
    private static final class Walk {
        private final List<HaproxySection> reached = new ArrayList<>();
        private int rule;

        Walk(List<HaproxySection> sections, HaproxySection front, HaproxyCondition condition) {
            for (HaproxyLine line : front.lines()) {
                if (!line.begins("use_backend")) {
                    continue;
                }
                Optional<Boolean> applies = condition.applies(line, 2);
                boolean computed = line.word(1).contains("%[");
                if (applies.equals(Optional.of(false))) {
                    continue;
                }
                if (computed || applies.isEmpty()) {
                    rule = rule == 0 ? line.number() : rule;
                }
                if (computed) {
                    sections.stream()
                            .filter(section -> section.kind().equals("backend") && section.isTcp())
                            .forEach(reached::add);
                } else {
                    named(sections, line.word(1)).ifPresent(reached::add);
                }
                if (applies.isPresent()) {
                    return;
                }
            }
            front.last("default_backend")
                    .map(line -> named(sections, line.word(1)))
                    .orElseGet(() -> front.kind().equals("listen") ? Optional.of(front) : Optional.empty())
                    .ifPresent(reached::add);
        }
    }
}
