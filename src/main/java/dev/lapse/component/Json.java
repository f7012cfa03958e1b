package dev.lapse.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Answers of components that are JSON. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A value on one line, with a space behind each comma and colon, as settings have it. */
    static String line(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> TextNode.valueOf(field.getKey()) + ": " + line(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(Json::line)
                        .collect(Collectors.joining(", ", "[", "]"))
                : value.toString();
    }

    /** @throws IllegalArgumentException when it is no JSON */
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, saw \"" + text + "\"", e);
        }
    }
}
