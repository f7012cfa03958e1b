package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import java.util.stream.Stream;

/** How many members of etcd may be lost. */
final class StoreMembers implements Rule {
    static final String NAME = "etcd-members";

    @Override
    public Stream<Concern> judge(Design design) {
        int members = design.cluster().hostsWith(ComponentName.ETCD).size();
        boolean losesNone = members < 3;
        if (!losesNone && members % 2 == 1) {
            return Stream.empty();
        }
        int quorum = members / 2 + 1;
        Concern concern = Concern.of(
                        losesNone && !design.cluster().failsafe() ? Severity.ERROR : Severity.WARNING,
                        NAME,
                        "etcd has " + members + (members == 1 ? " member" : " members"))
                .because(
                        losesNone
                                ? "the loss of one member takes the quorum, and without failsafe_mode the primary goes"
                                        + " read-only until that member is back"
                                : "an even number may lose no more members than one less, and a cut into two halves"
                                        + " leaves both without quorum")
                .counting("a quorum of " + members + " is " + quorum + ", so " + (members - quorum) + " may be lost"
                        + (losesNone
                                ? ""
                                : "; of " + (members - 1) + " it is " + ((members - 1) / 2 + 1) + ", so "
                                        + (members - 1 - ((members - 1) / 2 + 1))))
                .from("https://etcd.io/docs/v3.5/faq/ (What is failure tolerance?)")
                .curedBy(Cure.of("topology: " + (losesNone ? 3 : members + 1) + " members of etcd"));
        return Stream.of(concern);
    }
}
