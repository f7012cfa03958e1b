package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@code clients_behind}.
 *
 * <p>Terms; those of outages are in {@link Outages}. In each step a lane was out for as long as its longest outage that
 * began in it. The <i>best</i> lane of a step is that one of the same kind, write or read, that was out for the
 * shortest time. By how much longer another one was out is how far it is <i>behind</i>: that much is its client's own
 * doing, and not the cluster's. A lane that had no outage may have been out for as long as it could not have seen
 * ({@link OutageChecker#finest}). An outage may be shorter than it felt by two periods; where the probe was late, only
 * that is sure of it which its failures prove.
 *
 * <ul>
 *   <li>Asked: is any client lane, or the named one, behind the best of its kind for no longer than the limit?
 *   <li>Seen: the lane that was behind most, by how much, in which step, and which one was the best.
 *   <li>Sure: between which lengths that lies, for all that the two lanes can tell.
 * </ul>
 *
 * <ul>
 *   <li>PASS when no lane can be behind by more than the limit, and one is behind by what a control demands.
 *   <li>FAIL when a lane is sure to be behind by more; when a completed run caught less than a control demands.
 *   <li>UNKNOWN when there is no other lane of its kind; when a lane never had an OK, or was not there in every step;
 *       when the limit lies between what a lane is sure to be behind and what it may be; when the best lane was still
 *       out at the end, or the lane itself was and is not behind by more yet.
 * </ul>
 */
final class ClientsBehindChecker implements Checker {
    private static final Duration FINEST_OF_ZERO_LIMIT = Duration.ofSeconds(1);

    private static final OutageChecker OUTAGES = new OutageChecker(Expectation.Check.WRITE_OUTAGE);

    /** How long a lane was out in a step: as it felt, what is sure of that, and at most. */
    private record Out(LaneMeasure lane, Duration length, Duration least, Duration most, boolean open) {}

    /** A lane in a step against the best one. */
    private record Behind(String step, Out out, Out best) {
        Duration length() {
            return notNegative(out.length().minus(best.length()));
        }

        Duration least() {
            return notNegative(out.least().minus(best.most()));
        }

        Duration most() {
            return notNegative(out.most().minus(best.least()));
        }

        private static Duration notNegative(Duration length) {
            return length.isNegative() ? Duration.ZERO : length;
        }
    }

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.CLIENTS_BEHIND).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        Limit.Length limit = (Limit.Length) expectation.limit();
        List<LaneMeasure> clients = measured.lanes().stream()
                .filter(lane -> lane.lane().isClient()
                        && expectation.check().laneKinds().contains(lane.lane().kind()))
                .toList();
        List<LaneMeasure> asked = clients.stream()
                .filter(lane -> run.binds(expectation, lane.lane().name()))
                .filter(lane -> others(lane, clients).findAny().isPresent())
                .toList();
        if (asked.isEmpty()) {
            String which = expectation.lane().map(name -> " " + name).orElse("");
            return finding(
                    run,
                    expectation,
                    new Ruling(Verdict.UNKNOWN, "there is no other lane of its kind"),
                    "nothing to compare",
                    "no client lane" + which + " with another one of its kind",
                    "");
        }
        List<Ruling> answers = new ArrayList<>();
        clients.stream()
                .filter(lane -> asked.stream()
                        .anyMatch(one -> one.lane().kind() == lane.lane().kind()))
                .forEach(lane -> unable(run, expectation, lane)
                        .ifPresent(why -> answers.add(new Ruling(
                                Verdict.UNKNOWN, "lane " + lane.lane().name() + " cannot tell: " + why))));
        List<Behind> all = asked.stream()
                .filter(lane -> lane.ok() > 0)
                .flatMap(lane -> behind(run, expectation, lane, clients))
                .toList();
        all.forEach(one -> answers.add(judge(one, limit)));
        if (!all.isEmpty()) {
            answers.add(demanded(run, all, limit));
        }
        Ruling worst = answers.stream()
                .filter(answer -> answer.verdict() != Verdict.PASS)
                .max(Comparator.comparing(Ruling::verdict))
                .orElse(Ruling.PASS);
        Optional<Behind> most = all.stream().max(Comparator.comparing(Behind::length));
        return finding(
                run,
                expectation,
                worst,
                most.map(ClientsBehindChecker::figures).orElse("not measured"),
                most.map(ClientsBehindChecker::seen).orElse("no lane that could be compared"),
                most.map(ClientsBehindChecker::sure).orElse(""));
    }

    private static Stream<LaneMeasure> others(LaneMeasure lane, List<LaneMeasure> clients) {
        return clients.stream()
                .filter(other ->
                        other != lane && other.lane().kind() == lane.lane().kind());
    }

    private static Optional<String> unable(RunLog run, Expectation expectation, LaneMeasure lane) {
        return lane.ok() == 0
                ? Optional.of("it had no OK in " + Wording.count(lane.attempts(), "attempt", "attempts"))
                : StretchChecker.absent(run, expectation, lane);
    }

    /** In each step that the expectation binds; none where no other lane ever had an OK. */
    private static Stream<Behind> behind(
            RunLog run, Expectation expectation, LaneMeasure lane, List<LaneMeasure> clients) {
        return run.steps().active().stream()
                .filter(step -> run.binds(expectation, lane.lane().name(), step))
                .flatMap(step -> others(lane, clients)
                        .filter(other -> other.ok() > 0)
                        .map(other -> out(other, step))
                        .min(Comparator.comparing(Out::open).thenComparing(Out::length))
                        .map(best -> new Behind(step, out(lane, step), best))
                        .stream());
    }

    private static Out out(LaneMeasure lane, String step) {
        return lane.outages().stream()
                .filter(outage -> outage.step().equals(step))
                .max(Comparator.comparing(Outage::censored).thenComparing(Outage::duration))
                .map(outage -> new Out(
                        lane,
                        outage.duration(),
                        outage.trusted() ? longer(seen(lane, outage), outage.atLeast()) : outage.atLeast(),
                        outage.duration(),
                        outage.censored()))
                .orElseGet(() -> new Out(lane, Duration.ZERO, Duration.ZERO, OUTAGES.finest(lane), false));
    }

    /** Less the time up to the last OK before, and down to the first after, in which nothing was asked. */
    private static Duration seen(LaneMeasure lane, Outage outage) {
        return outage.duration().minus(lane.lane().period().multipliedBy(2));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Ruling judge(Behind behind, Limit.Length limit) {
        Duration max = limit.max().orElse(null);
        if (max == null) {
            return Ruling.PASS;
        }
        if (behind.best().open()) {
            return new Ruling(Verdict.UNKNOWN, "no lane of its kind was back at the end of " + behind.step());
        }
        if (behind.least().compareTo(max) > 0) {
            return new Ruling(Verdict.FAIL, limit.excess(behind.length()));
        }
        String name = "lane " + behind.out().lane().lane().name();
        if (behind.out().open()) {
            return new Ruling(Verdict.UNKNOWN, name + " was still out at the end, and so much longer than the best");
        }
        Duration finest = max.isZero() ? FINEST_OF_ZERO_LIMIT : max;
        if (behind.most().compareTo(behind.out().length().isZero() ? finest : max) <= 0) {
            return Ruling.PASS;
        }
        return new Ruling(
                Verdict.UNKNOWN,
                name + " was behind by " + Wording.of(behind.least()) + " to " + Wording.of(behind.most()) + ", and "
                        + DurationText.of(max) + " lies in between");
    }

    private static Ruling demanded(RunLog run, List<Behind> all, Limit.Length limit) {
        Demand demand = new Demand(limit, run.isCompleted());
        if (!demand.isMissedBy(longest(all, Behind::least))) {
            return Ruling.PASS;
        }
        return demand.isMissedBy(longest(all, Behind::most))
                ? demand.missed()
                : new Demand(limit, false).missed(": for all that the lanes can tell, it may have been less");
    }

    private static Duration longest(List<Behind> all, Function<Behind, Duration> length) {
        return all.stream().map(length).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static String figures(Behind most) {
        return most.length().isZero()
                ? "none"
                : (most.out().open() ? "more than " : "") + Wording.of(most.length()) + " ("
                        + Wording.of(most.least()) + " to " + Wording.of(most.most()) + ", lane "
                        + most.out().lane().lane().name() + ")";
    }

    private static String seen(Behind most) {
        return most.length().isZero()
                ? "no lane was out for longer than the best of its kind"
                : "lane " + most.out().lane().lane().name() + " was out for " + text(most.out()) + " in " + most.step()
                        + ", the best, " + most.best().lane().lane().name() + ", for " + text(most.best());
    }

    private static String text(Out out) {
        return out.length().isZero()
                ? "no longer than " + Wording.of(out.most())
                : Wording.of(out.length()) + (out.open() ? " and on" : "");
    }

    private static String sure(Behind most) {
        return "between " + Wording.of(most.least()) + " and " + Wording.of(most.most()) + ", as lane "
                + most.out().lane().lane().name() + " asked every "
                + DurationText.of(most.out().lane().lane().period()) + " and "
                + most.best().lane().lane().name() + " every "
                + DurationText.of(most.best().lane().lane().period());
    }

    private static Finding finding(
            RunLog run, Expectation expectation, Ruling ruling, String measured, String seen, String how) {
        return Finding.of(
                expectation, ruling, measured, new Account(Questions.of(run, expectation), seen, ruling.sure(how)));
    }
}
