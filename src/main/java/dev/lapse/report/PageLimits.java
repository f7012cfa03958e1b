package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.history.Expected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The longest lengths that a run was recorded with as limits, for lines in its picture. One thread. */
final class PageLimits {
    private record LongestAllowed(Expectation expectation, long maxNanos) {}

    private final List<LongestAllowed> limits = new ArrayList<>();

    /** A limit of another kind draws no line; one that this version does not know is the judge's to refuse. */
    void take(Expected expected) {
        expectation(expected).ifPresent(expectation -> {
            if (expectation.limit() instanceof Limit.Length length) {
                length.max().ifPresent(max -> limits.add(new LongestAllowed(expectation, max.toNanos())));
            }
        });
    }

    private static Optional<Expectation> expectation(Expected expected) {
        try {
            return Optional.of(Expectation.parse(expected));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("limits");
        for (LongestAllowed limit : limits) {
            json.writeStartObject();
            json.writeStringField("check", limit.expectation.check().text());
            json.writeStringField("lane", limit.expectation.lane().orElse(null));
            json.writeStringField("step", limit.expectation.step().orElse(null));
            json.writeNumberField("max_ms", Figures.millis(limit.maxNanos));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
