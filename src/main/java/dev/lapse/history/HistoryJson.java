package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How events look as JSON: names, timelines and log positions as plain values, durations and instants in ISO 8601,
 * nulls left out.
 */
final class HistoryJson {
    private HistoryJson() {}

    /** A mapper of its own; it keeps the names that it has read, so that a million attempts share a few. */
    static JsonMapper mapper() {
        SimpleModule module = new SimpleModule("history");
        module.addSerializer(NodeName.class, new ToStringSerializer());
        module.addDeserializer(NodeName.class, new Named<>(NodeName.class, NodeName::new));
        module.addSerializer(FaultName.class, new ToStringSerializer());
        module.addDeserializer(FaultName.class, new Named<>(FaultName.class, FaultName::of));
        module.addSerializer(LaneName.class, new ToStringSerializer());
        module.addDeserializer(LaneName.class, new Named<>(LaneName.class, LaneName::new));
        module.addSerializer(Lsn.class, new ToStringSerializer());
        module.addDeserializer(Lsn.class, new LsnReader());
        module.addSerializer(PatroniState.class, new ToStringSerializer());
        module.addDeserializer(PatroniState.class, new Named<>(PatroniState.class, PatroniState::new));
        module.addSerializer(PatroniRole.class, new ToStringSerializer());
        module.addDeserializer(PatroniRole.class, new RoleReader());
        module.addSerializer(Timeline.class, new TimelineWriter());
        module.addDeserializer(Timeline.class, new TimelineReader());
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new RequiredFields(), new JacksonAnnotationIntrospector()))
                .addModules(module, new JavaTimeModule())
                .addMixIn(Lane.class, LaneComponents.class)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(LogicalType.Textual, HistoryJson::refuseAllButStrings)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
                .build();
    }

    private static void refuseAllButStrings(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** Jackson takes {@code isClient()} for a property, and the like; they follow from the components. */
    private interface LaneComponents {
        @JsonIgnore
        boolean isClient();

        @JsonIgnore
        boolean isDirect();

        @JsonIgnore
        boolean isLoad();

        @JsonIgnore
        boolean isInLedger();

        @JsonIgnore
        boolean isMultiHost();

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> settings();
    }

    private static String string(JsonParser parser, DeserializationContext context, StdDeserializer<?> reader)
            throws IOException {
        require(JsonToken.VALUE_STRING, parser, context, reader);
        return parser.getText();
    }

    private static void require(
            JsonToken form, JsonParser parser, DeserializationContext context, StdDeserializer<?> reader)
            throws IOException {
        if (!parser.hasToken(form)) {
            String name = reader.handledType().getSimpleName();
            context.reportWrongTokenException(reader, form, "%s has another form", name);
        }
    }

    private static final class Named<T> extends StdDeserializer<T> {
        private final transient Function<String, T> make;
        private final transient Map<String, T> known = new ConcurrentHashMap<>();

        Named(Class<T> type, Function<String, T> make) {
            super(type);
            this.make = make;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String name = string(parser, context, this);
            try {
                return known.computeIfAbsent(name, make);
            } catch (IllegalArgumentException wrong) {
                throw InvalidFormatException.from(parser, wrong.getMessage(), name, handledType());
            }
        }
    }

    /** A word that is no role is read as none, as it is when Patroni says it. */
    private static final class RoleReader extends StdDeserializer<PatroniRole> {
        RoleReader() {
            super(PatroniRole.class);
        }

        @Override
        public @Nullable PatroniRole deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return PatroniRole.of(string(parser, context, this)).orElse(null);
        }
    }

    private static final class LsnReader extends StdDeserializer<Lsn> {
        LsnReader() {
            super(Lsn.class);
        }

        @Override
        public Lsn deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Lsn.parse(string(parser, context, this));
        }
    }

    private static final class TimelineReader extends StdDeserializer<Timeline> {
        TimelineReader() {
            super(Timeline.class);
        }

        @Override
        public Timeline deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            require(JsonToken.VALUE_NUMBER_INT, parser, context, this);
            return new Timeline(parser.getIntValue());
        }
    }

    private static final class TimelineWriter extends StdSerializer<Timeline> {
        TimelineWriter() {
            super(Timeline.class);
        }

        @Override
        public void serialize(Timeline timeline, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(timeline.value());
        }
    }
}
