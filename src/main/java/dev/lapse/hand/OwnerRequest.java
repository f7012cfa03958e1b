package dev.lapse.hand;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.cluster.LapseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hand command asks of the owner of a cluster: one JSON object on one line.
 *
 * @param words the arguments, such as a fault and its target
 * @param options by name, such as {@code flavour}
 */
public record OwnerRequest(Verb verb, List<String> words, Map<String, String> options) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
            .build();

    /** How the answer to a request of another version begins. */
    static final String STRANGE = "talk to the owner: expected a line of JSON that this version of Lapse knows, saw ";

    /** The commands. */
    public enum Verb {
        /** Waits until the cluster is up; tells how to connect. */
        READY,
        STATUS,
        /** Tells the lanes' role, password and database as {@code NAME=value} lines. */
        CREDENTIALS,
        /** Tells the JDBC URLs as {@code name=value} lines. */
        ADDRESSES,
        /** Words: fault, target. */
        INJECT,
        /** Words: faults; none: all. */
        HEAL,
        /** Words: the file's absolute path, for which the text is meant. */
        EXPORT,
        /** Tells the scenario that the cluster was brought up for, with all settings. */
        SCENARIO,
        /** Tells with which settings each host runs now: a line of JSON for each host and section. */
        RUNNING,
        DOWN,
        /** Words: a node, {@code write} or {@code read}. Option {@code superuser}. Tells a {@link CommandPlace}. */
        PSQL,
        /** Words: a host. Tells a {@link CommandPlace}. */
        EXEC,
        /** Words: a host. Tells a {@link CommandPlace}. */
        LOGS,
        /** Tells what happened so far; with the option {@code follow} also what happens from now on, to the end. */
        EVENTS
    }

    public OwnerRequest {
        words = words == null ? List.of() : List.copyOf(words);
        options = options == null ? Map.of() : Map.copyOf(options);
    }

    public static OwnerRequest of(Verb verb, String... words) {
        return new OwnerRequest(verb, List.of(words), Map.of());
    }

    String toLine() {
        return line(this);
    }

    /** @throws LapseException when it is no request that this version knows */
    static OwnerRequest parse(@Nullable String line) {
        OwnerRequest request = read(line, OwnerRequest.class);
        if (request.verb() == null) {
            throw strange(line, null);
        }
        return request;
    }

    static String line(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(@Nullable String line, Class<T> type) {
        try {
            return JSON.readValue(line == null ? "" : line, type);
        } catch (JsonProcessingException e) {
            throw strange(line, e);
        }
    }

    private static LapseException strange(@Nullable String line, @Nullable Exception cause) {
        return new LapseException(
                LapseException.Kind.HARNESS,
                STRANGE + (line == null ? "the end" : "\"" + line + "\""),
                cause == null ? new IllegalArgumentException("verb is missing") : cause);
    }
}
