package dev.lapse.check;

import java.util.Optional;

/** What a check asks of a run, as a sentence with its limit. */
final class Questions {
    private Questions() {}

    /** As the run has it: where it has several of a check, one that names no lane asks of the others. */
    static String of(RunLog run, Expectation expectation) {
        boolean alone = run.expectations(expectation.check()).stream()
                .allMatch(other -> other.lane().isEmpty());
        String lanes = expectation.lane().map(name -> "lane " + name).orElse(alone ? "any client lane" : "other lanes");
        return of(
                expectation.check(),
                lanes + expectation.step().map(step -> " in " + step).orElse(""),
                expectation.limit());
    }

    private static String of(Expectation.Check check, String where, Limit limit) {
        return switch (check) {
            case WRITE_OUTAGE -> "is the longest write outage of " + where + " " + bound(limit) + "?";
            case READ_OUTAGE -> "is the longest read outage of " + where + " " + bound(limit) + "?";
            case CALL_OUTAGE -> "is the longest outage of calls of own code of " + where + " " + bound(limit) + "?";
            case CLIENTS_BEHIND ->
                "is the time by which " + where + " was out longer than the best one of its kind " + bound(limit) + "?";
            case WRITE_DEGRADED -> "is the longest degraded stretch of writes of " + where + " " + bound(limit) + "?";
            case READ_DEGRADED -> "is the longest degraded stretch of reads of " + where + " " + bound(limit) + "?";
            case LOST_WRITES -> "is the number of lost writes " + bound(limit) + "?";
            case DUAL_PRIMARY ->
                limit == Limit.NEVER
                        ? "was there never more than one writable node?"
                        : "is the longest time with two writable nodes " + bound(limit) + "?";
            case DUAL_PRIMARY_BY_STATE ->
                limit == Limit.NEVER
                        ? "did never two nodes say at once that they are writable?"
                        : "is the longest time in which two nodes said that they are writable " + bound(limit) + "?";
            case DUAL_PRIMARY_BY_WRITE ->
                limit == Limit.NEVER
                        ? "did an old timeline never take a direct write after a newer one had taken one?"
                        : "is the longest time in which an old timeline took direct writes beside a newer one "
                                + bound(limit) + "?";
            case DUAL_PRIMARY_BY_CLIENTS ->
                limit == Limit.NEVER
                        ? "were clients of one entrance never acknowledged by two nodes at once?"
                        : "is the longest time in which clients of one entrance were acknowledged by two nodes "
                                + bound(limit) + "?";
            case TWO_ROUTED ->
                limit == Limit.NEVER
                        ? "were two servers never up at once in a balancer's pool for writes?"
                        : "is the longest time with two servers up in a balancer's pool for writes " + bound(limit)
                                + "?";
            case TWO_VIP_HOLDERS ->
                limit == Limit.NEVER
                        ? "did two hosts never hold the virtual address at once?"
                        : "is the longest time in which two hosts held the virtual address " + bound(limit) + "?";
            case VIP_ON_PRIMARY ->
                "is the longest time in which the virtual address was not on the primary " + bound(limit) + "?";
            case LAST_WRITABLE -> "is the time from the first fault to the last writable node " + bound(limit) + "?";
            case REJOINED -> "is every node back that was hit or lost the leader lock?";
            case FAILED_REJOINS -> "is the number of nodes of which a way back failed " + bound(limit) + "?";
            case STALE_READ -> "is the age of the oldest read " + bound(limit) + "?";
            case BACKWARD_READS -> "is the number of reads that went back in time " + bound(limit) + "?";
            case DIRTY_READS ->
                "is the number of rows of indeterminate writes that were read and are gone " + bound(limit) + "?";
            case FAILOVERS -> "is the number of changes of the leader lock " + bound(limit) + "?";
            case NEW_PRIMARY -> "did " + limit.text() + " take the leader lock over, and lead?";
            case TIMELINE -> "is the number of promotions " + bound(limit) + "?";
        };
    }

    /** {@code at most 30s}, {@code at least 1}, {@code between 1ms and 30s}, {@code 0}. */
    private static String bound(Limit limit) {
        if (limit == Limit.PREDICTED) {
            return "as the configuration predicts";
        }
        Limit.Bounds bounds = Limit.Bounds.of(limit.text());
        Optional<String> min = bounds.min();
        if (bounds.max().isEmpty()) {
            return "at least " + min.orElseThrow();
        }
        String max = bounds.max().get();
        if (min.equals(bounds.max())) {
            return "exactly " + max;
        }
        return min.map(least -> "between " + least + " and " + max)
                .orElse(max.equals("0") || max.equals("0s") ? "0" : "at most " + max);
    }
}
