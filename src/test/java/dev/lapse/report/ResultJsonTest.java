package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judgement;
import dev.lapse.explain.Fit;
import dev.lapse.explain.OutageKind;
import dev.lapse.oracle.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResultJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaFile SCHEMA = new SchemaFile("result.schema.json");

    @Test
    void settingsThatWereChangedMeanwhileAreInIt() throws IOException {
        JsonNode result = ResultJson.of(Judgements.changed());

        assertThat(result.at("/cluster/changed").toString())
                .isEqualTo("[{\"name\":\"patroni.ttl\",\"before\":\"20\",\"after\":\"60\"}]");
        assertThat(ResultJson.of(SampleRun.judgement()).at("/cluster/changed").isNull())
                .isTrue();
        assertThat(SCHEMA.violations(result)).isEmpty();
    }

    static List<Judgement> judgements() {
        return List.of(SampleRun.judgement(), Judgements.loaded(), Judgements.empty(), Judgements.censored());
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
                result -> ((ObjectNode) result.path("faults").path(0)).remove("evidence"),
                result -> ((ObjectNode) result.at("/explained/0")).put("verdict", "PASS"),
                result -> ((ObjectNode) result.at("/explained/0")).put("kind", "NO_QUORUM"),
                result -> ((ObjectNode) result.at("/explained/0"))
                        .putArray("predicted_ms")
                        .add(1),
                result -> ((ObjectNode) result.at("/explained/0/phases/0")).put("phase", "dream"),
                result -> ((ObjectNode) result.at("/explained/0/phases/0")).remove("resolution_ms"));
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
                        "lapse",
                        "started_at",
                        "duration_ms",
                        "cluster",
                        "faults",
                        "lanes",
                        "load",
                        "writes",
                        "dual_primary",
                        "last_writable",
                        "reads",
                        "failovers",
                        "rejoin",
                        "failed_rejoins",
                        "explained",
                        "findings");
    }

    @Test
    void theLoadIsOneObjectAndNoLane() {
        JsonNode result = ResultJson.of(Judgements.loaded());

        assertThat(result.path("load").toString())
                .isEqualTo("{\"clients\":8,\"rate_per_s\":500,\"sent_per_s\":460.0889,\"attempts\":45000,\"ok\":40500,"
                        + "\"failed\":900,\"indeterminate\":8,\"not_sent\":3592,\"not_sent_out\":3400,"
                        + "\"shortfall\":0.0798,\"latency_p50_ms\":1.9,\"latency_p99_ms\":6.1,\"cpu_share\":0.07}");
        assertThat(ResultJson.of(SampleRun.judgement()).path("load").isNull()).isTrue();
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
    void schemaKnowsEveryKindPhaseAndVerdictOfAnExplainedOutage() throws IOException {
        JsonNode schema = SCHEMA.tree();
        JsonNode outage = schema.at("/properties/explained/items/properties");

        assertThat(texts(outage.at("/kind/enum")))
                .containsExactlyElementsOf(
                        Stream.of(OutageKind.values()).map(OutageKind::text).toList());
        assertThat(texts(outage.at("/phases/items/properties/phase/enum")))
                .containsExactlyElementsOf(
                        Stream.of(Phase.values()).map(Phase::text).toList());
        assertThat(texts(schema.at("/$defs/fit/enum")))
                .containsExactlyElementsOf(
                        Stream.of(Fit.values()).map(Fit::name).toList());
    }

    @Test
    void readmeNamesEveryKeyOfAnExplainedOutage() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        JsonNode outage = SCHEMA.tree().at("/properties/explained/items/properties");

        assertThat(outage.fieldNames()).toIterable().allMatch(key -> readme.contains("`" + key + "`"));
        assertThat(outage.at("/phases/items/properties").fieldNames())
                .toIterable()
                .allMatch(key -> readme.contains("`" + key + "`"));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void explainedOutageHasItsPhasesAsInstantsAndItsPredictionsAsPairs() {
        JsonNode outage = ResultJson.of(SampleRun.judgement()).at("/explained/0");

        assertThat(outage.path("lane").asText()).isEqualTo("write-haproxy");
        assertThat(outage.path("outage_from_ms").decimalValue())
                .isEqualTo(ResultJson.of(SampleRun.judgement())
                        .at("/lanes/0/outages/0/from_ms")
                        .decimalValue());
        assertThat(outage.path("kind").asText()).isEqualTo("failover");
        assertThat(outage.path("lease_phase").decimalValue()).isEqualByComparingTo("0.29");
        assertThat(outage.path("since_renewal_ms")).hasToString("[1420,1480]");
        assertThat(outage.at("/phases/0/ended_by").asText()).isEqualTo("leader key deleted (etcd watch)");
        assertThat(outage.at("/phases/0/source").asText()).isEqualTo("etcd watch");
        assertThat(outage.at("/phases/0/predicted_ms")).hasToString("[18500,19000]");
        assertThat(outage.path("predicted_ms")).hasToString("[19200,25300]");
        assertThat(outage.path("sentence").asText())
                .startsWith("Writes stopped for 22.1 s: ")
                .endsWith(" 3 acknowledged rows were lost.");
    }

    @Test
    void whatIsNotKnownOfAnExplainedOutageIsNull() {
        JsonNode outage = ResultJson.of(SampleRun.judgement()).at("/explained/1");

        assertThat(outage.path("lease_phase").isNull()).isTrue();
        assertThat(outage.path("since_renewal_ms").isNull()).isTrue();
        assertThat(outage.path("predicted_ms").isNull()).isTrue();
        assertThat(outage.path("verdict").asText()).isEqualTo("NO_FORMULA");
        assertThat(outage.path("unbounded")).hasSize(1);
        assertThat(outage.path("sentence").asText()).doesNotContain("acknowledged");
    }

    @Test
    void millisecondsHaveUpToThreeDecimalsAndNoExponent() {
        assertThat(ResultJson.text(Judgements.empty())).contains("\"duration_ms\" : 1.5,");
        assertThat(Figures.millis(36_000_000_000_000L).toPlainString()).isEqualTo("36000000");
        assertThat(Figures.millis(1_234_567L).toPlainString()).isEqualTo("1.235");
        assertThat(ResultJson.text(Judgements.censored())).contains("\"duration_ms\" : 71000,");
    }
}
