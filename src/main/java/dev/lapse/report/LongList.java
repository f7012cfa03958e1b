package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** How a list that grows with the length of a run comes into a tree of JSON. */
enum LongList {
    /** All its entries are in the tree. */
    IN_TREE {
        @Override
        <T> void put(ObjectNode parent, String key, List<T> values, Function<T, ObjectNode> write) {
            ResultJson.each(parent, key, values, write);
        }
    },
    /** An entry is made when it is written, and then forgotten: the tree can be written, and not be looked at. */
    AS_WRITTEN {
        @Override
        <T> void put(ObjectNode parent, String key, List<T> values, Function<T, ObjectNode> write) {
            parent.set(key, new POJONode(new WrittenList<>(values, write)));
        }
    };

    abstract <T> void put(ObjectNode parent, String key, List<T> values, Function<T, ObjectNode> write);

    private record WrittenList<T>(List<T> values, Function<T, ObjectNode> write) implements JsonSerializable {
        @Override
        public void serialize(JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (T value : values) {
                write.apply(value).serialize(json, provider);
            }
            json.writeEndArray();
        }

        @Override
        public void serializeWithType(JsonGenerator json, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(json, provider);
        }
    }
}
