package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.SettingForm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The parameters of one major version of PostgreSQL, as its {@code pg_settings} has them before anything is configured:
 * those that {@code postgres --describe-config} tells, and those that it keeps for itself. Names do not depend on case.
 */
public final class PostgresParameters {
    /** The versions that are known, the oldest first: those of the suites of {@link Release}. */
    static final List<Integer> VERSIONS =
            Stream.of(Release.values()).map(Release::postgresql).sorted().toList();

    /** The least that Patroni takes over; with less it goes on with a value of its own (CMDLINE_OPTIONS). */
    private static final Map<String, Integer> LEAST_OF_PATRONI = Map.of(
            "max_connections", 25,
            "max_wal_senders", 3,
            "max_locks_per_transaction", 32,
            "max_replication_slots", 4,
            "max_worker_processes", 2,
            "wal_keep_size", 16);

    /** What Patroni gives PostgreSQL where nothing is set (CMDLINE_OPTIONS). */
    private static final Map<String, String> OF_PATRONI = Map.of(
            "max_connections", "100",
            "max_wal_senders", "10",
            "max_locks_per_transaction", "64",
            "max_prepared_transactions", "0",
            "max_replication_slots", "10",
            "max_worker_processes", "8",
            "wal_keep_size", "128MB",
            "wal_log_hints", "on",
            "hot_standby", "on",
            "track_commit_timestamp", "off");

    private static final Map<Integer, PostgresParameters> KNOWN = read();

    private final int major;
    private final Map<String, Parameter> parameters;

    private PostgresParameters(int major, Map<String, Parameter> parameters) {
        this.major = major;
        this.parameters = parameters;
    }

    /**
     * A row of {@code pg_settings}; what is not there is empty.
     *
     * @param type {@code bool}, {@code enum}, {@code integer}, {@code real} or {@code string}
     */
    record Parameter(
            String name,
            String context,
            String type,
            String bootValue,
            String min,
            String max,
            String unit,
            List<String> words) {
        /** Whether it is only shown, and no file can set it. */
        boolean isPreset() {
            return context.equals("internal");
        }

        /** What Patroni takes over of it. */
        Parameter throughPatroni() {
            Integer least = LEAST_OF_PATRONI.get(name);
            List<String> left = name.equals("wal_level")
                    ? words.stream().filter(word -> !word.equals("minimal")).toList()
                    : words;
            return new Parameter(
                    name, context, type, bootValue, least == null ? min : least.toString(), max, unit, left);
        }

        SettingForm form() {
            return PostgresForm.of(this);
        }

        /** The default with its unit, which is a number of it; Patroni has its own of some. */
        String shownDefault() {
            String ofPatroni = OF_PATRONI.get(name);
            if (ofPatroni != null) {
                return ofPatroni + " (Patroni)";
            }
            if (bootValue.equals("0") || bootValue.equals("-1")) {
                return bootValue;
            }
            return unit.matches("[a-zA-Z]+") && !bootValue.equals("0") && !bootValue.startsWith("-")
                    ? bootValue + unit
                    : unit.isEmpty() ? bootValue : bootValue + " x " + unit;
        }
    }

    /** @throws IllegalArgumentException when nothing is known of this version */
    static PostgresParameters of(int major) {
        return Optional.ofNullable(KNOWN.get(major))
                .orElseThrow(() -> new IllegalArgumentException("no parameters of PostgreSQL " + major));
    }

    /** The versions that have a parameter of that name. */
    static List<Integer> having(String name) {
        return VERSIONS.stream()
                .filter(version -> of(version).find(name).isPresent())
                .toList();
    }

    /** What the newest version that has it says of this parameter. */
    static Optional<Parameter> newest(String name) {
        return having(name).stream()
                .reduce((one, later) -> later)
                .flatMap(version -> of(version).find(name));
    }

    /** The parameter of the newest version that a name was probably meant to be. */
    static Optional<String> nearest(String name) {
        return Nearest.of(name, of(VERSIONS.get(VERSIONS.size() - 1)).names());
    }

    static boolean isBoundByPatroni(String name) {
        return LEAST_OF_PATRONI.containsKey(name);
    }

    int major() {
        return major;
    }

    Optional<Parameter> find(String name) {
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
    }

    Collection<Parameter> all() {
        return parameters.values();
    }

    /** The names that a file can set, as PostgreSQL spells them. */
    List<String> names() {
        return parameters.values().stream()
                .filter(parameter -> !parameter.isPreset())
                .map(Parameter::name)
                .toList();
    }

    /** The rows of a resource, as the image's own PostgreSQL writes them. */
    static String resource(int major) {
        return Template.load("postgresql-" + major + ".tsv").text();
    }

    private static Map<Integer, PostgresParameters> read() {
        Map<Integer, PostgresParameters> known = new TreeMap<>();
        VERSIONS.forEach(version -> known.put(version, read(version)));
        return Collections.unmodifiableMap(known);
    }

    private static PostgresParameters read(int major) {
        Map<String, Parameter> parameters = new TreeMap<>();
        resource(major).lines().map(line -> line.split("\t", -1)).forEach(cells -> {
            List<String> words = new ArrayList<>(List.of(cells[7].split(",")));
            if (cells[7].isEmpty()) {
                words.clear();
            }
            parameters.put(
                    cells[0].toLowerCase(Locale.ROOT),
                    new Parameter(
                                    cells[0],
                                    cells[1],
                                    cells[2],
                                    cells[3],
                                    cells[4],
                                    cells[5],
                                    cells[6],
                                    List.copyOf(words))
                            .throughPatroni());
        });
        return new PostgresParameters(major, Collections.unmodifiableMap(parameters));
    }

    /** A bound as a number; PostgreSQL writes some with an exponent. */
    static Optional<BigDecimal> bound(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    }
}
