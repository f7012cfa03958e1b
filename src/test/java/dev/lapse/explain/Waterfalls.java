package dev.lapse.explain;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Counterfactual;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds explained outages by hand: each phase begins where the one before it ended. Instants are seconds. */
public final class Waterfalls {
    private final OutageKind kind;
    private final Lane lane;
    private final long fromNanos;
    private final List<SeenPhase> phases = new ArrayList<>();
    private Optional<Interval> sinceRenewal = Optional.empty();
    private Optional<Interval> served = Optional.empty();
    private Optional<Interval> predicted = Optional.empty();
    private Fit fit = Fit.NO_FORMULA;
    private Optional<Counterfactual> other = Optional.empty();
    private String step = "inject#1";
    private boolean censored;
    private long resolutionNanos = nanos(0.04);
    private long toNanos;

    private Waterfalls(OutageKind kind, Lane lane, double from) {
        this.kind = kind;
        this.lane = lane;
        this.fromNanos = nanos(from);
        this.toNanos = fromNanos;
    }

    public static Waterfalls of(OutageKind kind, double from) {
        return of(kind, lane("write-haproxy", LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.NEW_CONNECTION), from);
    }

    public static Waterfalls of(OutageKind kind, Lane lane, double from) {
        return new Waterfalls(kind, lane, from);
    }

    public static Lane lane(String name, LaneKind kind, Entrypoint via, Vantage vantage) {
        return new Lane(new LaneName(name), kind, via, vantage, null, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    public static Interval seconds(double from, double to) {
        return new Interval(Duration.ofNanos(nanos(from)), Duration.ofNanos(nanos(to)));
    }

    static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    public Waterfalls phase(Phase phase, double to, double resolution, String endedBy, String source) {
        return phase(phase, to, resolution, endedBy, source, Optional.empty(), Fit.NO_FORMULA);
    }

    public Waterfalls phase(
            Phase phase, double to, double resolution, String endedBy, String source, Interval predicted, Fit fit) {
        return phase(phase, to, resolution, endedBy, source, Optional.of(predicted), fit);
    }

    private Waterfalls phase(
            Phase phase,
            double to,
            double resolution,
            String endedBy,
            String source,
            Optional<Interval> predicted,
            Fit fit) {
        phases.add(new SeenPhase(phase, toNanos, nanos(to), nanos(resolution), endedBy, source, predicted, fit));
        toNanos = nanos(to);
        return this;
    }

    public Waterfalls sinceRenewal(double from, double to) {
        sinceRenewal = Optional.of(seconds(from, to));
        return this;
    }

    public Waterfalls served(double from, double to) {
        served = Optional.of(seconds(from, to));
        return this;
    }

    public Waterfalls predicted(double from, double to, Fit newFit) {
        predicted = Optional.of(seconds(from, to));
        fit = newFit;
        return this;
    }

    Waterfalls step(String newStep) {
        step = newStep;
        return this;
    }

    Waterfalls resolution(double seconds) {
        resolutionNanos = nanos(seconds);
        return this;
    }

    /** Ends there without a phase. */
    public Waterfalls until(double to) {
        toNanos = nanos(to);
        return this;
    }

    Waterfalls censored() {
        censored = true;
        return this;
    }

    Waterfalls other(String setting, String value, String runsAs, double from, double to) {
        other = Optional.of(new Counterfactual(setting, value, runsAs, seconds(from, to)));
        return this;
    }

    public Explained explained() {
        return explained(List.of(), List.of());
    }

    public Explained explained(List<String> unbounded, List<String> beside) {
        return new Explained(
                        new LaneOutage(lane, step, fromNanos, toNanos, resolutionNanos, censored),
                        kind,
                        Optional.of("inject#1/1"),
                        sinceRenewal,
                        served,
                        phases,
                        unbounded,
                        beside,
                        predicted,
                        fit,
                        "")
                .inWords(other);
    }

    /** A primary that lost its network, as it was measured once. */
    public static Explained networkLoss() {
        return of(OutageKind.FAILOVER, 11.399)
                .sinceRenewal(1.77, 1.94)
                .served(0.01, 0.03)
                .phase(Phase.DETECT, 39.780, 0.03, "leader key deleted", "etcd watch", seconds(28, 28.8), Fit.WITHIN)
                .phase(Phase.ELECT, 41.883, 0.01, "leader key put by pg2", "etcd watch", seconds(2, 2.3), Fit.WITHIN)
                .phase(Phase.PROMOTE, 42.062, 0.049, "pg2 writable", "state lane", seconds(0.05, 1), Fit.WITHIN)
                .phase(Phase.ROUTE, 46.755, 0.019, "pg2 UP in lb1", "HAProxy, polled", seconds(2.9, 6), Fit.WITHIN)
                .phase(Phase.RECONNECT, 46.758, 0.02, "first OK that lasts", "lane", seconds(0, 0.05), Fit.WITHIN)
                .predicted(33, 37.1, Fit.WITHIN)
                .explained(List.of(), List.of("the old primary was found down 18.20s after the fault"));
    }

    /** Two sites with four members of etcd, and the line between them cut for 60 s, as it was measured once. */
    public static Explained twoSites() {
        return of(OutageKind.NO_QUORUM, 29.701)
                .served(15.84, 16.04)
                .phase(Phase.NO_QUORUM, 74.07, 0.02, "heal proven", "harness", seconds(43.9, 44.6), Fit.WITHIN)
                .phase(Phase.QUORUM, 122.247, 0.04, "etcd has a leader", "etcd's log", seconds(0, 3.5), Fit.ABOVE)
                .phase(Phase.ELECT, 122.54, 0.07, "lock taken again", "Patroni's log", seconds(0, 10), Fit.WITHIN)
                .phase(Phase.PROMOTE, 122.619, 0.048, "pg1 writable", "state lane", seconds(0.05, 1), Fit.WITHIN)
                .phase(Phase.ROUTE, 127.287, 0.04, "pg1 UP in lb1", "HAProxy, polled", seconds(0, 6), Fit.WITHIN)
                .phase(Phase.RECONNECT, 127.300, 0.02, "first OK that lasts", "lane", seconds(0, 0.05), Fit.WITHIN)
                .predicted(35, 75, Fit.ABOVE)
                .explained();
    }
}
