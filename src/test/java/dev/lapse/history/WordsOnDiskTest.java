package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.cluster.NodeName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The words that histories of every version hold. */
class WordsOnDiskTest {
    private static final JsonMapper JSON = HistoryJson.mapper();

    @Test
    void enumsAreWrittenAsTheyAlwaysWere() throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(new StepStarted(5, "inject#1", StepKind.INJECT, "text")))
                .isEqualTo("{\"event\":\"step-started\",\"atNanos\":5,\"step\":\"inject#1\",\"kind\":\"inject\","
                        + "\"text\":\"text\"}");
        assertThat(JSON.writeValueAsString(new SteadySeen(5, GateSide.AFTER, true, "")))
                .isEqualTo("{\"event\":\"steady\",\"atNanos\":5,\"gate\":\"after\",\"reached\":true,\"detail\":\"\"}");
        assertThat(JSON.writeValueAsString(new RunEnded(5, RunEnding.INTERRUPTED)))
                .isEqualTo("{\"event\":\"run-ended\",\"atNanos\":5,\"how\":\"interrupted\"}");
        assertThat(JSON.writeValueAsString(seen("start failed", PatroniRole.STANDBY_LEADER)))
                .isEqualTo("{\"event\":\"patroni\",\"atNanos\":5,\"node\":\"pg1\",\"state\":\"start failed\","
                        + "\"role\":\"standby_leader\",\"standbys\":[]}");
    }

    @Test
    void everyWordIsReadBack() throws JsonProcessingException {
        for (StepKind kind : StepKind.values()) {
            assertThat(written(new StepStarted(5, "x#1", kind, ""))).isEqualTo(new StepStarted(5, "x#1", kind, ""));
        }
        for (RunEnding how : RunEnding.values()) {
            assertThat(written(new RunEnded(5, how))).isEqualTo(new RunEnded(5, how));
        }
        for (PatroniRole role : PatroniRole.values()) {
            assertThat(written(seen("running", role))).isEqualTo(seen("running", role));
        }
    }

    @Test
    void stateOfAPatroniThatLapseDoesNotKnowKeepsItsWord() throws JsonProcessingException {
        PatroniSeen read = (PatroniSeen) written(seen("in quarantine", null));

        assertThat(read.state()).hasToString("in quarantine");
        assertThat(read.state().kind()).isEqualTo(PatroniState.Kind.OTHER);
        assertThat(read.state().runs()).isFalse();
        assertThat(read.role()).isNull();
    }

    @Test
    void statesThatLapseTellsApartHavePatronisWords() {
        assertThat(new PatroniState("stop failed").kind()).isEqualTo(PatroniState.Kind.STOP_FAILED);
        assertThat(new PatroniState("streaming").runs()).isTrue();
        assertThat(PatroniState.RUNNING).isEqualTo(new PatroniState("running"));
        assertThat(PatroniState.UNREACHABLE.kind()).isEqualTo(PatroniState.Kind.UNREACHABLE);
        assertThat(new PatroniState("other").kind()).isEqualTo(PatroniState.Kind.OTHER);
    }

    @Test
    void roleOfOldPatroniIsReadAsTodays() {
        assertThat(PatroniRole.of("master")).contains(PatroniRole.PRIMARY);
        assertThat(PatroniRole.of("demoted")).isEmpty();
    }

    @Test
    void stepOfAnUnknownKindIsNoEvent() {
        assertThatThrownBy(() -> JSON.readValue(
                        "{\"event\":\"step-started\",\"atNanos\":5,\"step\":\"x#1\",\"kind\":\"x\",\"text\":\"\"}",
                        Event.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    private static Event written(Event event) throws JsonProcessingException {
        return JSON.readValue(JSON.writeValueAsString(event), Event.class);
    }

    private static PatroniSeen seen(String state, PatroniRole role) {
        return new PatroniSeen(5, new NodeName("pg1"), new PatroniState(state), role, null, null, List.of());
    }
}
