package dev.lapse.cli;

import dev.lapse.check.Expectation;
import dev.lapse.check.Verdict;
import dev.lapse.scenario.IncidentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the recorded runs of an incident came to.
 *
 * <p>Harm: REPRODUCED when each run of it passes, NOT REPRODUCED when one fails, UNKNOWN when one is UNKNOWN and none
 * fails, NOT RUN without one. Of several versions of PostgreSQL and the others the newest run's count.
 *
 * <p>Prevention: PREVENTED when each run of it passes, NOT PREVENTED when one fails, UNKNOWN and NOT RUN as above. It
 * PROVES NOTHING where no run of the same versions reproduced the harm.
 *
 * @param harm the runs that count
 * @param prevention the runs that count
 * @param others runs of the prevention with other versions than the harm's, where none has the same
 */
record IncidentResult(IncidentFile incident, IncidentRuns harm, IncidentRuns prevention, IncidentRuns others) {

    /** Reads what is recorded of it in a folder of reports. */
    static IncidentResult of(IncidentFile incident, Path reports) {
        return of(
                incident,
                IncidentRuns.of(incident.harm(), reports),
                incident.prevention()
                        .map(prevention -> IncidentRuns.of(prevention.scenario(), reports))
                        .orElse(IncidentRuns.NONE));
    }

    /** Of all recorded runs. */
    static IncidentResult of(IncidentFile incident, IncidentRuns allOfHarm, IncidentRuns allOfPrevention) {
        IncidentRuns harm = allOfHarm.with(allOfHarm.versions());
        IncidentRuns same = allOfHarm.isEmpty()
                ? allOfPrevention.with(allOfPrevention.versions())
                : allOfPrevention.with(harm.versions());
        return new IncidentResult(
                incident,
                harm,
                same,
                same.isEmpty() ? allOfPrevention.with(allOfPrevention.versions()) : IncidentRuns.NONE);
    }

    IncidentOutcome harmOutcome() {
        return harm.isEmpty() ? IncidentOutcome.NOT_RUN : IncidentOutcome.ofHarm(worst(harm));
    }

    IncidentOutcome preventionOutcome() {
        if (incident.prevention().isEmpty()) {
            return IncidentOutcome.NO_PREVENTION;
        }
        if (prevention.isEmpty() && others.isEmpty()) {
            return IncidentOutcome.NOT_RUN;
        }
        return prevention.isEmpty() || harm.count(Verdict.PASS) == 0
                ? IncidentOutcome.PROVES_NOTHING
                : IncidentOutcome.ofPrevention(worst(prevention));
    }

    private static Verdict worst(IncidentRuns runs) {
        return runs.runs().stream().map(run -> run.result().verdict()).reduce(Verdict.PASS, Verdict::worst);
    }

    /** The worse of both. */
    Verdict verdict() {
        return harmOutcome().verdict().worst(preventionOutcome().verdict());
    }

    /** {@code REPRODUCED 3 of 3}, or {@code REPRODUCED 2 of 3, NOT REPRODUCED 1 of 3}. */
    String harmText() {
        return harm.isEmpty() ? harmOutcome().text() : counts(harm, IncidentOutcome::ofHarm);
    }

    /** The same of the prevention. */
    String preventionText() {
        return switch (preventionOutcome()) {
            case NO_PREVENTION, NOT_RUN, PROVES_NOTHING -> preventionOutcome().text();
            case REPRODUCED, NOT_REPRODUCED, PREVENTED, NOT_PREVENTED, UNKNOWN ->
                counts(prevention, IncidentOutcome::ofPrevention);
        };
    }

    /** Why there is no prevention, or why its runs prove nothing. */
    Optional<String> why() {
        return preventionOutcome() == IncidentOutcome.PROVES_NOTHING
                ? Optional.of(whyNothing())
                : incident.noPrevention();
    }

    private String whyNothing() {
        if (harm.isEmpty()) {
            return "the harm was not run";
        }
        return harm.count(Verdict.PASS) == 0
                ? "the harm was not reproduced"
                : "it ran with " + differing(others.versions(), harm.versions()) + ", the harm with "
                        + differing(harm.versions(), others.versions());
    }

    /** {@code patroni 4.0.7}: what of these is not the same in the others. */
    private static String differing(Map<String, String> versions, Map<String, String> others) {
        List<String> words = new ArrayList<>();
        versions.forEach((component, version) -> {
            if (!version.equals(others.get(component))) {
                words.add(component + " " + version);
            }
        });
        return words.isEmpty() ? "no such component" : String.join(", ", words);
    }

    private static String counts(IncidentRuns runs, Function<Verdict, IncidentOutcome> outcome) {
        List<String> counts = Arrays.stream(Verdict.values())
                .filter(verdict -> runs.count(verdict) > 0)
                .map(verdict -> outcome.apply(verdict).text() + " " + runs.count(verdict) + " of "
                        + runs.runs().size())
                .toList();
        return String.join(", ", counts);
    }

    /** The check that decides: the first one that the harm's file expects something of. */
    Optional<String> deciding() {
        return incident.harm().expectations().stream()
                .filter(expectation -> expectation.origin() == Expectation.Origin.GIVEN)
                .map(expectation -> expectation.check().text())
                .findFirst();
    }

    /** What the deciding check measured in these runs; empty without runs. */
    String number(IncidentRuns runs) {
        return deciding().map(runs::measured).orElse("");
    }

    /** How many runs there are of the harm, or with its versions of the prevention, less than so many. */
    int missingHarm(int asked) {
        return Math.max(0, asked - harm.runs().size());
    }

    int missingPrevention(int asked) {
        return incident.prevention().isEmpty()
                ? 0
                : Math.max(0, asked - prevention.runs().size());
    }

    /** Runs that are there and do not count. */
    int passedOver() {
        return harm.passedOver() + prevention.passedOver();
    }
}
