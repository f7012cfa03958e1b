package dev.lapse.report;

import dev.lapse.check.Account;
import dev.lapse.check.DualPrimary;
import dev.lapse.check.FailedRejoin;
import dev.lapse.check.FaultMeasure;
import dev.lapse.check.Finding;
import dev.lapse.check.Judgement;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.LoadMeasure;
import dev.lapse.check.Losses;
import dev.lapse.check.Measurements;
import dev.lapse.check.Outage;
import dev.lapse.check.Promotions;
import dev.lapse.check.ReadMeasure;
import dev.lapse.check.Rejoin;
import dev.lapse.check.Verdict;
import dev.lapse.check.Writes;
import dev.lapse.cluster.FaultName;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.RunStarted;
import dev.lapse.history.SettingsAtEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Judgements beside {@link SampleRun}'s: with nothing in them, and with everything unknown that can be. */
final class Judgements {
    private Judgements() {}

    /** The sample run with these findings instead of its own. */
    static Judgement with(Finding... findings) {
        Judgement sample = SampleRun.judgement();
        return new Judgement(
                sample.run(),
                sample.cluster(),
                sample.durationNanos(),
                Stream.of(findings).map(Finding::verdict).reduce(Verdict.PASS, Verdict::worst),
                List.of(findings),
                sample.measurements());
    }

    /** The sample as an older version of Lapse recorded it: without that version, and without defaults. */
    static Judgement older() {
        Judgement sample = SampleRun.judgement();
        RunStarted run = sample.run();
        ClusterReady ready = sample.cluster().orElseThrow();
        return new Judgement(
                new RunStarted(
                        0,
                        run.startedAt(),
                        run.scenario(),
                        run.scenarioYaml(),
                        run.profile(),
                        run.seed(),
                        run.observed()),
                Optional.of(new ClusterReady(
                        ready.atNanos(),
                        ready.topology(),
                        ready.versions(),
                        ready.effective(),
                        ready.synchronous(),
                        ready.auth(),
                        ready.databaseBytes(),
                        ready.bringUpNanos(),
                        ready.notInEffect())),
                sample.durationNanos(),
                sample.verdict(),
                sample.findings(),
                sample.measurements());
    }

    /** As the sample, with a load beside the lanes. */
    static Judgement loaded() {
        Judgement sample = SampleRun.judgement();
        Measurements measured = sample.measurements();
        LoadMeasure load = new LoadMeasure(
                8,
                500,
                Duration.ofSeconds(90),
                45_000,
                40_500,
                900,
                8,
                3_592,
                3_400,
                Optional.of(Duration.ofNanos(1_900_000)),
                Optional.of(Duration.ofNanos(6_100_000)),
                Optional.of(Duration.ofMillis(6_300)),
                0);
        return new Judgement(
                sample.run(),
                sample.cluster(),
                sample.durationNanos(),
                sample.verdict(),
                sample.findings(),
                new Measurements(
                        measured.faults(),
                        measured.lanes(),
                        Optional.of(load),
                        measured.writes(),
                        measured.dualPrimary(),
                        measured.lastWritable(),
                        measured.reads(),
                        measured.failovers(),
                        measured.rejoins(),
                        measured.failedRejoins(),
                        measured.promotions(),
                        measured.deposed(),
                        measured.explained()));
    }

    /** As the sample, but the fault took long to take hold, and no read lane had an outage. */
    static Judgement slowFaultWithoutReadOutage() {
        Judgement sample = SampleRun.judgement();
        Measurements measured = sample.measurements();
        FaultMeasure fault = measured.faults().get(0);
        return new Judgement(
                sample.run(),
                sample.cluster(),
                sample.durationNanos(),
                sample.verdict(),
                sample.findings(),
                new Measurements(
                        List.of(new FaultMeasure(
                                fault.injection(),
                                fault.fault(),
                                fault.flavour(),
                                fault.targets(),
                                fault.role(),
                                18_000_000_000L,
                                fault.injectedNanos(),
                                fault.provenNanos(),
                                fault.evidence(),
                                fault.healedNanos(),
                                fault.healEvidence(),
                                null)),
                        measured.lanes().stream()
                                .map(lane -> lane.lane().kind() == LaneKind.READ
                                        ? lane.with(List.of(), lane.degraded())
                                        : lane)
                                .toList(),
                        Optional.empty(),
                        measured.writes(),
                        measured.dualPrimary(),
                        measured.lastWritable(),
                        measured.reads(),
                        measured.failovers(),
                        measured.rejoins(),
                        measured.failedRejoins(),
                        measured.promotions(),
                        measured.deposed(),
                        measured.explained()));
    }

