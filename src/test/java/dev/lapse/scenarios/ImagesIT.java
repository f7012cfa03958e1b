package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.docker.Engine;
import dev.lapse.docker.EngineApi;
import dev.lapse.docker.ImageNames;
import dev.lapse.docker.Images;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every image is made where none is there, as on a machine that Lapse has never seen: under a prefix of its own, so that
 * no image from before can hide a missing step, and exactly that prefix is removed again.
 */
class ImagesIT {
    private static final String PREFIX = "lapse-it-" + ProcessHandle.current().pid();

    private final EngineApi engine = Engine.require();
    private final List<String> said = new ArrayList<>();
    private final Images images = new Images(Engine.open(), new ImageNames(PREFIX), said::add);

    @Test
    void allOfThemAreMadeFromNothingAndFoundTheNextTime() throws IOException {
        List<String> others = tagsNotOurs();

        String host = images.host("trixie");
        String toxiproxy = images.toxiproxy();

        assertThat(host).startsWith(PREFIX + "/host:trixie-");
        assertThat(engine.request("GET", "/images/" + host + "/json").status()).isEqualTo(200);
        assertThat(engine.request("GET", "/images/" + toxiproxy + "/json").status())
                .isEqualTo(200);
        assertThat(said).anyMatch(line -> line.matches("built image " + PREFIX + "/host:\\S+ in [0-9.]+s"));
        assertThat(said).noneMatch(line -> line.contains("Exception"));
        assertThat(said.stream().filter(line -> line.startsWith("pulling debian:trixie-slim")))
                .as("a registry that does not answer is asked once")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(stages()).isEmpty();

        said.clear();
        assertThat(images.host("trixie")).isEqualTo(host);
        assertThat(images.toxiproxy()).isEqualTo(toxiproxy);
        assertThat(said).isEmpty();

        removeOurs();
        assertThat(tags()).containsAll(others).noneMatch(tag -> tag.startsWith(PREFIX + "/"));
    }

    @AfterEach
    void removeOurs() throws IOException {
        for (String tag : tags()) {
            if (tag.startsWith(PREFIX + "/")) {
                engine.request("DELETE", "/images/" + tag);
            }
        }
    }

    private List<String> tagsNotOurs() throws IOException {
        return tags().stream().filter(tag -> !tag.startsWith(PREFIX + "/")).toList();
    }

    private List<String> tags() throws IOException {
        List<String> tags = new ArrayList<>();
        for (JsonNode image : asked("/images/json")) {
            image.path("RepoTags").forEach(tag -> tags.add(tag.asText()));
        }
        return tags;
    }

    private List<String> stages() throws IOException {
        return Stream.of(asked("/images/json?all=1&filters=%7B%22label%22%3A%5B%22dev.lapse.stage%22%5D%7D"))
                .flatMap(found -> found.findValuesAsText("Id").stream())
                .toList();
    }

    private JsonNode asked(String path) throws IOException {
        return new ObjectMapper().readTree(engine.get(path));
    }
}
