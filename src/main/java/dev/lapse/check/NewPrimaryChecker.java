package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import java.util.List;
import java.util.Optional;

/**
 * {@code new_primary}. Terms: {@link Failovers}. The <i>new primary</i> is the node that the leader lock went to when
 * it first changed hands after the first injection.
 *
 * <ul>
 *   <li>Asked: was it this node?
 *   <li>Seen: from whom to whom the lock went, and when, each time since the first injection.
 *   <li>Sure: whether the leader key was watched to the end; what contradicts it; who led in place of the node.
 * </ul>
 *
 * <ul>
 *   <li>PASS when the lock went to this node, and Patroni there then said that it runs as the primary.
 *   <li>FAIL when the lock went to another node, or in a completed run to none.
 *   <li>UNKNOWN when the leader key was not watched, or when it cannot have told all of its holders, as in {@link
 *       FailoverChecker}; when it was not watched to the end, or the run was cut short, and it changed hands with no
 *       one; when Patroni on this node was not seen to run as the primary.
 * </ul>
 */
final class NewPrimaryChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.NEW_PRIMARY).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        String asked = Questions.of(run, expectation);
        if (run.of(LeaderSeen.class).isEmpty()) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "it was not looked at");
            Account account = new Account(asked, "the leader key was not watched", unknown.sure(""));
            return Finding.of(expectation, unknown, "not observed", account);
        }
        long injection = run.steps().firstInjectionNanos().orElse(Long.MIN_VALUE);
        List<Failover> since = measured.failovers().stream()
                .filter(failover -> failover.atNanos() >= injection)
                .toList();
        Optional<Failover> first = since.stream().findFirst();
        NodeName named = ((Limit.Node) expectation.limit()).node();
        Ruling ruling = FailoverChecker.untold(run, measured.writes())
                .map(why -> new Ruling(Verdict.UNKNOWN, why))
                .orElseGet(() -> first.map(failover -> judge(failover, named)).orElseGet(() -> none(run)));
        String figure = first.map(failover -> failover.to() + " at " + Wording.at(failover.atNanos()))
                .orElse("none");
        String seen = first.isEmpty()
                ? "the leader lock did not change hands after the first injection"
                : FailoverChecker.seen(since);
        return Finding.of(
                expectation, ruling, figure, new Account(asked, seen, ruling.sure("the leader key was watched")));
    }

    private static Ruling judge(Failover failover, NodeName named) {
        if (!failover.to().equals(named)) {
            return new Ruling(Verdict.FAIL, failover.to() + " took it over");
        }
        return failover.timelineTo() == null
                ? new Ruling(Verdict.UNKNOWN, "Patroni on " + named + " was not seen to run as the primary")
                : Ruling.PASS;
    }

    /** What it means that the lock was not seen to change hands. */
    private static Ruling none(RunLog run) {
        return Watches.doubt(run, Watches.STORE)
                .or(() -> run.isCompleted() ? Optional.empty() : Optional.of("the run was cut short"))
                .map(why -> new Ruling(Verdict.UNKNOWN, why))
                .orElseGet(() -> new Ruling(Verdict.FAIL, "no node took it over"));
    }
}