    /** The sample with these findings, in whose run a setting was changed. */
    static Judgement changed(Finding... findings) {
        Judgement judgement = with(findings);
        return new Judgement(
                judgement.run(),
                judgement.cluster(),
                judgement.durationNanos(),
                judgement.verdict(),
                judgement.findings(),
                judgement.measurements(),
                judgement.oracle(),
                Optional.of(new SettingsAtEnd(
                        SampleEvents.END, List.of(new SettingsAtEnd.ChangedSetting("patroni.ttl", "20", "60")), null)));
    }

    /** The cluster never came up. */
    static Judgement empty() {
        return new Judgement(
                SampleRun.started(),
                Optional.empty(),
                1_500_000,
                Verdict.UNKNOWN,
                List.of(),
                new Measurements(
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        new Writes(false, 0, 0, 0, 0, null, 0, Set.of(), 0, Losses.NONE),
                        new DualPrimary(false, List.of(), List.of(), List.of()),
                        Optional.empty(),
                        new ReadMeasure(Duration.ZERO, 0),
                        List.of(),
                        List.of(),
                        List.of(),
                        Promotions.NOT_OBSERVED,
                        List.of(),
                        List.of()));
    }

    /** The cluster never came up, and one lane tried all the time. */
    static Judgement neverOk() {
        LaneMeasure whole = SampleRun.judgement().measurements().lanes().get(0);
        LaneMeasure lane = new LaneMeasure(
                whole.lane(),
                whole.floor(),
                4050,
                0,
                4050,
                0,
                0,
                whole.latenessP50(),
                whole.latenessP99(),
                whole.latenessMax(),
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                Optional.empty(),
                whole.health(),
                Map.of());
        Measurements nothing = empty().measurements();
        return new Judgement(
                SampleRun.started(),
                Optional.empty(),
                92_000_000_000L,
                Verdict.UNKNOWN,
                List.of(),
                new Measurements(
                        List.of(),
                        List.of(lane),
                        Optional.empty(),
                        nothing.writes(),
                        nothing.dualPrimary(),
                        nothing.lastWritable(),
                        nothing.reads(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Promotions.NOT_OBSERVED,
                        List.of(),
                        List.of()));
    }

    /** The fault was never proven, the write outage was open at the end, nobody came back, there was no final read. */
    static Judgement censored() {
        LaneMeasure whole = SampleRun.judgement().measurements().lanes().get(0);
        Outage open = new Outage(
                "inject#1",
                20_000_000_000L,
                91_000_000_000L,
                Duration.ofSeconds(71),
                Duration.ofMillis(70_960),
                false,
                true,
                false,
                Duration.ofSeconds(71),
                Duration.ofMillis(30),
                Duration.ofMillis(20),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
        LaneMeasure lane = new LaneMeasure(
                whole.lane(),
                whole.floor(),
                4050,
                500,
                3540,
                10,
                0,
                whole.latenessP50(),
                whole.latenessP99(),
                whole.latenessMax(),
                whole.latencyP50(),
                whole.latencyP99(),
                List.of(open),
                List.of(),
                Optional.empty(),
                whole.health(),
                Map.of());
        FaultMeasure fault = new FaultMeasure(
                "inject#1/1",
                FaultName.KILL,
                "",
                List.of(SampleRun.PG1),
                "pg1",
                20_000_000_000L,
                20_100_000_000L,
                null,
                null,
                null,
                null,
                new PhaseReached(20_100_000_000L, "inject#1/1", "0.5", 5_000_000_000L, 5_210_000_000L, 30_000_000L, 1));
        Finding finding = new Finding(
                "write_outage",
                Verdict.FAIL,
                "30s",
                "still open (at least 70.96s)",
                new Account(
                        "is the longest write outage of any client lane at most 30s?",
                        "a <b>write</b> | outage was still open when the run ended",
                        "yes, every 20ms"));
        return new Judgement(
                SampleRun.started(),
                Optional.of(SampleRun.ready()),
                92_000_000_000L,
                Verdict.FAIL,
                List.of(finding),
                new Measurements(
                        List.of(fault),
                        List.of(lane),
                        Optional.empty(),
                        new Writes(false, 500, 0, 0, 0, null, 10, Set.of(), 0, Losses.NONE),
                        new DualPrimary(false, List.of(), List.of(), List.of()),
                        Optional.empty(),
                        new ReadMeasure(Duration.ZERO, 0),
                        List.of(),
                        List.of(new Rejoin(SampleRun.PG1, null, "unknown")),
                        List.of(new FailedRejoin(
                                SampleRun.PG1,
                                "requested WAL segment 000000010000000000000003 has already been removed",
                                "FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment"
                                        + " 000000010000000000000003 has already been removed")),
                        Promotions.NOT_OBSERVED,
                        List.of(),
                        List.of()));
    }
}
