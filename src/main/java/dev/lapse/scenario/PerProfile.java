package dev.lapse.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values that may differ by profile: {@code 60s}, or {@code {default: 60s, fast: 30s}}. */
final class PerProfile {
    static final List<String> NAMES =
            Arrays.stream(Profile.values()).map(Profile::text).toList();

    private PerProfile() {}

    /** Reads the values of all profiles, so that an error in any is found, and returns this profile's. */
    static <T> Optional<T> read(Value value, Profile profile, Function<Value, Optional<T>> reader) {
        if (!value.isMap()) {
            return reader.apply(value);
        }
        return value.fields("a value per profile", NAMES).flatMap(fields -> choose(fields, profile, reader));
    }

    static Optional<Duration> duration(Value value, Profile profile, String example) {
        return read(value, profile, each -> each.duration(example));
    }

    /** The same, of a map that has other keys besides. */
    static <T> Optional<T> choose(Fields fields, Profile profile, Function<Value, Optional<T>> reader) {
        Map<Profile, T> values = new EnumMap<>(Profile.class);
        for (Profile each : Profile.values()) {
            fields.get(each.text()).flatMap(reader).ifPresent(read -> values.put(each, read));
        }
        fields.required(Profile.DEFAULT.text());
        return Optional.ofNullable(values.getOrDefault(profile, values.get(Profile.DEFAULT)));
    }
}
