package dev.lapse.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a Docker engine says about itself, and what Lapse has on it.
 *
 * @param kernel release of the kernel that the containers run on, which is a VM's under Docker Desktop
 * @param directory where the engine keeps images and containers, in its own file system
 * @param images tags of every image
 * @param inUse containers and networks of a Lapse that runs
 * @param leftovers containers and networks of a Lapse that has ended; the next run removes them
 */
public record EngineReport(
        String host,
        String version,
        String apiVersion,
        String operatingSystem,
        String kernel,
        String storageDriver,
        String cgroupVersion,
        int cpus,
        long memoryBytes,
        boolean ipv4Forwarding,
        String directory,
        List<String> images,
        List<String> inUse,
        List<String> leftovers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public EngineReport {
        images = List.copyOf(images);
        inUse = List.copyOf(inUse);
        leftovers = List.copyOf(leftovers);
    }

    /** Asks the engine; five requests, none of which changes anything. */
    public static EngineReport ask(EngineApi engine) throws IOException {
        String labelled = "filters=" + URLEncoder.encode("{\"label\":[\"" + Owner.ID + "\"]}", StandardCharsets.UTF_8);
        return read(
                engine.host(),
                engine.get("/version"),
                engine.get("/info"),
                engine.get("/images/json"),
                engine.get("/containers/json?all=1&" + labelled),
                engine.get("/networks?" + labelled));
    }

    /** Package-private for its test: the answers to the requests of {@link #ask}, in that order. */
    static EngineReport read(String host, String... answers) throws IOException {
        JsonNode version = JSON.readTree(answers[0]);
        JsonNode info = JSON.readTree(answers[1]);
        List<String> images = new ArrayList<>();
        JSON.readTree(answers[2]).forEach(image -> image.path("RepoTags").forEach(tag -> images.add(tag.asText())));
        List<String> inUse = new ArrayList<>();
        List<String> leftovers = new ArrayList<>();
        for (JsonNode container : JSON.readTree(answers[3])) {
            String name = container.at("/Names/0").asText().replaceFirst("^/", "");
            (isLeftover(container) ? leftovers : inUse).add("container " + name);
        }
        for (JsonNode network : JSON.readTree(answers[4])) {
            (isLeftover(network) ? leftovers : inUse)
                    .add("network " + network.path("Name").asText());
        }
        return new EngineReport(
                host,
                version.path("Version").asText(),
                version.path("ApiVersion").asText(),
                info.path("OperatingSystem").asText(),
                info.path("KernelVersion").asText(),
                info.path("Driver").asText(),
                info.path("CgroupVersion").asText("1"),
                info.path("NCPU").asInt(),
                info.path("MemTotal").asLong(),
                info.path("IPv4Forwarding").asBoolean(),
                info.path("DockerRootDir").asText(),
                images,
                inUse,
                leftovers);
    }

    private static boolean isLeftover(JsonNode labelled) {
        Map<String, String> labels = new HashMap<>();
        labelled.path("Labels")
                .fields()
                .forEachRemaining(
                        label -> labels.put(label.getKey(), label.getValue().asText()));
        return Owner.isDead(labels);
    }

    /** The tags that start so, sorted: {@code tagged("lapse/host:")}. */
    public List<String> tagged(String... prefixes) {
        return images.stream()
                .filter(tag -> Stream.of(prefixes).anyMatch(tag::startsWith))
                .sorted()
                .toList();
    }
}
