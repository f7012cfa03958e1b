package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds etcd's settings against the configuration that each member writes into its log when it starts. What is not
 * there is in the file that it was started with; etcd does not say that it leaves a name out, so each name must be one
 * of {@code etcd --help}.
 */
final class EtcdComparison {
    static final String FILE = "/etc/lapse/etcd.yml";
    private static final String PREFIX = Section.ETCD.text() + ".";

    /** What the log calls a setting. */
    private static final Map<String, String> IN_LOG = Map.of(
            "experimental-initial-corrupt-check", "initial-corrupt-check",
            "experimental-corrupt-check-time", "corrupt-check-time-interval");

    /** A number without a unit is milliseconds. */
    static final Set<String> MILLIS = Set.of("heartbeat-interval", "election-timeout");

    private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|us|µs|ns|m|s)");

    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "h", new BigDecimal(3600),
            "m", new BigDecimal(60),
            "s", BigDecimal.ONE,
            "ms", new BigDecimal("0.001"),
            "us", new BigDecimal("0.000001"),
            "µs", new BigDecimal("0.000001"),
            "ns", new BigDecimal("0.000000001"));

    private EtcdComparison() {}

    static Comparison of(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.ETCD);
        return new Comparison(
                asked,
                List.of(
                        new Ask(
                                Means.SHELL,
                                AskedSettings.orComplaint(
                                        "curl -sf --noproxy '*' --max-time 5 http://localhost:" + Etcd.CLIENT_PORT
                                                + "/version > /dev/null\n[ $? -eq 0 ] && grep -a '\"starting an etcd server\"'"
                                                + " /var/log/lapse/etcd.log | tail -n 1",
                                        "etcd",
                                        "\"level\":\"(fatal|error|panic)\"|rror verifying|rror unmarshal")),
                        new Ask(Means.SHELL, "etcd --help 2>&1"),
                        StartedWith.file(ComponentName.ETCD, FILE)),
                answers -> differences(asked, answers));
    }

    static List<Difference> differences(Map<String, String> asked, List<String> answers) {
        JsonNode started = Json.read(answers.get(0));
        return asked.entrySet().stream()
                .flatMap(entry ->
                        difference(entry.getKey().substring(PREFIX.length()), entry.getValue(), asked, started, answers)
                                .stream())
                .toList();
    }

    private static Optional<Difference> difference(
            String name, String value, Map<String, String> asked, JsonNode started, List<String> answers) {
        if (started.isEmpty() || answers.get(1).isBlank()) {
            return Optional.of(AskedSettings.notKnown(
                    PREFIX + name, started.isEmpty() ? "its log has no start" : "etcd --help said nothing"));
        }
        if (!Pattern.compile("--" + Pattern.quote(name) + "(?![a-z0-9-])")
                .matcher(answers.get(1))
                .find()) {
            return differs(name, "nothing", "etcd --help of this version has no such setting");
        }
        JsonNode told = started.path(IN_LOG.getOrDefault(name, name));
        if (told.isMissingNode()) {
            return ofFile(name, value, answers.get(2));
        }
        return isSame(name, value, asked, told.asText())
                ? Optional.empty()
                : differs(name, told.asText(), "that is what etcd wrote into its log when it started");
    }

    private static Optional<Difference> ofFile(String name, String value, String file) {
        if (StartedWith.tellsNothing(file)) {
            return differs(name, NotInEffect.NOT_KNOWN, StartedWith.why(FILE, file));
        }
        Optional<String> seen = YamlDocument.of(new OwnFile(FILE, file)).text(List.of(name));
        return seen.filter(text -> AskedSettings.same(form(name), value, text)).isPresent()
                ? Optional.empty()
                : differs(name, seen.orElse("nothing"), "that is what " + FILE + " says");
    }

    private static SettingForm form(String name) {
        return EtcdNames.NAMES.forms().getOrDefault(name, SettingForm.AS_WRITTEN);
    }

    private static boolean isSame(String name, String value, Map<String, String> asked, String told) {
        Optional<BigDecimal> seen = seconds(told);
        if (seen.isEmpty()) {
            return AskedSettings.same(form(name), value, told);
        }
        Optional<BigDecimal> wanted = AskedSettings.number(value)
                .map(number -> number.multiply(unit(name, asked)))
                .or(() -> seconds(value));
        return wanted.filter(number -> number.compareTo(seen.get()) == 0).isPresent();
    }

    /** The unit of a number that is written without one. */
    private static BigDecimal unit(String name, Map<String, String> asked) {
        if (MILLIS.contains(name)) {
            return SECONDS.get("ms");
        }
        boolean hours = name.equals("auto-compaction-retention")
                && !asked.getOrDefault(PREFIX + "auto-compaction-mode", "periodic")
                        .equals("revision");
        return SECONDS.get(hours ? "h" : "ns");
    }

    /** A duration as Go writes it: {@code 1h0m0s}. */
    static Optional<BigDecimal> seconds(String text) {
        if (!text.matches("(" + PART.pattern() + ")+")) {
            return Optional.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(SECONDS.get(part.group(2))));
        }
        return Optional.of(sum);
    }

    private static Optional<Difference> differs(String name, String seen, String why) {
        return Optional.of(Difference.of(PREFIX + name, seen, why));
    }
}
