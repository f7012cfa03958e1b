package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.stream.Stream;

/** A primary that is cut off from its replicas waits in its own shutdown for their walsenders. */
final class SenderTimeout implements Rule {
    static final String NAME = "wal-sender-timeout-long";

    @Override
    public Stream<Concern> judge(Design design) {
        Duration timeout = design.oracle().walSenderTimeout();
        Duration ttl = Duration.ofSeconds(design.oracle().patroniTimings().ttlSeconds());
        boolean endless = timeout.isZero();
        if (design.cluster().nodes().size() < 2 || !endless && timeout.compareTo(ttl) <= 0) {
            return Stream.empty();
        }
        return Stream.of(Concern.of(
                        endless ? Severity.ERROR : Severity.WARNING,
                        NAME,
                        "wal_sender_timeout "
                                + (endless
                                        ? "0: none"
                                        : DurationText.of(timeout) + " is longer than ttl " + DurationText.of(ttl)))
                .because(
                        "a primary that loses etcd and its replicas in silence stops PostgreSQL, and that waits for the"
                                + " replicas' walsenders: it is still stopping when it could lead again or follow")
                .counting(
                        endless
                                ? "it waits until the replicas answer again or TCP gives up"
                                : "its lease ends " + DurationText.of(ttl) + " after a renewal, its stop "
                                        + DurationText.of(timeout) + " after the cut")
                .from(
                        "https://www.postgresql.org/docs/17/runtime-config-replication.html (wal_sender_timeout)",
                        "https://github.com/patroni/patroni/issues/3522")
                .curedBy(Cure.setting("postgresql.wal_sender_timeout", ttl.toSeconds() + "s")
                        .costing("a replica that is silent for so long loses its connection"))
                .shownBy("primary-cut-from-etcd-and-replicas"));
    }
}
