package dev.lapse.component;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The timings by which HAProxy finds a server up or down, in one listener ({@code src/check.c} of 3.0).
 *
 * @param inter between two checks of a server that is up
 * @param fastInter between two checks while the state is changing; inter, where it is not set
 * @param downInter between two checks of a server that is down; inter, where it is not set
 * @param fall failed checks in a row that make a server down
 * @param rise good checks in a row that make it up
 * @param connect {@code timeout connect}
 * @param check {@code timeout check}: how long an answer may take after the connection is there; inter in all, where
 *     it is not set
 */
public record HaproxyTimings(
        Duration inter, Duration fastInter, Duration downInter, int fall, int rise, Duration connect, Duration check) {

    /** What HAProxy does where {@code default-server} does not say it (configuration manual, 5.2). */
    static final Map<String, String> WITHOUT = Map.of("inter", "2s", "fall", "3", "rise", "2");

    /** Those of the listener in the file that these settings make. */
    public static HaproxyTimings of(Settings settings, String listener) {
        Map<String, String> given = settings.of(Section.HAPROXY);
        OfListener of = new OfListener(given, listener + ".");
        Duration inter = of.time("inter").orElseThrow();
        return new HaproxyTimings(
                inter,
                of.time("fastinter").orElse(inter),
                of.time("downinter").orElse(inter),
                Integer.parseInt(of.value("fall").orElseThrow()),
                Integer.parseInt(of.value("rise").orElseThrow()),
                of.time("timeout connect").orElse(inter),
                of.time("timeout check").orElse(inter));
    }

    private record OfListener(Map<String, String> given, String prefix) {
        Optional<String> value(String name) {
            String own = given.get(prefix + name);
            boolean inherits = "off".equals(own) && !HaproxyNames.isServerKeyword(name); // a line of defaults holds
            String both = own != null && !inherits ? own : given.get(name);
            String usual = HaproxyFile.SERVER.getOrDefault(name, HaproxyFile.DEFAULTS.get(name));
            return Optional.ofNullable(both != null ? both : usual)
                    .filter(value -> !value.equals("off"))
                    .or(() -> Optional.ofNullable(WITHOUT.get(name)));
        }

        /** HAProxy takes a number without a unit as milliseconds. */
        Optional<Duration> time(String name) {
            return value(name)
                    .map(text -> text.matches("\\d+") ? text + "ms" : text)
                    .map(text -> text.endsWith("d")
                            ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                            : DurationText.parse(text));
        }
    }
}
