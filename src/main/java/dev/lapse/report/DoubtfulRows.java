package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.history.Attempt;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of which the client does not know whether they were written: INDETERMINATE writes, with what the final read
 * found. One thread.
 */
final class DoubtfulRows {
    static final int MOST = 500;

    private final Set<LaneName> inLedger = new HashSet<>();
    private final List<Attempt> rows = new ArrayList<>();
    private final Map<LaneName, FinalRead> finalReads = new HashMap<>();
    private long count;

    void opened(Lane lane) {
        if (lane.isInLedger()) {
            inLedger.add(lane.name());
        }
    }

    void take(Attempt attempt) {
        if (attempt.outcome() == Outcome.INDETERMINATE && inLedger.contains(attempt.lane())) {
            count++;
            if (rows.size() < MOST) {
                rows.add(attempt);
            }
        }
    }

    void read(FinalRead read) {
        finalReads.put(read.lane(), read);
    }

    private String found(Attempt row) {
        FinalRead read = finalReads.get(row.lane());
        if (read == null) {
            return "not looked for";
        }
        boolean present =
                read.present().stream().anyMatch(range -> range.first() <= row.seq() && row.seq() <= range.last());
        return present ? "there at the end: recovered" : "not there at the end";
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("count", count);
        json.writeArrayFieldStart("rows");
        for (Attempt row : rows) {
            json.writeStartObject();
            json.writeStringField("lane", row.lane().value());
            json.writeNumberField("seq", row.seq());
            json.writeNumberField("invoked_ms", Figures.millis(row.invokedNanos()));
            json.writeNumberField("known_ms", Figures.millis(row.completedNanos()));
            json.writeStringField(
                    "why",
                    ((row.sqlState() == null ? "" : row.sqlState() + " ") + (row.error() == null ? "" : row.error()))
                            .strip());
            json.writeStringField("found", found(row));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
