package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.history.Lane;
import dev.lapse.scenario.FileKey.LimitKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code expect}: limits by check. */
final class ExpectReader {
    private static final List<String> CHECKS = Arrays.stream(Expectation.Check.values())
            .map(Expectation.Check::text)
            .toList();
    private static final List<FileKey> BOUNDS = List.of(LimitKey.MIN, LimitKey.MAX);
    private static final List<String> KEYS = Stream.concat(
                    FileKey.texts(LimitKey.values()).stream(), PerProfile.NAMES.stream())
            .toList();

    private final List<Lane> lanes;
    private final List<String> steps;
    private final Profile profile;

    /**
     * @param lanes empty where they are not known
     * @param steps their names; empty where they are not known
     */
    ExpectReader(List<Lane> lanes, List<String> steps, Profile profile) {
        this.lanes = lanes;
        this.steps = steps;
        this.profile = profile;
    }

    /** The checks that a file which Lapse wrote names as assumed. */
    static List<Expectation.Check> assumed(Value value) {
        return value.list("a list of checks").orElse(List.of()).stream()
                .flatMap(item ->
                        item.oneOf("check", List.of(Expectation.Check.values()), Expectation.Check::text).stream())
                .toList();
    }

    List<Expectation> expectations(Value value) {
        List<Expectation> expectations = new ArrayList<>();
        Optional<Fields> fields = value.fields("a map of check to limit, such as {write_outage: 45s}");
        fields.ifPresent(map -> {
            map.rejectUnknown("check", CHECKS);
            map.all()
                    .forEach((name, field) -> Expectation.Check.of(name)
                            .ifPresent(check -> expectations.addAll(of(check, field.value()))));
        });
        return expectations;
    }

    private List<Expectation> of(Expectation.Check check, Value value) {
        List<Expectation> expectations = new ArrayList<>();
        List<Value> items = value.oneOrMore();
        if (items.isEmpty()) {
            value.problem("expected a limit, was an empty list; the limit unchecked takes a check out");
        }
        for (Value item : items) {
            one(check, item).ifPresent(expectation -> {
                if (expectations.stream().noneMatch(expectation::isOfTheSame)) {
                    expectations.add(expectation);
                } else {
                    item.problem(check.text() + " of " + expectation.lane().orElse("all lanes")
                            + expectation.step().map(step -> " in " + step).orElse("") + " is there twice");
                }
            });
        }
        return expectations;
    }

    private Optional<Expectation> one(Expectation.Check check, Value item) {
        if (!item.isMap()) {
            return limit(check, item, item)
                    .flatMap(text -> expectation(check, Optional.empty(), Optional.empty(), text, item));
        }
        Optional<Fields> fields = item.fields("a limit", KEYS);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<Value> laneAt = fields.get().get(LimitKey.LANE);
        Optional<Value> stepAt = fields.get().get(LimitKey.STEP);
        Optional<String> lane = laneAt.flatMap(value -> value.text("the name of a lane"));
        Optional<String> step = stepAt.flatMap(value -> value.text("a step such as inject#1"));
        Optional<String> limit = bounds(check, fields.get(), item);
        if (limit.isEmpty() || laneAt.isPresent() && lane.isEmpty() || stepAt.isPresent() && step.isEmpty()) {
            return Optional.empty();
        }
        Value at = laneAt.or(() -> stepAt).orElse(item);
        return expectation(check, lane, step, limit.get(), at)
                .filter(expectation -> isPossible(ExpectRules.step(expectation, steps), stepAt.orElse(item)));
    }

    private Optional<Expectation> expectation(
            Expectation.Check check, Optional<String> lane, Optional<String> step, String limit, Value at) {
        return at.checked(() -> Expectation.parse(check.text(), lane, step, limit))
                .filter(expectation -> lanes.isEmpty() || isPossible(ExpectRules.lane(expectation, lanes), at))
                .filter(expectation -> isPossible(ExpectRules.predicted(expectation, steps), at));
    }

    private static boolean isPossible(Optional<String> problem, Value at) {
        problem.ifPresent(at::problem);
        return problem.isEmpty();
    }

    /** The limit in a map: {@code min} and {@code max}, or a limit per profile. */
    private Optional<String> bounds(Expectation.Check check, Fields fields, Value item) {
        boolean bounded = BOUNDS.stream().anyMatch(fields::has);
        boolean profiled = PerProfile.NAMES.stream().anyMatch(fields.names()::contains);
        if (bounded == profiled) {
            item.problem(
                    bounded
                            ? "expected min and max, or a limit per profile, not both; write default: {min: ..., max: ...}"
                            : "expected a limit: max, min, or default and fast");
            return Optional.empty();
        }
        if (bounded) {
            return joined(check, fields, item);
        }
        return PerProfile.choose(fields, profile, value -> limit(check, value, value));
    }

    private Optional<String> limit(Expectation.Check check, Value value, Value at) {
        if (value.isMap()) {
            return value.fields("a limit", LimitKey.MIN, LimitKey.MAX).flatMap(fields -> joined(check, fields, at));
        }
        return value.parsed("a limit", text -> check.limit(text).text());
    }

    private static Optional<String> bound(Value value) {
        if (value.isMap()) {
            value.problem("expected a limit, was a map; for each profile write default and fast in place of max");
            return Optional.empty();
        }
        return value.text("a limit");
    }

    private Optional<String> joined(Expectation.Check check, Fields fields, Value at) {
        Optional<String> min = fields.get(LimitKey.MIN).flatMap(ExpectReader::bound);
        Optional<String> max = fields.get(LimitKey.MAX).flatMap(ExpectReader::bound);
        if (fields.has(LimitKey.MIN) && min.isEmpty() || fields.has(LimitKey.MAX) && max.isEmpty()) {
            return Optional.empty();
        }
        if (min.isEmpty() && max.isEmpty()) {
            at.problem("expected min, max or both");
            return Optional.empty();
        }
        return at.checked(() -> check.limit(new Limit.Bounds(min, max).text()).text());
    }
}
