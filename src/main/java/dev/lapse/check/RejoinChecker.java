package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.PatroniSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code rejoined}. Terms: {@link Rejoins}.
 *
 * <ul>
 *   <li>Asked: does every node that was hit or lost the lock stream again, or run as the primary?
 *   <li>Seen: who did not; who did, how fast, and how; which ways back failed before.
 *   <li>Sure: on how many nodes Patroni was watched; why a missing node is not known to have failed.
 * </ul>
 *
 * <ul>
 *   <li>PASS when no node is missing.
 *   <li>FAIL when a node is missing, its fault was healed, and the run was completed.
 *   <li>UNKNOWN when Patroni was not watched, or not on a database node that was hit while none is missing; when the
 *       faults of all missing nodes were never healed; when the run was cut short with a node missing, or one that is
 *       missing was not watched to the end.
 * </ul>
 */
final class RejoinChecker implements Checker {
    private static final Set<String> DATABASE_ROLES = Set.of("primary", "replica", "sync-standby");

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.REJOINED).stream()
                .map(expectation -> judged(run, measured, expectation))
                .toList();
    }

    private static Finding judged(RunLog run, Measurements numbers, Expectation expectation) {
        List<Rejoin> rejoins = numbers.rejoins();
        String asked = Questions.of(run, expectation);
        if (run.of(PatroniSeen.class).isEmpty()) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "it was not looked at");
            Account account = new Account(asked, "Patroni was not watched", unknown.sure(""));
            return Finding.of(expectation, unknown, "not observed", account);
        }
        List<Rejoin> missing =
                rejoins.stream().filter(rejoin -> rejoin.duration() == null).toList();
        List<NodeName> unwatched = missing.isEmpty() ? unwatched(run) : List.of();
        Ruling ruling = ruling(run, missing, unwatched);
        long watched = run.of(PatroniSeen.class).stream()
                .map(PatroniSeen::node)
                .distinct()
                .count();
        String how = "Patroni was watched on " + Wording.count(watched, "node", "nodes")
                + (missing.isEmpty() ? "" : ", and the run came to its end");
        return Finding.of(
                expectation,
                ruling,
                rejoins.isEmpty() && !unwatched.isEmpty() ? "not observed" : headline(rejoins, missing),
                new Account(asked, seen(numbers, missing), ruling.sure(how)));
    }

    private static Ruling ruling(RunLog run, List<Rejoin> missing, List<NodeName> unwatched) {
        if (!unwatched.isEmpty()) {
            String names = unwatched.stream().map(NodeName::value).collect(Collectors.joining(", "));
            return new Ruling(Verdict.UNKNOWN, "Patroni was not watched on " + names + ", which was hit");
        }
        if (missing.isEmpty()) {
            return Ruling.PASS;
        }
        List<String> doubts = new ArrayList<>();
        if (missing.stream().allMatch(rejoin -> isUnhealed(run, rejoin.node()))) {
            doubts.add("the fault there was never healed");
        }
        if (!run.isCompleted()) {
            doubts.add("the run was cut short");
        }
        missing.stream()
                .flatMap(rejoin -> Watches.doubt(run, "patroni-" + rejoin.node()).stream())
                .findFirst()
                .ifPresent(doubts::add);
        return doubts.isEmpty() ? new Ruling(Verdict.FAIL, "") : new Ruling(Verdict.UNKNOWN, String.join("; ", doubts));
    }

    private static String seen(Measurements numbers, List<Rejoin> missing) {
        List<Rejoin> rejoins = numbers.rejoins();
        List<String> seen = new ArrayList<>();
        if (!missing.isEmpty()) {
            seen.add(missing.stream().map(rejoin -> rejoin.node().value()).collect(Collectors.joining(", "))
                    + " did not stream again on the newest timeline");
        }
        if (rejoins.isEmpty()) {
            seen.add("no node was hit or lost the lock");
        } else if (missing.size() < rejoins.size()) {
            seen.add(back(rejoins));
        }
        seen.addAll(failures(numbers));
        return Wording.some(seen);
    }

    /** The first node that did not come back, else the first that had to. */
    private static String headline(List<Rejoin> rejoins, List<Rejoin> missing) {
        if (rejoins.isEmpty()) {
            return "no node had to";
        }
        Rejoin shown = missing.isEmpty() ? rejoins.get(0) : missing.get(0);
        String headline = shown.duration() == null
                ? shown.node() + " did not"
                : shown.node() + " in " + Wording.of(shown.duration()) + " by " + shown.how();
        int back = rejoins.size() - missing.size();
        return rejoins.size() == 1 ? headline : headline + " (" + back + " of " + rejoins.size() + ")";
    }

    /** What failed on each node, and how it came back all the same, where it did. */
    private static List<String> failures(Measurements numbers) {
        Map<NodeName, List<FailedRejoin>> byNode = numbers.failedRejoins().stream()
                .collect(Collectors.groupingBy(FailedRejoin::node, TreeMap::new, Collectors.toList()));
        List<String> texts = new ArrayList<>();
        byNode.forEach((node, failed) -> {
            texts.add(Rejoins.failures(failed));
            numbers.rejoins().stream()
                    .filter(rejoin -> rejoin.node().equals(node) && rejoin.duration() != null)
                    .forEach(rejoin -> texts.add(node + " came back by " + rejoin.how()));
        });
        return texts;
    }

    private static boolean isUnhealed(RunLog run, NodeName node) {
        return run.of(FaultSeen.class).stream()
                        .anyMatch(fault -> fault.targets().contains(node))
                && Rejoins.start(run, node, null).isEmpty();
    }

    /** Database nodes that were hit and that Patroni was never seen on: with a direct lane, or hit for their role. */
    private static List<NodeName> unwatched(RunLog run) {
        Set<NodeName> databases = run.lanes().stream()
                .filter(LaneLog::isDirect)
                .flatMap(log -> Stream.ofNullable(log.lane().node()))
                .collect(Collectors.toSet());
        Set<NodeName> watched =
                run.of(PatroniSeen.class).stream().map(PatroniSeen::node).collect(Collectors.toSet());
        return run.of(FaultSeen.class).stream()
                .flatMap(fault -> fault.targets().stream()
                        .filter(node -> DATABASE_ROLES.contains(fault.role()) || databases.contains(node)))
                .filter(node -> !watched.contains(node))
                .distinct()
                .toList();
    }

    private static String back(List<Rejoin> rejoins) {
        List<String> back = new ArrayList<>();
        for (Rejoin rejoin : rejoins) {
            if (rejoin.duration() != null) {
                back.add(rejoin.node() + " was back " + Wording.of(rejoin.duration())
                        + " after heal, promotion or request (" + rejoin.how() + ")");
            }
        }
        return String.join(", ", back);
    }
}
