package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.RejoinLogRead;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code failed_rejoins}.
 *
 * <ul>
 *   <li>Asked: how many nodes' logs tell of a way back that failed during the run?
 *   <li>Seen: what failed on which node.
 *   <li>Sure: whose logs were read, and whose could not be; by how many nodes the limit is exceeded.
 * </ul>
 *
 * <p>A way back is pg_rewind, a base backup, or streaming from where the node stood. Whether the node came back by
 * another way does not matter here. A node that had to be rewound, and was, has not failed.
 *
 * <ul>
 *   <li>PASS when the number is within the limit, and every log was read where the limit has a maximum.
 *   <li>FAIL when it is above the limit, or below what a control demands in a completed run of which every log was
 *       read.
 *   <li>UNKNOWN when a log was not read and that could change the answer, or a run cut short has fewer than a control
 *       demands.
 * </ul>
 */
final class FailedRejoinChecker implements Checker {
    /** So the observers of nodes are called. */
    private static final String PATRONI = "patroni-";

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.FAILED_REJOINS).stream()
                .map(expectation -> check(run, measured.failedRejoins(), expectation))
                .toList();
    }

    private static Finding check(RunLog run, List<FailedRejoin> failed, Expectation expectation) {
        String asked = Questions.of(run, expectation);
        long read = run.of(RejoinLogRead.class).stream()
                .map(RejoinLogRead::node)
                .distinct()
                .count();
        if (read == 0) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "it was not looked at");
            Account account = new Account(asked, "the nodes' logs were not read", unknown.sure(""));
            return Finding.of(expectation, unknown, "not observed", account);
        }
        Set<NodeName> unread = unread(run);
        long nodes = failed.stream().map(FailedRejoin::node).distinct().count();
        String seen = failed.isEmpty() ? "no way back failed" : Rejoins.failures(failed);
        Limit.Count limit = (Limit.Count) expectation.limit();
        Ruling ruling =
                judge(new Demand(limit, unread.isEmpty() && run.isCompleted()).judge(nodes, nodes), unread, limit);
        String how = "the logs of " + Wording.count(read, "node", "nodes") + " were read"
                + (unread.isEmpty() ? "" : ", " + notRead(unread));
        return Finding.of(
                expectation, ruling, Wording.count(nodes, "node", "nodes"), new Account(asked, seen, ruling.sure(how)));
    }

    /** What is not read may tell of more nodes. */
    private static Ruling judge(Ruling ruling, Set<NodeName> unread, Limit.Count limit) {
        if (unread.isEmpty() || ruling.verdict() == Verdict.FAIL) {
            return ruling;
        }
        if (ruling.verdict() == Verdict.UNKNOWN) {
            return new Ruling(Verdict.UNKNOWN, ruling.why() + "; " + notRead(unread));
        }
        return limit.max().isPresent() ? new Ruling(Verdict.UNKNOWN, notRead(unread)) : ruling;
    }

    private static String notRead(Set<NodeName> unread) {
        return "the log of " + unread.stream().map(NodeName::value).collect(Collectors.joining(", "))
                + " could not be read";
    }

    private static Set<NodeName> unread(RunLog run) {
        Set<NodeName> unread = new TreeSet<>();
        run.of(PatroniSeen.class).forEach(seen -> unread.add(seen.node()));
        run.lanes().stream()
                .filter(LaneLog::isDirect)
                .flatMap(log -> Stream.ofNullable(log.lane().node()))
                .forEach(unread::add);
        run.of(ObserverOpened.class).stream()
                .filter(opened -> opened.observer().startsWith(PATRONI))
                .forEach(opened -> unread.add(new NodeName(opened.observer().substring(PATRONI.length()))));
        run.of(RejoinLogRead.class).forEach(read -> unread.remove(read.node()));
        return unread;
    }
}
