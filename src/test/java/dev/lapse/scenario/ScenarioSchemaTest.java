package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lapse.check.Expectation;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioSchemaTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private final JsonNode schema =
            YAML.readTree(Files.readString(ShippedScenariosTest.FOLDER.resolve("scenario.schema.json")));
    private final JsonSchema validator =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);

    ScenarioSchemaTest() throws IOException {}

    static List<Path> files() throws IOException {
        return ShippedScenariosTest.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void allowsEveryShippedScenarioAsWrittenAndAsResolved(Path file) throws IOException {
        String resolved = ScenarioFile.read(file, Profile.FAST, List.of()).toYaml();

        assertThat(validator.validate(YAML.readTree(Files.readString(file)))).isEmpty();
        assertThat(validator.validate(YAML.readTree(resolved))).isEmpty();
    }

    @Test
    void refusesAnUnknownKeyAndAMissingUnit() throws IOException {
        assertThat(validator.validate(YAML.readTree("{name: a, stedy: 1, steps: [{steady: 10s}]}")))
                .hasSize(1);
        assertThat(validator.validate(YAML.readTree("{name: a, steps: [{steady: 10}]}")))
                .isNotEmpty();
        assertThat(validator.validate(YAML.readTree("{name: a, observed: \"two\\nlines\", steps: [{steady: 10s}]}")))
                .isNotEmpty();
    }

    @Test
    void knowsTheFaultsAndChecksThatTheReaderKnows() {
        assertThat(names("/$defs/step/properties/inject/properties"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.concat(
                                        Arrays.stream(FaultName.values()).map(FaultName::text),
                                        Arrays.stream(FaultName.values())
                                                .flatMap(fault -> fault.options().stream())
                                                .map(FaultOption::name)
                                                .filter(name ->
                                                        FaultName.find(name).isEmpty() && !name.equals("jitter"))
                                                .distinct()),
                                Stream.of("jitter", "phase"))
                        .toList());
        assertThat(names("/properties/expect/properties"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Expectation.Check.values())
                        .filter(check -> check != Expectation.Check.CALL_OUTAGE) // asked in Java alone
                        .map(Expectation.Check::text)
                        .toList());
        assertThat(names("/properties")).containsExactlyInAnyOrderElementsOf(ScenarioFile.KEYS);
    }

    static FaultName[] faults() {
        return FaultName.values();
    }

    /** A fault's definition in the schema says what {@link FaultName} says of it, and nothing else. */
    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultTakesItsOwnFlavoursAndOptionsOnly(FaultName fault) throws IOException {
        String object = "/$defs/" + fault.text() + "-one/anyOf/1";
        TreeSet<String> keys = new TreeSet<>(List.of("target", "flavour"));
        fault.options().forEach(option -> keys.add(option.name()));
        if (fault.aim() == FaultName.Aim.HOST) {
            keys.add("host-of");
        }

        assertThat(names(object + "/properties")).isEqualTo(keys);
        assertThat(schema.at(object + "/additionalProperties")).isEqualTo(BooleanNode.FALSE);
        assertThat(schema.at(object + "/properties/flavour")).isEqualTo(anyOf(fault.flavours()));
        for (FaultOption option : fault.options()) {
            assertThat(schema.at(object + "/properties/" + option.name()))
                    .as(option.name())
                    .isEqualTo(expected(option));
        }
    }

    private static JsonNode expected(FaultOption option) throws IOException {
        return switch (option.kind()) {
            case DURATION -> YAML.readTree("{$ref: '#/$defs/duration'}");
            case PERCENT -> YAML.readTree("{type: integer, minimum: 1, maximum: 100}");
            case COUNT -> YAML.readTree("{type: integer, minimum: 1}");
            case NODE ->
                YAML.createObjectNode().put("type", "string").set("examples", YAML.valueToTree(option.words()));
            case WORD, PROCESS -> anyOf(dev.lapse.component.Components.SHIPPED.words(option));
        };
    }

    /** YAML's on and off may come as true and false. */
    private static JsonNode anyOf(List<String> words) {
        ObjectNode node = YAML.createObjectNode();
        ArrayNode values = node.putArray("enum");
        words.stream().filter(word -> !List.of("true", "false").contains(word)).forEach(values::add);
        if (words.contains("on") || words.contains("true")) {
            values.add(true).add(false);
        }
        return node;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anEditorMarksWhatTheReaderRefuses(FaultName fault) throws IOException {
        String target = switch (fault.aim()) {
            case HOST -> "pg1";
            case LINK -> "pg1-etcd1";
            case GROUPS -> "pg1|pg2";
        };
        String options = fault.options().stream()
                .map(option -> ", " + option.name() + ": " + option.defaultValue())
                .collect(Collectors.joining());

        assertThat(problems(fault, "'" + target + "'")).isEmpty();
        assertThat(problems(fault, "['" + target + "']")).isEmpty();
        for (String flavour : fault.flavours()) {
            String good = "{target: '" + target + "', flavour: " + flavour + options + "}";
            assertThat(problems(fault, good)).as(good).isEmpty();
            assertThat(problems(fault, "[" + good + ", '" + target + "']")).isEmpty();
        }
        assertThat(problems(fault, "{target: '" + target + "', flavour: gentle}"))
                .isNotEmpty();
        assertThat(problems(fault, "{target: '" + target + "', colour: red}")).isNotEmpty();
        boolean needsTarget = fault != FaultName.SWITCHOVER; // which is of the primary, as a rule
        assertThat(problems(fault, "{flavour: " + fault.flavours().get(0) + "}").isEmpty())
                .isNotEqualTo(needsTarget);
        assertThat(problems(fault, "{target: ['" + target + "', '" + target + "']}"))
                .isEmpty();
        for (FaultName other : FaultName.values()) {
            for (FaultOption option : other.options()) {
                if (fault.option(option.name()).isEmpty()) {
                    String foreign = "{target: '" + target + "', " + option.name() + ": " + option.defaultValue() + "}";
                    assertThat(problems(fault, foreign)).as(foreign).isNotEmpty();
                }
            }
        }
    }

    @Test
    void aHostIsNamedByWhatItCarriesInOneWay() throws IOException {
        assertThat(problems(FaultName.CRASH, "{host-of: etcd-leader}")).isEmpty();
        assertThat(problems(FaultName.CRASH, "{target: {host-of: etcd-leader}}"))
                .isEmpty();
        assertThat(problems(FaultName.POWER_LOSS, "{host-of: primary, flavour: drop}"))
                .isEmpty();
        assertThat(problems(FaultName.POWER_LOSS, "{host-of: primary, target: pg1}"))
                .isNotEmpty();
        assertThat(problems(FaultName.CRASH, "{host-of: king}")).isNotEmpty();
        assertThat(problems(FaultName.LATENCY, "{host-of: primary}")).isNotEmpty();
    }

    private Set<?> problems(FaultName fault, String aim) throws IOException {
        return validator.validate(YAML.readTree(
                "{name: a, steps: [{steady: 10s}, {inject: {" + fault.text() + ": " + aim + "}}, {heal: all}]}"));
    }

    private TreeSet<String> names(String pointer) {
        TreeSet<String> names = new TreeSet<>();
        schema.at(pointer).fieldNames().forEachRemaining(names::add);
        return names;
    }
}
