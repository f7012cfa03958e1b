package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the picture that is in one state at a time, such as a node's role; each state lasts until the next. One
 * thread.
 */
final class Band {
    /** How a state is coloured; the style sheet has a colour for each. */
    enum Tone {
        /** The lock's holder: the node's own colour. */
        NODE,
        PRIMARY,
        REPLICA,
        UP,
        CHANGING,
        DOWN,
        /** It could not be seen. */
        UNSEEN
    }

    private record Piece(long atNanos, Tone tone, String text) {}

    private final String group;
    private final String label;
    private final List<Piece> states = new ArrayList<>();

    Band(String group, String label) {
        this.group = group;
        this.label = label;
    }

    String group() {
        return group;
    }

    String label() {
        return label;
    }

    /** From now on this; nothing changes when it is so already. */
    void enter(long atNanos, Tone tone, String text) {
        if (!states.isEmpty()) {
            Piece last = states.get(states.size() - 1);
            if (last.tone == tone && last.text.equals(text)) {
                return;
            }
        }
        states.add(new Piece(atNanos, tone, text));
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("group", group);
        json.writeStringField("label", label);
        json.writeArrayFieldStart("states");
        for (Piece state : states) {
            json.writeStartArray();
            json.writeNumber(state.atNanos / LaneColumns.TICK_NANOS);
            json.writeNumber(state.tone.ordinal());
            json.writeString(state.text);
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
