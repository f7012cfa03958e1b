package dev.lapse.lint;

import dev.lapse.cluster.NodeName;
import java.util.List;

/**
 * Something that a rule says of a configuration. Fluent methods return new values.
 *
 * @param rule the rule's name: {@code two-servers-up}
 * @param what what is wrong, with its setting and value
 * @param why in one sentence, without its full stop
 * @param arithmetic with this configuration's numbers, a line each; empty: there is nothing to reckon
 * @param sources sections of the bounds, source files or addresses
 * @param cures each cures it alone, the mildest first; empty: no value does, and {@code why} says so
 * @param shownBy the shipped scenario that shows the harm; empty: not shown by a run
 */
public record Concern(
        String rule,
        Severity severity,
        String what,
        String why,
        List<String> arithmetic,
        List<String> sources,
        List<Cure> cures,
        String shownBy) {
    public Concern {
        arithmetic = List.copyOf(arithmetic);
        sources = List.copyOf(sources);
        cures = List.copyOf(cures);
    }

    static Concern of(Severity severity, String rule, String what) {
        return new Concern(rule, severity, what, "", List.of(), List.of(), List.of(), "");
    }

    static Concern error(String rule, String what) {
        return of(Severity.ERROR, rule, what);
    }

    static Concern warning(String rule, String what) {
        return of(Severity.WARNING, rule, what);
    }

    /** @param what what is not known, and by which option it can be said */
    static Concern notKnown(String rule, String what) {
        return of(Severity.NOT_KNOWN, rule, what);
    }

    Concern because(String newWhy) {
        return new Concern(rule, severity, what, newWhy, arithmetic, sources, cures, shownBy);
    }

    Concern counting(String... lines) {
        return new Concern(rule, severity, what, why, List.of(lines), sources, cures, shownBy);
    }

    Concern from(String... newSources) {
        return new Concern(rule, severity, what, why, arithmetic, List.of(newSources), cures, shownBy);
    }

    Concern curedBy(List<Cure> newCures) {
        return new Concern(rule, severity, what, why, arithmetic, sources, newCures, shownBy);
    }

    Concern curedBy(Cure... newCures) {
        return curedBy(List.of(newCures));
    }

    /** The same, where only this host runs so. */
    Concern asRunOn(NodeName host) {
        return new Concern(rule, severity, "as " + host + " runs: " + what, why, arithmetic, sources, cures, shownBy);
    }

    Concern shownBy(String scenario) {
        return new Concern(rule, severity, what, why, arithmetic, sources, cures, scenario);
    }
}
