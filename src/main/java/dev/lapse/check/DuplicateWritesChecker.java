package dev.lapse.check;

import java.util.List;

/**
 * {@code duplicate_writes}: a finding of its own, where there is something to say. Terms: {@link WriteLedger}.
 *
 * <ul>
 *   <li>Asked: does every row stand once in the final read?
 *   <li>Seen: how many stand there more than once.
 *   <li>Sure: each was sent once, by one statement.
 * </ul>
 *
 * <p>It is FAIL: a write that a client sent once was carried out twice.
 */
final class DuplicateWritesChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        Writes writes = measured.writes();
        Long duplicate = writes.duplicate();
        if (!writes.known() || duplicate == null || duplicate == 0) {
            return List.of();
        }
        return List.of(new Finding(
                "duplicate_writes",
                Verdict.FAIL,
                "",
                Wording.count(duplicate, "row", "rows"),
                new Account(
                        "does every row stand once in the final read?",
                        Wording.count(duplicate, "row stands", "rows stand") + " there more than once",
                        "yes, Lapse sends each row once: something between the client and the server sent it again")));
    }
}
