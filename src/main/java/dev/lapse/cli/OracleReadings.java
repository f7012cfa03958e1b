package dev.lapse.cli;

import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Outage;
import dev.lapse.cli.OracleExperiment.Setting;
import dev.lapse.explain.Explained;
import dev.lapse.explain.SeenPhase;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Phase;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What one run of an experiment tells of the oracle: of each lane that writes, its longest outage and its phases. */
final class OracleReadings {
    private final OracleExperiment experiment;
    private final Setting setting;
    private final int run;
    private final Judgement judgement;
    private final Path report;
    private final Scenario scenario;
    private final List<OracleReading> readings = new ArrayList<>();

    private OracleReadings(OracleExperiment experiment, Setting setting, int run, Judgement judgement, Path report) {
        this.experiment = experiment;
        this.setting = setting;
        this.run = run;
        this.judgement = judgement;
        this.report = report;
        this.scenario = ScenarioFile.parse(judgement.run().scenarioYaml());
    }

    /** @param run counts from 1 within the setting */
    static List<OracleReading> of(
            OracleExperiment experiment, Setting setting, int run, Judgement judgement, Path report) {
        OracleReadings all = new OracleReadings(experiment, setting, run, judgement, report);
        judgement.measurements().lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() == LaneKind.WRITE)
                .forEach(all::read);
        return List.copyOf(all.readings);
    }

    /** Why a run tells nothing of the oracle; empty: it does. */
    static Optional<String> uselessness(Judgement judgement) {
        List<FaultMeasure> faults = judgement.measurements().faults();
        if (faults.isEmpty()) {
            return Optional.of("nothing was injected");
        }
        if (faults.stream().anyMatch(fault -> fault.provenNanos() == null)) {
            return Optional.of("the fault is not proven");
        }
        return judgement.measurements().lanes().stream()
                .filter(lane -> lane.lane().isClient())
                .filter(lane -> lane.ok() == 0 || lane.outages().stream().anyMatch(Outage::censored))
                .findFirst()
                .map(lane -> lane.lane().name() + " was out to the end");
    }

    private void read(LaneMeasure lane) {
        Optional<Explained> longest = judgement.measurements().explained().stream()
                .filter(one -> one.outage().lane().name().equals(lane.lane().name()))
                .max(Comparator.comparing(
                        one -> one.outage().toNanos() - one.outage().fromNanos()));
        if (longest.isPresent()) {
            read(lane.lane(), longest.get());
        } else {
            Interval measured = lane.outages().stream()
                    .max(Comparator.comparing(Outage::duration))
                    .map(outage -> span(outage.atLeast(), outage.duration()))
                    .orElse(Interval.NONE);
            add(
                    lane.lane(),
                    OracleReading.OUTAGE,
                    Optional.empty(),
                    predicted(lane.lane(), Optional.empty(), Course::total),
                    measured);
        }
    }

    private void read(Lane lane, Explained explained) {
        Optional<Interval> sinceRenewal = explained.sinceRenewal();
        long length = explained.outage().toNanos() - explained.outage().fromNanos();
        add(
                lane,
                OracleReading.OUTAGE,
                sinceRenewal,
                explained.predicted().or(() -> predicted(lane, sinceRenewal, Course::total)),
                nanos(length - explained.outage().resolutionNanos(), length));
        explained
                .served()
                .ifPresent(served -> add(
                        lane,
                        OracleReading.SERVED,
                        sinceRenewal,
                        predicted(lane, sinceRenewal, Course::served),
                        served));
        long openness = 0;
        for (SeenPhase phase : explained.phases()) {
            add(
                    lane,
                    phase.phase().text(),
                    sinceRenewal,
                    phase.predicted().or(() -> predicted(lane, sinceRenewal, phase.phase())),
                    nanos(phase.lengthNanos() - phase.resolutionNanos(), phase.lengthNanos() + openness));
            openness = phase.resolutionNanos();
        }
    }

    private void add(
            Lane lane, String what, Optional<Interval> sinceRenewal, Optional<Interval> predicted, Interval measured) {
        readings.add(new OracleReading(
                experiment.text(),
                setting.name(),
                run,
                lane.name().value(),
                what,
                sinceRenewal,
                predicted,
                measured,
                report.toString()));
    }

    private Optional<Interval> predicted(Lane lane, Optional<Interval> sinceRenewal, Phase phase) {
        return formula(lane)
                .filter(formula -> formula.parts().stream().anyMatch(part -> part.phase() == phase))
                .map(formula -> over(formula, sinceRenewal, course -> course.length(phase)));
    }

    private Optional<Interval> predicted(
            Lane lane, Optional<Interval> sinceRenewal, Function<Course, Interval> length) {
        return formula(lane).map(formula -> over(formula, sinceRenewal, length));
    }

    /** For that phase of the lease, and for all where it is not known. */
    private static Interval over(Formula formula, Optional<Interval> sinceRenewal, Function<Course, Interval> length) {
        return sinceRenewal.map(phase -> formula.over(phase, length)).orElseGet(() -> formula.over(length));
    }

    private Optional<Formula> formula(Lane lane) {
        return judgement
                .oracle()
                .flatMap(oracle -> Client.of(lane)
                        .flatMap(client -> OracleExperiment.incident(scenario)
                                .flatMap(incident -> oracle.formula(incident, client))));
    }

    private static Interval nanos(long from, long to) {
        return span(Duration.ofNanos(Math.max(0, from)), Duration.ofNanos(to));
    }

    private static Interval span(Duration from, Duration to) {
        return new Interval(from.compareTo(to) < 0 ? from : to, to);
    }
}
