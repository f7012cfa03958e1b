package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether two nodes were writable at once: by what they said ({@link WritableRuns}) and by what they acknowledged
 * ({@link ForkedWrites}); where neither shows it, by both taken together ({@link MixedClaims}).
 *
 * <p>Terms. A node is unobserved as {@link Unobserved} defines it. The question is in <i>doubt</i> where a node that
 * had been primary (it held the lock, Patroni there said so, or it was seen writable) was unobserved without an excuse
 * for longer than two periods while another node was seen writable, or while another one that had been primary was
 * unobserved as well: a lane that could not ask is "not observed", not "did not happen". The whole question is observed
 * when at least two nodes have direct lanes, each node that Patroni was seen on has one and answered, none was
 * unobserved for nineteen twentieths of the run, and there is no doubt.
 */
final class DualPrimaries implements Fold {
    private final RunLog run;
    private final Silences silences;
    /** Of the lanes of one kind, where lanes of both kinds ask. */
    private final Map<LaneKind, Silences> ofKind = new EnumMap<>(LaneKind.class);

    private final Denials denials;
    private final WritableRuns writableRuns;
    private final ForkedWrites forkedWrites;
    private final MixedClaims mixedClaims;
    private final Witnesses witnesses;

    /** @param silences takes the same attempts */
    DualPrimaries(RunLog run, Silences silences) {
        this.run = run;
        this.silences = silences;
        if (asks(LaneKind.STATE).findAny().isPresent()
                && asks(LaneKind.WRITE).findAny().isPresent()) {
            for (LaneKind kind : List.of(LaneKind.STATE, LaneKind.WRITE)) {
                ofKind.put(
                        kind,
                        new Silences(run, log -> log.isDirect() && log.lane().kind() == kind));
            }
        }
        denials = new Denials(run);
        writableRuns = new WritableRuns(run, denials);
        forkedWrites = new ForkedWrites(denials);
        mixedClaims = new MixedClaims(run, denials);
        witnesses = new Witnesses(run, denials, writableRuns);
    }

    private Stream<LaneLog> asks(LaneKind kind) {
        return run.lanes().stream().filter(log -> log.isDirect() && log.lane().kind() == kind);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        ofKind.values().forEach(asked -> asked.begun(log, sample));
        denials.begun(log, sample);
        writableRuns.begun(log, sample);
        forkedWrites.begun(log, sample);
        mixedClaims.begun(log, sample);
        witnesses.begun(log, sample);
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        ofKind.values().forEach(asked -> asked.ended(log, sample));
        denials.ended(log, sample);
        witnesses.ended(log, sample);
    }

    @Override
    public void finish() {
        ofKind.values().forEach(Silences::finish);
        denials.finish();
    }

    /**
     * When there are no more attempts.
     *
     * @param lanes what they saw, and how finely
     */
    DualPrimary result(List<LaneMeasure> lanes) {
        List<SeenWindow> ofOneKind = Stream.concat(writableRuns.windows().stream(), forkedWrites.windows().stream())
                .toList();
        List<DualPrimary.Window> windows = (ofOneKind.isEmpty() ? mixedClaims.windows() : ofOneKind)
                .stream().map(window -> window.window(run, silences.watched())).toList();
        List<DualPrimary.Doubt> doubts = doubts(silences);
        return new DualPrimary(
                isObserved(silences) && doubts.isEmpty(),
                windows,
                doubts,
                blind(),
                witnesses.testimonies(silences.watched(), lanes, gaps(LaneKind.STATE), gaps(LaneKind.WRITE)));
    }

    /** Which nodes the lanes of this kind could not ask, and when. */
    private List<String> gaps(LaneKind kind) {
        Silences asked = ofKind.getOrDefault(kind, silences);
        return Stream.concat(
                        doubts(asked).stream().map(DualPrimary.Doubt::text),
                        isObserved(asked) ? Stream.of() : Stream.of("not every node could be asked"))
                .toList();
    }

    private static boolean isObserved(Silences silences) {
        long most = silences.watched().lengthNanos() / 20 * 19;
        return silences.nodes().size() >= 2
                && silences.allAnswered()
                && blind(silences, silences.watched().fromNanos()).stream()
                        .noneMatch(node -> node.total().toNanos() >= most);
    }

    private List<DualPrimary.Blind> blind() {
        return blind(silences, run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE));
    }

    /** In the order of the lanes; nodes that could be asked all the time are left out. */
    private static List<DualPrimary.Blind> blind(Silences silences, long sinceNanos) {
        Map<NodeName, Duration> totals = new LinkedHashMap<>();
        silences.all().stream()
                .map(stretch -> stretch.within(new Steps.Span(sinceNanos, Long.MAX_VALUE)))
                .filter(stretch -> stretch.lengthNanos() > silences.blindNanos(stretch.node()))
                .forEach(stretch ->
                        totals.merge(stretch.node(), Duration.ofNanos(stretch.lengthNanos()), Duration::plus));
        List<DualPrimary.Blind> blind = new ArrayList<>();
        totals.forEach((node, total) -> blind.add(new DualPrimary.Blind(node, total)));
        return blind;
    }

    /** In the order of the lanes, then of time; at most one per stretch. */
    private List<DualPrimary.Doubt> doubts(Silences silences) {
        Map<NodeName, Long> primarySince = primarySince(silences);
        List<Unobserved> ofPrimaries = silences.unexcused().stream()
                .filter(stretch -> primarySince.getOrDefault(stretch.node(), Long.MAX_VALUE) <= stretch.toNanos())
                .toList();
        List<DualPrimary.Doubt> doubts = new ArrayList<>();
        for (Unobserved stretch : ofPrimaries) {
            writable(stretch).or(() -> unobservedToo(stretch, ofPrimaries)).ifPresent(doubts::add);
        }
        return doubts;
    }

    /** The other node that was longest writable within the stretch: from its first sighting in it to its last. */
    private static Optional<DualPrimary.Doubt> writable(Unobserved stretch) {
        return stretch.writable().entrySet().stream()
                .filter(other -> other.getValue().lengthNanos() > stretch.resolutionNanos())
                .max(Comparator.comparingLong(other -> other.getValue().lengthNanos()))
                .map(other ->
                        doubt(stretch, other.getKey(), true, other.getValue().lengthNanos()));
    }

    private static Optional<DualPrimary.Doubt> unobservedToo(Unobserved stretch, List<Unobserved> stretches) {
        return stretches.stream()
                .filter(other ->
                        !other.node().equals(stretch.node()) && other.overlapNanos(stretch) > stretch.resolutionNanos())
                .findFirst()
                .map(other -> doubt(stretch, other.node(), false, other.overlapNanos(stretch)));
    }

    private static DualPrimary.Doubt doubt(Unobserved stretch, NodeName other, boolean writable, long lengthNanos) {
        return new DualPrimary.Doubt(
                stretch.node(), stretch.fromNanos(), stretch.toNanos(), other, writable, Duration.ofNanos(lengthNanos));
    }

    private Map<NodeName, Long> primarySince(Silences silences) {
        Map<NodeName, Long> since = silences.writableSinceNanos();
        run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.role() == PatroniRole.PRIMARY)
                .forEach(seen -> since.merge(seen.node(), seen.atNanos(), Math::min));
        run.of(LeaderSeen.class)
                .forEach(seen -> Stream.ofNullable(seen.holder())
                        .forEach(holder -> since.merge(holder, seen.atNanos(), Math::min)));
        return since;
    }
}
