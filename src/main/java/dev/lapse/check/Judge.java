package dev.lapse.check;

import dev.lapse.history.ClusterReady;
import dev.lapse.history.History;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.oracle.Oracle;
import java.util.List;
import java.util.Optional;

/**
 * Judges a recorded run: asks every question once, in a fixed order, and takes the worst answer. The same history gives
 * the same judgement, always.
 */
public final class Judge {
    private static final List<Checker> CHECKERS = List.of(
            new OutageChecker(Expectation.Check.WRITE_OUTAGE),
            new OutageChecker(Expectation.Check.READ_OUTAGE),
            new OutageChecker(Expectation.Check.CALL_OUTAGE),
            new ClientsBehindChecker(),
            new DegradedChecker(Expectation.Check.WRITE_DEGRADED),
            new DegradedChecker(Expectation.Check.READ_DEGRADED),
            new LostWritesChecker(),
            new DeposedChecker(),
            new DuplicateWritesChecker(),
            new DualPrimaryChecker(),
            new WitnessChecker(Expectation.Check.DUAL_PRIMARY_BY_STATE, Witness.STATE),
            new WitnessChecker(Expectation.Check.DUAL_PRIMARY_BY_WRITE, Witness.WRITE),
            new WitnessChecker(Expectation.Check.DUAL_PRIMARY_BY_CLIENTS, Witness.CLIENTS),
            new WitnessChecker(Expectation.Check.TWO_ROUTED, Witness.ROUTERS),
            new WitnessChecker(Expectation.Check.TWO_VIP_HOLDERS, Witness.VIP),
            new AddressChecker(),
            new LastWritableChecker(),
            new RejoinChecker(),
            new FailedRejoinChecker(),
            new StaleReadChecker(),
            new BackwardReadsChecker(),
            new DirtyReadsChecker(),
            new FailoverChecker(),
            new NewPrimaryChecker(),
            new TimelineChecker(),
            new SettingsChecker(),
            new FaultChecker(),
            new SteadyChecker(),
            new SteadyOutageChecker(),
            new ProbeChecker(),
            new SecondEstimateChecker(),
            new RunChecker());

    private Judge() {}

    /**
     * Judges a run of which nothing is predicted.
     *
     * @throws dev.lapse.cluster.LapseException as {@link #judge(History, Optional)}
     */
    public static Judgement judge(History history) {
        return judge(history, Optional.empty());
    }

    /**
     * @param oracle of the configuration in effect; empty: it is not known, and nothing is predicted
     * @throws dev.lapse.cluster.LapseException when the history does not say that a run began, or expects what no check
     *     can judge
     */
    public static Judgement judge(History history, Optional<Oracle> oracle) {
        return judge(history, oracle, List.of());
    }

    /**
     * Judges by these expectations instead of those of the same checks that the history has; their findings say so.
     *
     * @throws dev.lapse.cluster.LapseException as {@link #judge(History, Optional)}
     */
    public static Judgement judge(History history, Optional<Oracle> oracle, List<Expectation> overrides) {
        RunLog run = RunLog.of(history)
                .predictedBy(oracle)
                .overriding(overrides.stream()
                        .map(expectation -> expectation.from(Expectation.Origin.OVERRIDDEN))
                        .toList());
        Measurements measured = Measure.of(run, history, oracle);
        List<Finding> findings = CHECKERS.stream()
                .flatMap(checker -> checker.check(run, measured).stream())
                .map(finding -> RunChecker.doubted(run, finding))
                .map(finding -> finding.from(run.origin(finding.checker())))
                .toList();
        Verdict worst = findings.stream().map(Finding::verdict).reduce(Verdict.PASS, Verdict::worst);
        return new Judgement(
                run.started(),
                run.of(ClusterReady.class).stream().findFirst(),
                lastNanos(run, measured) - run.started().atNanos(),
                worst,
                findings,
                measured,
                oracle,
                run.of(SettingsAtEnd.class).stream().findFirst());
    }

    private static long lastNanos(RunLog run, Measurements measured) {
        return measured.lanes().stream()
                .mapToLong(lane -> lane.health().lastInvokedNanos())
                .reduce(run.endNanos(), Math::max);
    }

    /**
     * What the run says to one expectation, whether or not its scenario has it.
     *
     * @throws dev.lapse.cluster.LapseException as {@link #judge(History, Optional)}
     */
    public static List<Finding> judge(History history, Optional<Oracle> oracle, Expectation expectation) {
        RunLog run = RunLog.of(history).predictedBy(oracle).expecting(expectation);
        Measurements measured = Measure.of(run, history, oracle);
        return CHECKERS.stream()
                .flatMap(checker -> checker.check(run, measured).stream())
                .map(finding -> RunChecker.doubted(run, finding))
                .filter(finding -> finding.checker().equals(expectation.check().text()))
                .toList();
    }
}
