package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.PatroniSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code rejoined}: does every node that was hit or lost the lock stream again, or run as the primary? Terms: {@link
 * Rejoins}. The text says which ways back failed before.
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
                .map(expectation -> judged(run, measured))
                .toList();
    }

    private static Finding judged(RunLog run, Measurements numbers) {
        List<Rejoin> rejoins = numbers.rejoins();
        if (run.of(PatroniSeen.class).isEmpty()) {
            return finding(Verdict.UNKNOWN, "not observed", "Patroni was not watched");
        }
        List<Rejoin> missing =
                rejoins.stream().filter(rejoin -> rejoin.duration() == null).toList();
        String measured = headline(rejoins, missing);
        List<NodeName> unwatched = unwatched(run);
        if (missing.isEmpty() && !unwatched.isEmpty()) {
            String names = unwatched.stream().map(NodeName::value).collect(Collectors.joining(", "));
            return finding(
                    Verdict.UNKNOWN,
                    rejoins.isEmpty() ? "not observed" : measured,
                    "Patroni was not watched on " + names + ", which was hit");
        }
        if (missing.isEmpty()) {
            String text = rejoins.isEmpty() ? "no node was hit or lost the lock" : back(rejoins);
            return finding(Verdict.PASS, measured, text + failures(numbers));
        }
        String names = missing.stream().map(rejoin -> rejoin.node().value()).collect(Collectors.joining(", "));
        List<String> text = new ArrayList<>(List.of(names + " did not stream again on the newest timeline"));
        boolean allUnhealed = missing.stream().allMatch(rejoin -> isUnhealed(run, rejoin.node()));
        if (allUnhealed) {
            text.add("the fault there was never healed");
        }
        if (!run.isCompleted()) {
            text.add("the run was cut short");
        }
        if (missing.size() < rejoins.size()) {
            text.add(back(rejoins));
        }
        Optional<String> doubt = missing.stream()
                .flatMap(rejoin -> Watches.doubt(run, "patroni-" + rejoin.node()).stream())
                .findFirst();
        doubt.ifPresent(text::add);
        return finding(
                allUnhealed || !run.isCompleted() || doubt.isPresent() ? Verdict.UNKNOWN : Verdict.FAIL,
                measured,
                String.join("; ", text) + failures(numbers));
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
    private static String failures(Measurements numbers) {
        Map<NodeName, List<FailedRejoin>> byNode = numbers.failedRejoins().stream()
                .collect(Collectors.groupingBy(FailedRejoin::node, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byNode.forEach((node, failed) -> {
            text.append("; ").append(Rejoins.failures(failed));
            numbers.rejoins().stream()
                    .filter(rejoin -> rejoin.node().equals(node) && rejoin.duration() != null)
                    .forEach(rejoin -> text.append("; came back by ").append(rejoin.how()));
        });
        return text.toString();
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

    private static Finding finding(Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.REJOINED.text(), verdict, Limit.ALL.text(), measured, text);
    }
}
