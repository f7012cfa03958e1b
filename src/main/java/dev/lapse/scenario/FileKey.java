package dev.lapse.scenario;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A key of a scenario or topology file. Each map in such a file has an enum of its keys, in the order in which messages
 * and the JSON Schema name them.
 */
interface FileKey {
    /** The constant's name. */
    String name();

    /** The key as it is written: lower case, with hyphens. */
    default String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> texts(FileKey... keys) {
        return Arrays.stream(keys).map(FileKey::text).toList();
    }

    /** The keys of a map that has the sections of settings too, which stand after one of its keys. */
    private static List<String> withSections(FileKey last, FileKey... keys) {
        return Arrays.stream(keys)
                .flatMap(key -> key == last
                        ? Stream.concat(Stream.of(key.text()), Layer.SECTIONS.stream())
                        : Stream.of(key.text()))
                .toList();
    }

    /** The keys of a scenario file. */
    enum ScenarioKey implements FileKey {
        NAME,
        OBSERVED,
        TOPOLOGY,
        SUITE,
        AUTH,
        TIMINGS,
        AS_IS,
        PROBES,
        LOAD,
        STEPS,
        EXPECT,
        SEED,
        TABLE,
        SALVAGE,
        INCIDENT,
        RESOLVED,
        ASSUMED;

        /** The last one before the sections of settings. */
        static final ScenarioKey BEFORE_SECTIONS = AS_IS;

        static List<String> texts() {
            return withSections(BEFORE_SECTIONS, values());
        }

        /** Some of the keys, and the sections of settings. */
        static List<String> texts(Collection<ScenarioKey> some) {
            return withSections(BEFORE_SECTIONS, some.toArray(ScenarioKey[]::new));
        }
    }

    /** The keys of a topology. */
    enum TopologyKey implements FileKey {
        NAME,
        SUITE,
        AUTH,
        VIP,
        LEADER,
        SITES,
        HOSTS,
        FILES,
        NAMES;

        static List<String> texts() {
            return withSections(NAMES, values());
        }
    }

    /** The keys of a probe. */
    enum ProbeKey implements FileKey {
        KIND,
        VIA,
        VANTAGE,
        EVERY,
        TIMEOUT,
        CANCEL,
        HOLD,
        NAME,
        NODE,
        BALANCER,
        AT,
        LISTENER,
        DATABASE,
        HIKARI,
        PGJDBC
    }

    /** The keys of a file of the user's own, as Lapse writes it into a scenario that stands alone. */
    enum OwnFileKey implements FileKey {
        FILE,
        TEXT,
        WRITE,
        READ
    }

    /** The keys of a load. */
    enum LoadKey implements FileKey {
        CLIENTS,
        RATE,
        VIA
    }

    /** What {@code inject} takes beside the names of faults. */
    enum InjectKey implements FileKey {
        JITTER,
        PHASE
    }

    /** What every fault takes beside its options. */
    enum TargetKey implements FileKey {
        TARGET,
        HOST_OF,
        FLAVOUR
    }

    /** The keys of an incident. */
    enum IncidentKey implements FileKey {
        CASE,
        SOURCE,
        PREVENTION,
        NO_PREVENTION
    }

    /** What a prevention takes beside the keys of a scenario. */
    enum PreventionKey implements FileKey {
        BY
    }

    /** What a limit takes beside the names of profiles. */
    enum LimitKey implements FileKey {
        LANE,
        STEP,
        MIN,
        MAX
    }
}
