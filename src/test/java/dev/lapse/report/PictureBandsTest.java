package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.StoreSeen;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PictureBandsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final NodeName A = new NodeName("a");
    private static final NodeName B = new NodeName("b");

    private final PictureBands bands = new PictureBands();

    @Test
    void lockIsNotKnownWhileNoMemberOfTheStoreHasALeader() throws IOException {
        store(1, A, B);
        store(1, B, B);
        bands.leader(new LeaderSeen(2 * SECOND, B, 1));
        store(10, A, null);
        store(11, B, null);
        store(60, A, B);

        assertThat(lock())
                .containsExactly("2 NODE b", "11 UNSEEN not known, the store has no quorum; last: b", "60 NODE b");
    }

    @Test
    void lockStaysKnownWhileOneMemberHasALeader() throws IOException {
        store(1, A, B);
        store(1, B, B);
        bands.leader(new LeaderSeen(2 * SECOND, B, 1));
        bands.store(new StoreSeen(10 * SECOND, A, false, null, 0));

        assertThat(lock()).containsExactly("2 NODE b");
    }

    private void store(long second, NodeName member, @Nullable NodeName leader) {
        bands.store(new StoreSeen(second * SECOND, member, true, leader, 2));
    }

    /** The states of the row: second, tone, words. */
    private List<String> lock() throws IOException {
        StringWriter out = new StringWriter();
        JsonMapper mapper = new JsonMapper();
        try (var json = mapper.createGenerator(out)) {
            json.writeStartObject();
            bands.writeTo(json, 0);
            json.writeEndObject();
        }
        List<String> states = new ArrayList<>();
        for (JsonNode band : mapper.readTree(out.toString()).path("bands")) {
            if (band.path("label").asText().equals("leader lock")) {
                band.path("states")
                        .forEach(state -> states.add(state.path(0).asLong() * LaneColumns.TICK_NANOS / SECOND + " "
                                + Band.Tone.values()[state.path(1).asInt()] + " "
                                + state.path(2).asText()));
            }
        }
        return states;
    }
}
