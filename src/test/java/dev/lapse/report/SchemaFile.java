package dev.lapse.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A JSON Schema that lies beside the classes of reports. */
record SchemaFile(String name) {
    Set<ValidationMessage> violations(JsonNode document) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(tree())
                .validate(document, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }

    /** The keys without a description. */
    List<String> undescribed() throws IOException {
        List<String> bare = new ArrayList<>();
        undescribed(tree(), "", bare);
        return bare;
    }

    private static void undescribed(JsonNode schema, String path, List<String> bare) {
        schema.path("properties").fields().forEachRemaining(entry -> {
            if (!entry.getValue().has("description")) {
                bare.add(path + "/" + entry.getKey());
            }
            undescribed(entry.getValue(), path + "/" + entry.getKey(), bare);
        });
        for (String below : List.of("items", "additionalProperties")) {
            if (schema.path(below).isObject()) {
                undescribed(schema.path(below), path + "[]", bare);
            }
        }
    }

    JsonNode tree() throws IOException {
        try (InputStream in = ResultJson.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
