package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * A member of the store changed what it says of the store. A member that names a leader belongs to a quorum, as far as
 * it knows.
 *
 * @param answers whether it answered
 * @param leader whom it takes for the store's leader; null: none, or it did not answer
 * @param term raft's term, which grows with each election; 0 when it did not answer
 */
public record StoreSeen(
        long atNanos,
        NodeName member,
        boolean answers,
        @Nullable NodeName leader,
        long term) implements Event {
    public StoreSeen {
        if (!answers && (leader != null || term != 0)) {
            throw new IllegalArgumentException("expected nothing of " + member + ", which did not answer, saw leader "
                    + leader + ", term " + term);
        }
    }
}
