package dev.lapse.scenario;

import dev.lapse.scenario.FileKey.IncidentKey;
import dev.lapse.scenario.FileKey.PreventionKey;
import dev.lapse.scenario.FileKey.ScenarioKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What stands at the key {@code incident} of a scenario file, as it is written.
 *
 * @param caseName such as {@code C09}
 * @param prevention empty: there is none, for a reason
 */
record IncidentBlock(
        String caseName, List<String> sources, Optional<PreventionText> prevention, Optional<String> noPrevention) {
    /** The form of a case. */
    static final String CASE_FORM = "C[0-9]{2}";

    /** The form of a source. */
    static final String SOURCE_FORM = "https://[^\\s/]+/\\S*";

    /** How long the words for a prevention may be. */
    static final int LONGEST_BY = 80;

    /** How long the reason for having none may be. */
    static final int LONGEST_REASON = 300;

    /** The keys of a scenario that a prevention may have: those that say what is run and what is expected. */
    static final Set<ScenarioKey> LAID_OVER = EnumSet.complementOf(EnumSet.of(
            ScenarioKey.NAME, ScenarioKey.OBSERVED, ScenarioKey.INCIDENT, ScenarioKey.RESOLVED, ScenarioKey.ASSUMED));

    IncidentBlock {
        sources = List.copyOf(sources);
    }

    /**
     * What prevents the harm, as it is written.
     *
     * @param by short words for it
     * @param keys the map, {@code by} included
     */
    record PreventionText(String by, Value keys) {
        /** The keys of this map that are no scenario's. */
        static final List<String> OWN = FileKey.texts(PreventionKey.values());

        /** The map of the whole file with these keys laid over it, under another name. */
        Value over(Value file, String name) {
            List<String> without = new ArrayList<>(OWN);
            without.add(ScenarioKey.INCIDENT.text());
            return keys.over(file.without(List.of(ScenarioKey.INCIDENT.text())), without)
                    .with(ScenarioKey.NAME.text(), name);
        }
    }

    /** Empty: something is wrong, and was told. */
    static Optional<IncidentBlock> read(Value value) {
        Optional<Fields> fields = value.fields("a map", IncidentKey.values());
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> caseName = fields.get()
                .required(IncidentKey.CASE)
                .flatMap(name -> name.parsed("a case such as C09", matching(CASE_FORM, "a case must be such as C09")));
        Optional<List<String>> sources =
                fields.get().required(IncidentKey.SOURCE).flatMap(IncidentBlock::sources);
        Optional<Value> prevention = fields.get().get(IncidentKey.PREVENTION);
        Optional<Value> none = fields.get().get(IncidentKey.NO_PREVENTION);
        if (prevention.isPresent() == none.isPresent()) {
            value.problem("an incident has either prevention or no-prevention, "
                    + (none.isPresent() ? "has both" : "has neither"));
            return Optional.empty();
        }
        Optional<PreventionText> text = prevention.flatMap(IncidentBlock::prevention);
        Optional<String> reason = none.flatMap(why -> why.parsed("a reason", line("no-prevention", LONGEST_REASON)));
        return caseName.isPresent() && sources.isPresent() && (text.isPresent() || reason.isPresent())
                ? Optional.of(new IncidentBlock(caseName.get(), sources.get(), text, reason))
                : Optional.empty();
    }

    private static Optional<List<String>> sources(Value value) {
        List<Value> items = value.oneOrMore();
        if (items.isEmpty()) {
            value.problem("expected a URL or a list of them, was an empty list");
            return Optional.empty();
        }
        List<String> urls = items.stream()
                .flatMap(item -> item
                        .parsed(
                                "a URL such as https://github.com/patroni/patroni/issues/1195",
                                matching(SOURCE_FORM, "a source must be a URL that begins with https://"))
                        .stream())
                .toList();
        return urls.size() == items.size() ? Optional.of(urls) : Optional.empty();
    }

    private static Optional<PreventionText> prevention(Value value) {
        List<String> known = new ArrayList<>(PreventionText.OWN);
        ScenarioKey.texts(LAID_OVER).forEach(known::add);
        Optional<Fields> fields = value.fields("a map", known);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> by = fields.get()
                .required(PreventionKey.BY)
                .flatMap(words -> words.parsed("words such as patroni.failsafe_mode", line("by", LONGEST_BY)));
        Optional<Value> expect = fields.get().required(ScenarioKey.EXPECT);
        boolean changes = fields.get().names().stream()
                .anyMatch(name -> !PreventionText.OWN.contains(name) && !name.equals(ScenarioKey.EXPECT.text()));
        if (!changes) {
            value.problem("a prevention changes something of the run, was by and expect alone");
        }
        return by.isPresent() && expect.isPresent() && changes
                ? Optional.of(new PreventionText(by.get(), value))
                : Optional.empty();
    }

    private static Function<String, String> matching(String form, String rule) {
        return text -> {
            if (!text.matches(form)) {
                throw new IllegalArgumentException(rule + ", was \"" + text + "\"");
            }
            return text;
        };
    }

    private static Function<String, String> line(String key, int longest) {
        return text -> {
            String words = text.strip();
            if (words.isEmpty() || words.length() > longest || words.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(key + " must be one line of 1 to " + longest + " characters, was "
                        + words.length() + " characters");
            }
            return words;
        };
    }
}
