package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds Patroni's settings against what each node tells: {@code GET /config} for what the DCS keeps, {@code GET
 * /patroni} for tags, the log for what it changed, and its own program for names.
 *
 * <p>Patroni keeps a name that it does not know and says nothing. But a word that is nowhere in its program cannot do
 * anything. No command tells {@code log}, {@code restapi} and {@code watchdog}: they are in the file that Patroni was
 * started with.
 */
final class PatroniComparison {
    private static final String PREFIX = Section.PATRONI.text() + ".";

    /** {@code config.py}, {@code _safe_copy_dynamic_configuration}: these are not taken from the DCS. */
    private static final Set<String> NEVER_FROM_DCS =
            Set.of("connect_address", "proxy_address", "listen", "config_dir", "data_dir", "pgpass", "authentication");

    /** Sections where the second word is one of Patroni's own. */
    private static final Set<String> WITH_OWN_WORDS =
            Set.of("postgresql", "watchdog", "log", "restapi", "standby_cluster");

    /** Before a port and a path. */
    static final String PAGE = "curl --silent --show-error --noproxy '*' --max-time 5 http://localhost:";

    private final Map<String, String> asked;
    private final JsonNode config;
    private final JsonNode status;
    private final Set<String> strange;
    private final List<String> log;
    private final boolean watched;

    /** Settings that a file of the user's own has for the node itself. */
    private final Set<String> local;

    private PatroniComparison(Map<String, String> asked, Set<String> local, List<String> answers) {
        this.asked = asked;
        this.local = local;
        this.config = Json.read(answers.get(0));
        this.status = Json.read(answers.get(1));
        this.strange = answers.get(2).lines().collect(Collectors.toSet());
        this.log = answers.get(3).lines().toList();
        this.watched = answers.get(4).contains("yes");
    }

