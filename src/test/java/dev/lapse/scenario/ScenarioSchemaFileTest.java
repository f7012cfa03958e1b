package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioSchemaFileTest {
    private static final Path COMMITTED = Path.of("scenarios", "scenario.schema.json");

    @Test
    void committedFileIsWhatTheReaderKnows() throws IOException {
        String rendered = ScenarioSchema.render();
        if (Boolean.getBoolean("lapse.regenerate")) {
            Files.writeString(COMMITTED, rendered);
        }
        assertThat(Files.readString(COMMITTED))
                .as(COMMITTED
                        + "; to render it anew: mvn -q test -Dtest=ScenarioSchemaFileTest -Dlapse.regenerate=true")
                .isEqualTo(rendered);
    }

    @Test
    void namesOfShippedTopologiesAreThoseOfTheFolder() {
        assertThat(Topologies.SHIPPED_NAMES)
                .containsExactlyInAnyOrderElementsOf(Topologies.shipped().names());
    }

    @Test
    void partsOfALineStandOnOneLineAndPartsOnLinesAreIndented() {
        JsonText line =
                new JsonObject().with("a", 1).with("b", List.of("c\"", "d")).line();

        assertThat(line.text()).isEqualTo("{\"a\": 1, \"b\": [\"c\\\"\", \"d\"]}");
        assertThat(new JsonObject()
                        .with("e", JsonText.lines(line, JsonText.TRUE))
                        .lines()
                        .text())
                .isEqualTo("""
                        {
                          "e": [
                            {"a": 1, "b": ["c\\"", "d"]},
                            true
                          ]
                        }""");
    }
}
