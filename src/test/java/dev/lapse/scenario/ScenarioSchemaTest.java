package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.lapse.check.Expectation;
import dev.lapse.fault.FaultName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
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
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Arrays.stream(FaultName.values()).map(FaultName::text), Stream.of("jitter"))
                                .toList());
        assertThat(names("/properties/expect/properties"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Expectation.Check.values())
                        .map(Expectation.Check::text)
                        .toList());
        assertThat(names("/properties")).containsExactlyInAnyOrderElementsOf(ScenarioFile.KEYS);
    }

    private TreeSet<String> names(String pointer) {
        TreeSet<String> names = new TreeSet<>();
        schema.at(pointer).fieldNames().forEachRemaining(names::add);
        return names;
    }
}
