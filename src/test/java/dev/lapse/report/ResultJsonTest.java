package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResultJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaFile SCHEMA = new SchemaFile("result.schema.json");

    static List<Judgement> judgements() {
        return List.of(SampleRun.judgement(), Judgements.empty(), Judgements.censored());
    }

    static List<Consumer<ObjectNode>> spoilers() {
        return List.of(
                result -> result.put("surprise", 1),
                result -> result.remove("verdict"),
                result -> result.put("verdict", "MAYBE"),
                result -> result.put("format", 2),
                result -> result.put("duration_ms", "71s"),
                result -> ((ObjectNode) result.path("lanes").path(0)).put("kind", "scan"),
                result -> ((ObjectNode)
                                result.path("lanes").path(0).path("outages").path(0))
                        .putNull("duration_ms"),
                result -> ((ObjectNode) result.path("writes")).put("lost", -1),
                result -> ((ObjectNode) result.path("faults").path(0)).remove("evidence"));
    }

    @ParameterizedTest
    @MethodSource("judgements")
    void resultMeetsItsSchema(Judgement judgement) throws IOException {
        assertThat(SCHEMA.violations(JSON.readTree(ResultJson.text(judgement)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("spoilers")
    void spoiltResultDoesNotMeetTheSchema(Consumer<ObjectNode> spoil) throws IOException {
        ObjectNode result = (ObjectNode) JSON.readTree(ResultJson.text(SampleRun.judgement()));

        spoil.accept(result);

        assertThat(SCHEMA.violations(result)).isNotEmpty();
    }

    @Test
    void schemaDescribesEveryKey() throws IOException {
        assertThat(SCHEMA.undescribed()).isEmpty();
    }

    @Test
    void keysStandInTheOrderOfTheContract() {
        assertThat(ResultJson.of(SampleRun.judgement()).fieldNames())
                .toIterable()
                .containsExactly(
                        "format",
                        "scenario",
                        "observed",
                        "profile",
                        "verdict",
                        "seed",
                        "started_at",
                        "duration_ms",
                        "cluster",
                        "faults",
                        "lanes",
                        "writes",
                        "dual_primary",
                        "last_writable",
                        "reads",
                        "failovers",
                        "rejoin",
                        "failed_rejoins",
                        "findings");
    }

    @Test
    void decisiveSettingsAreSecondsAndTheRestIsText() {
        JsonNode effective =
                ResultJson.of(SampleRun.judgement()).path("cluster").path("effective");

        assertThat(effective.path("ttl_s").asInt()).isEqualTo(20);
        assertThat(effective.path("ttl_s").isNumber()).isTrue();
        assertThat(effective.has("patroni.ttl")).isFalse();
        assertThat(effective.path("haproxy.inter").asText()).isEqualTo("1s");
    }

    @Test
    void aSettingThatIsNotInEffectHasFourTexts() {
        JsonNode differing =
                ResultJson.of(SampleRun.judgement()).path("cluster").path("not_in_effect");

        assertThat(differing).hasSize(1);
        assertThat(differing.path(0).path("name").asText()).isEqualTo("postgresql.cluster_name");
        assertThat(differing.path(0).path("asked").asText()).isEqualTo("mine");
        assertThat(differing.path(0).path("seen").asText()).isEqualTo("lapse");
        assertThat(differing.path(0).path("why").asText()).startsWith("Patroni sets it itself");
    }

    @Test
    void writesWithoutFinalReadAreNullAndNotZero() {
        JsonNode writes = ResultJson.of(Judgements.censored()).path("writes");

        assertThat(writes.path("acknowledged").asInt()).isEqualTo(500);
        assertThat(writes.path("lost").isNull()).isTrue();
        assertThat(writes.path("recovered").isNull()).isTrue();
        assertThat(writes.path("unexpected").isNull()).isTrue();
    }

    @Test
    void censoredOutageReachesToTheEndOfTheLaneAndSaysSo() {
        JsonNode outage = ResultJson.of(Judgements.censored())
                .path("lanes")
                .path(0)
                .path("outages")
                .path(0);

        assertThat(outage.path("censored").asBoolean()).isTrue();
        assertThat(outage.path("to_ms").asInt()).isEqualTo(91_000);
        assertThat(outage.path("trusted").asBoolean()).isFalse();
    }

    @Test
    void millisecondsHaveUpToThreeDecimalsAndNoExponent() {
        assertThat(ResultJson.text(Judgements.empty())).contains("\"duration_ms\" : 1.5,");
        assertThat(Figures.millis(36_000_000_000_000L).toPlainString()).isEqualTo("36000000");
        assertThat(Figures.millis(1_234_567L).toPlainString()).isEqualTo("1.235");
        assertThat(ResultJson.text(Judgements.censored())).contains("\"duration_ms\" : 71000,");
    }
}
