package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code failovers}. Terms: {@link Failovers}.
 *
 * <ul>
 *   <li>Asked: how often did the leader lock change hands?
 *   <li>Seen: from whom to whom, and when.
 *   <li>Sure: whether the leader key was watched to the end; what contradicts it; by how many the limit is missed.
 * </ul>
 *
 * <p>For a minimum only what came after the first injection counts.
 *
 * <ul>
 *   <li>PASS when the number is within the limit.
 *   <li>FAIL when it is above the limit, or a completed run has fewer than a control demands.
 *   <li>UNKNOWN when the leader key was not watched to the end and that could change the answer; when it never named a
 *       node that acknowledged writes, or was not seen to go to one that Patroni calls the primary of a new timeline;
 *       when a run cut short has fewer than a control demands.
 * </ul>
 */
final class FailoverChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.FAILOVERS).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        List<Failover> failovers = measured.failovers();
        String asked = Questions.of(run, expectation);
        if (run.of(LeaderSeen.class).isEmpty()) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "it was not looked at");
            Account account = new Account(asked, "the leader key was not watched", unknown.sure(""));
            return Finding.of(expectation, unknown, "not observed", account);
        }
        long injection = run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE);
        long since = failovers.stream().filter(f -> f.atNanos() >= injection).count();
        Limit.Count limit = (Limit.Count) expectation.limit();
        Optional<String> doubt = Watches.doubt(run, Watches.STORE);
        Ruling ruling = untold(run, measured.writes())
                .map(why -> new Ruling(Verdict.UNKNOWN, why))
                .orElseGet(() -> judge(
                        new Demand(limit, run.isCompleted() && doubt.isEmpty()).judge(since, failovers.size()),
                        doubt,
                        limit));
        String seen = seen(failovers);
        if (since < limit.min() && since < failovers.size()) {
            seen += ", " + since + " of them since the first injection";
        }
        String how =
                "the leader key was watched" + doubt.map(why -> ", but " + why).orElse("");
        return Finding.of(
                expectation, ruling, Integer.toString(failovers.size()), new Account(asked, seen, ruling.sure(how)));
    }

    static String seen(List<Failover> failovers) {
        return failovers.isEmpty()
                ? "the leader lock never changed hands"
                : "the leader lock went from "
                        + Wording.some(failovers.stream()
                                .map(f -> f.from() + " to " + f.to() + " at " + Wording.at(f.atNanos()))
                                .toList());
    }

    /** Where the watch did not last, the lock may have changed hands more often. */
    private static Ruling judge(Ruling ruling, Optional<String> doubt, Limit.Count limit) {
        if (doubt.isEmpty() || ruling.verdict() == Verdict.FAIL) {
            return ruling;
        }
        if (ruling.verdict() == Verdict.UNKNOWN) {
            return new Ruling(Verdict.UNKNOWN, ruling.why() + "; " + doubt.get());
        }
        return limit.max().isPresent() ? new Ruling(Verdict.UNKNOWN, doubt.get()) : ruling;
    }

    /** Why the leader key, as far as it was watched, cannot have told all of its holders. */
    static Optional<String> untold(RunLog run, Writes writes) {
        return contradiction(run, writes).or(() -> unseen(run));
    }

    /** A change of primaries that Patroni tells, from timeline to timeline, and the leader key does not. */
    private static Optional<String> unseen(RunLog run) {
        Iterator<NodeName> holders = run.of(LeaderSeen.class).stream()
                .flatMap(seen -> Stream.ofNullable(seen.holder()))
                .iterator();
        NodeName holder = null;
        Timeline newest = null;
        for (PatroniSeen seen : run.of(PatroniSeen.class)) {
            boolean promoted = seen.role() == PatroniRole.PRIMARY
                    && seen.state().runs()
                    && seen.timeline() != null
                    && (newest == null || seen.timeline().compareTo(newest) > 0);
            if (promoted) {
                newest = seen.timeline();
                while (!seen.node().equals(holder)) {
                    if (!holders.hasNext()) {
                        return Optional.of(seen.node() + " was the primary of timeline " + newest
                                + ", and the leader key was not seen to go to it");
                    }
                    holder = holders.next();
                }
            }
        }
        return Optional.empty();
    }

    /** A client's write that a node acknowledged which the leader key never named, as far as it was watched. */
    private static Optional<String> contradiction(RunLog run, Writes writes) {
        Set<NodeName> holders = new HashSet<>();
        run.of(LeaderSeen.class)
                .forEach(seen -> Stream.ofNullable(seen.holder()).forEach(holders::add));
        return writes.nodes().stream()
                .sorted()
                .filter(node -> !holders.contains(node))
                .findFirst()
                .map(node -> node + " acknowledged writes, and the leader key was never seen to name it");
    }
}
