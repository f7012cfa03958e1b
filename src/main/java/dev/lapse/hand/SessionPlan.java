package dev.lapse.hand;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.MeasuredLimits;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a session by hand begins with.
 *
 * @param scenario with the settings of the chosen profile
 * @param plain the same without the profile's, for the file that is exported; empty where that is no valid scenario
 */
public record SessionPlan(Scenario scenario, Optional<Scenario> plain) {
    /**
     * Reads a topology or scenario file, or the topology of that name.
     *
     * @throws LapseException of kind BAD_INPUT, a line per error
     */
    public static SessionPlan read(String named, Profile profile, List<String> overrides) {
        Scenario scenario = ScenarioFile.byHand(named, profile, overrides);
        return new SessionPlan(scenario, plain(named, overrides));
    }

    /**
     * The same, judged by these expectations at its end; without any, by none.
     *
     * @throws LapseException of kind BAD_INPUT, a line each, when a lane is not there, or a step cannot be
     */
    public SessionPlan expecting(List<Expectation> expectations) {
        String problems = expectations.stream()
                .flatMap(expectation ->
                        scenario.whyNot(expectation).stream().map(why -> "--expect " + expectation + ": " + why))
                .collect(Collectors.joining("\n"));
        if (!problems.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, problems);
        }
        return new SessionPlan(scenario.expecting(Expectation.withoutDefaults(expectations)), plain);
    }

    private static Optional<Scenario> plain(String named, List<String> overrides) {
        try {
            return Optional.of(ScenarioFile.byHand(named, Profile.DEFAULT, overrides));
        } catch (LapseException onlyWithProfile) {
            return Optional.empty();
        }
    }

    /**
     * The scenario of these steps as a file.
     *
     * @param file where it will be
     * @param measured what may be expected, as comments
     * @throws LapseException of kind BAD_INPUT when no scenario can have that file's name
     */
    String export(Path file, List<Step> steps, long seed, List<MeasuredLimits.Offer> measured) {
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        List<String> head = new ArrayList<>();
        head.add(
                "Hypothesis: (say what this is to show; it was done by hand, and the holds are those that really passed)");
        head.add("");
        head.add("Recorded on topology " + scenario.cluster().topology() + " at the profile "
                + scenario.profile().text() + ".");
        try {
            List<String> offers = offers(measured);
            return plain.map(settings -> exported(settings, name, steps, seed).toDraft(file, head, offers))
                    .orElseGet(() -> exported(scenario, name, steps, seed).toYaml()
                            + offers.stream()
                                    .map(offer -> "#   " + offer + "\n")
                                    .collect(Collectors.joining(
                                            "",
                                            offers.isEmpty() ? "" : "# What was measured, for expect above:\n",
                                            "")));
        } catch (IllegalArgumentException impossible) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "export " + file + ": " + impossible.getMessage(), impossible);
        }
    }

    /** Lines of {@code expect}; of a check that is expected already only what was measured. */
    private List<String> offers(List<MeasuredLimits.Offer> measured) {
        Set<Expectation.Check> asked = scenario.expectations().stream()
                .filter(expectation -> expectation.limit() != Limit.UNCHECKED)
                .map(Expectation::check)
                .collect(Collectors.toSet());
        return measured.stream()
                .map(offer -> {
                    String limit = asked.contains(offer.check())
                            ? ""
                            : offer.limit()
                                    .map(text -> offer.check().text() + ": " + text)
                                    .orElse("");
                    return limit.isEmpty()
                            ? "# measured: " + offer.check().text() + " " + offer.measured()
                            : "%-22s  # measured: %s".formatted(limit, offer.measured());
                })
                .toList();
    }

    /** Expects what was asked of the session, as far as the steps are there, and what is assumed beside it. */
    private Scenario exported(Scenario settings, String name, List<Step> steps, long seed) {
        Scenario whole = settings.withSteps(name, steps).withSeed(seed);
        List<Expectation> asked = scenario.expectations().stream()
                .filter(expectation -> expectation.limit() != Limit.UNCHECKED)
                .filter(expectation -> whole.whyNot(expectation).isEmpty())
                .toList();
        return whole.expecting(Expectation.withDefaults(asked, whole.cluster()));
    }
}