    static Comparison of(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.PATRONI);
        String words = asked.keySet().stream()
                .flatMap(name -> word(name.substring(PREFIX.length())).stream())
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .distinct()
                .collect(Collectors.joining(" "));
        String program =
                "program=$(python3 -c 'import os, patroni; print(os.path.dirname(patroni.__file__))')\nfor word in "
                        + words + "; do grep -rqwF --include='*.py' -- \"$word\" \"$program\" || echo \"$word\"; done";
        String device =
                asked.getOrDefault(PREFIX + "watchdog.device", "/dev/watchdog").replace("'", "'\\''");
        return new Comparison(
                asked,
                List.of(
                        new Ask(
                                Means.SHELL,
                                AskedSettings.orComplaint(
                                        PAGE + Patroni.REST_PORT + "/config --fail",
                                        "patroni",
                                        "CRITICAL|ERROR|FATAL|Error|didn.t pass")),
                        new Ask(Means.SHELL, PAGE + Patroni.REST_PORT + "/patroni"),
                        new Ask(Means.SHELL, words.isEmpty() ? "true" : program),
                        new Ask(
                                Means.SHELL,
                                "grep -aE ' (WARNING|ERROR|CRITICAL): ' /var/log/lapse/patroni.log || true"),
                        new Ask(Means.SHELL, "[ ! -e '" + device + "' ] || echo yes")),
                answers -> differences(asked, Patroni.localSettings(cluster), answers));
    }

    static List<Difference> differences(Map<String, String> asked, List<String> answers) {
        return differences(asked, Set.of(), answers);
    }

    static List<Difference> differences(Map<String, String> asked, Set<String> local, List<String> answers) {
        PatroniComparison comparison = new PatroniComparison(asked, local, answers);
        return asked.entrySet().stream()
                .flatMap(entry ->
                        comparison.difference(entry.getKey().substring(PREFIX.length()), entry.getValue()).stream())
                .toList();
    }

    /** The word of a name that Patroni's program must have to know it. */
    private static Optional<String> word(String name) {
        String[] parts = name.split("\\.");
        if (parts.length == 1) {
            return Optional.of(parts[0]);
        }
        return WITH_OWN_WORDS.contains(parts[0]) ? Optional.of(parts[1]) : Optional.empty();
    }

    private Optional<Difference> difference(String name, String value) {
        if (word(name).filter(strange::contains).isPresent() && !isMethod(name)) {
            return differs(
                    name,
                    "nothing",
                    "Patroni " + version() + " has no such setting: no part of its program has the word "
                            + word(name).orElseThrow());
        }
        if (name.startsWith("tags.")) {
            return tag(name, value);
        }
        if (name.startsWith("watchdog.")) {
            return watchdog(name, value);
        }
        if (PatroniFile.isLocal(name) || local.contains(name)) {
            return Optional.empty();
        }
        String[] parts = name.split("\\.");
        if (parts[0].equals("postgresql") && parts.length > 1) {
            if (NEVER_FROM_DCS.contains(parts[1])) {
                return differs(name, "what the node's own file says", "Patroni takes it from there only");
            }
        }
        return stored(name, value);
    }

    /** How a replica is made may have a name of one's own, and settings below it. */
    private boolean isMethod(String name) {
        return name.startsWith("postgresql.") && asked.containsKey(PREFIX + "postgresql.create_replica_methods");
    }

    private String version() {
        return status.path("patroni").path("version").asText("");
    }

    private Optional<Difference> stored(String name, String value) {
        if (!config.isObject() || config.isEmpty()) {
            return Optional.of(AskedSettings.notKnown(PREFIX + name, "GET /config showed nothing"));
        }
        if (PatroniTimings.names().contains(name)) {
            return timing(name, value);
        }
        JsonNode kept = config;
        for (String part : name.split("\\.")) {
            kept = kept.path(part);
        }
        String seen = kept.isMissingNode() || kept.isNull() ? "" : kept.isValueNode() ? kept.asText() : kept.toString();
        boolean same = PatroniSettings.isStructured(name)
                ? Json.read(value).equals(kept)
                : isSame(value, kept) || value.equals("null") && seen.isEmpty();
        if (!same) {
            return differs(
                    name,
                    seen.isEmpty() ? "nothing" : seen,
                    "that is what GET /config shows"
                            + AskedSettings.line(log, name)
                                    .map(line -> "; Patroni's log: " + line)
                                    .orElse(""));
        }
        if (name.equals("synchronous_mode") && value.equals("quorum") && major() < 4) {
            return differs(name, "off", "Patroni " + version() + " has no quorum; that came with 4.0");
        }
        String newer = name.replaceFirst("^master_", "primary_");
        if (!newer.equals(name) && asked.containsKey(PREFIX + newer)) {
            return differs(name, asked.get(PREFIX + newer), newer + " has the last word");
        }
        return Optional.empty();
    }

    /** As it is written into the file: on and off are a boolean, a number is a number. */
    static boolean isSame(String value, JsonNode kept) {
        if (kept.isBoolean()) {
            return AskedSettings.number(value).isEmpty()
                    && AskedSettings.toggle(value)
                            .filter(on -> on == kept.asBoolean())
                            .isPresent();
        }
        return kept.isNumber()
                ? AskedSettings.sameNumber(value, kept.asText())
                : kept.isValueNode() && value.strip().equals(kept.asText().strip());
    }

    private int major() {
        return Integer.parseInt(version().isEmpty() ? "0" : version().split("\\.")[0]);
    }

    /**
     * A timing as it is in effect. Patroni adjusts what breaks its rules: when it takes it over, and in a new cluster
     * before it stores it.
     */
    private Optional<Difference> timing(String name, String value) {
        String now = PatroniInquiries.inEffect(config, version()).getOrDefault(PREFIX + name, "");
        if (now.equals(value)) {
            return Optional.empty();
        }
        String said = AskedSettings.line(
                        log.stream().filter(line -> line.contains("djusting")).toList(), name)
                .map(line -> "; its log: " + line)
                .orElse("");
        return isMadeOfWhatWasAsked(name, now)
                ? Optional.of(new Difference(
                        PREFIX + name,
                        now,
                        "Patroni adjusts timings that break its rules" + said,
                        Comparison.Kind.EXPECTED))
                : differs(name, now.isEmpty() ? "nothing" : now, "that is what GET /config shows" + said);
    }

    private boolean isMadeOfWhatWasAsked(String name, String now) {
        return !version().isEmpty()
                && PatroniTimings.isAdjustedBy(version())
                && PatroniTimings.from(timing -> Optional.ofNullable(asked.get(PREFIX + timing)))
                        .adjusted()
                        .settings()
                        .get(name)
                        .equals(now);
    }

    /** Patroni does not show a tag that is off. */
    private Optional<Difference> tag(String name, String value) {
        if (status.path("patroni").isEmpty()) {
            return Optional.of(AskedSettings.notKnown(PREFIX + name, "GET /patroni showed nothing"));
        }
        JsonNode tag = status.path("tags").path(name.substring("tags.".length()));
        if (tag.isMissingNode() ? AskedSettings.toggle(value).filter(on -> !on).isPresent() : isSame(value, tag)) {
            return Optional.empty();
        }
        return differs(name, tag.isMissingNode() ? "nothing" : tag.asText(), "that is what GET /patroni shows");
    }

    private Optional<Difference> watchdog(String name, String value) {
        String mode = asked.getOrDefault(PREFIX + "watchdog.mode", "automatic");
        boolean off = AskedSettings.toggle(mode).filter(on -> !on).isPresent();
        if (off) {
            return name.equals("watchdog.mode")
                    ? Optional.empty()
                    : differs(name, "nothing", "watchdog.mode is off, so it does nothing");
        }
        String said = log.stream()
                .filter(line -> line.contains("watchdog"))
                .reduce((earlier, later) -> later)
                .flatMap(line -> AskedSettings.line(List.of(line), "watchdog"))
                .map(line -> "; Patroni's log: " + line)
                .orElse("");
        return watched
                ? Optional.empty()
                : Optional.of(new Difference(
                        PREFIX + name,
                        "no watchdog",
                        "the host has no device " + asked.getOrDefault(PREFIX + "watchdog.device", "/dev/watchdog")
                                + said,
                        Comparison.Kind.EXPECTED));
    }

    private static Optional<Difference> differs(String name, String seen, String why) {
        return Optional.of(Difference.of(PREFIX + name, seen, why));
    }
}
