package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.history.Lane;
import dev.lapse.scenario.FileKey.LimitKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Profile profile;

    ExpectReader(List<Lane> lanes, Profile profile) {
        this.lanes = lanes;
        this.profile = profile;
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
        Set<Optional<String>> bound = new HashSet<>();
        for (Value item : value.oneOrMore()) {
            one(check, item).ifPresent(expectation -> {
                if (bound.add(expectation.lane())) {
                    expectations.add(expectation);
                } else {
                    item.problem(check.text() + " of " + expectation.lane().orElse("all lanes") + " is there twice");
                }
            });
        }
        return expectations;
    }

    private Optional<Expectation> one(Expectation.Check check, Value item) {
        if (!item.isMap()) {
            return limit(check, item, item).flatMap(text -> expectation(check, Optional.empty(), text, item));
        }
        Optional<Fields> fields = item.fields("a limit", KEYS);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> lane = fields.get().get(LimitKey.LANE).flatMap(value -> value.text("the name of a lane"));
        Optional<String> limit = bounds(check, fields.get(), item);
        if (limit.isEmpty() || fields.get().has(LimitKey.LANE) && lane.isEmpty()) {
            return Optional.empty();
        }
        return expectation(
                check, lane, limit.get(), fields.get().get(LimitKey.LANE).orElse(item));
    }

    private Optional<Expectation> expectation(Expectation.Check check, Optional<String> lane, String limit, Value at) {
        Optional<Expectation> made = at.checked(() -> Expectation.parse(check.text(), lane.orElse(null), limit));
        return made.filter(expectation -> {
            Optional<String> problem = ScenarioRules.expectation(expectation, lanes);
            problem.ifPresent(at::problem);
            return problem.isEmpty();
        });
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

    private Optional<String> joined(Expectation.Check check, Fields fields, Value at) {
        Optional<String> min = fields.get(LimitKey.MIN).flatMap(value -> value.text("a limit"));
        Optional<String> max = fields.get(LimitKey.MAX).flatMap(value -> value.text("a limit"));
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
