package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class PartingTest {
    private static final String WAL = """
        rmgr: XLOG        len (rec/tot):     50/    50, tx:          0, lsn: 0/05000148, prev 0/05000110, desc: END_OF_RECOVERY tli 2; prev tli 1
        rmgr: Heap        len (rec/tot):     72/    72, tx:        747, lsn: 0/05000180, prev 0/05000148, desc: INSERT off: 6
        rmgr: Heap        len (rec/tot):     72/    72, tx:        746, lsn: 0/050001D0, prev 0/05000180, desc: INSERT off: 7
        rmgr: Standby     len (rec/tot):     58/    58, tx:          0, lsn: 0/05000220, prev 0/050001D0, desc: RUNNING_XACTS nextXid 748 latestCompletedXid 747 oldestRunningXid 748
        """;

    @Test
    void firstTransactionIsTheSmallestWhoeverWroteFirst() {
        assertThat(Parting.firstTransaction(WAL)).hasValue(746);
    }

    @Test
    void withoutWritesTheNextTransactionIsToldByThoseThatRun() {
        assertThat(Parting.firstTransaction(WAL.lines().skip(3).findFirst().orElseThrow()))
                .hasValue(748);
        assertThat(Parting.firstTransaction("pg_waldump: error: could not find file \"000000020000000000000005\""))
                .isEmpty();
    }

    @Test
    void transactionIsTheNodesOwnFromTheFirstOnOrWhenItWasUnderWay() {
        Parting parting = Parting.of(
                survivor(Map.of(
                        "history", "1\t0/5000148\tno recovery target specified\n", "pg_waldump", WAL, "psql", "740\n")),
                new Timeline(2),
                new Timeline(1));

        LongPredicate own = parting.own(Set.of(740L, 745L, 746L, 800L)).orElseThrow();

        assertThat(own.test(740)).isFalse();
        assertThat(own.test(745)).as("the survivor has it not committed").isTrue();
        assertThat(own.test(746)).isTrue();
        assertThat(own.test(800)).isTrue();
        assertThat(parting.unknown()).isEmpty();
    }

    @Test
    void withoutTheWalOfTheForkNobodyKnows() {
        Parting parting = Parting.of(
                survivor(Map.of("history", "1\t0/5000148\tno recovery target specified\n")),
                new Timeline(2),
                new Timeline(1));

        assertThat(parting.own(Set.of(740L))).isEqualTo(Optional.empty());
        assertThat(parting.unknown()).isEqualTo("the survivor no longer has its WAL from 0/5000148");
    }

    @Test
    void timelineThatIsNoAncestorHasNoFork() {
        Parting parting =
                Parting.of(survivor(Map.of("history", "1\t0/5000148\tx\n")), new Timeline(3), new Timeline(2));

        assertThat(parting.unknown()).isEqualTo("timeline 2 is no ancestor of the survivor's, 3");
    }

    /** Answers the command that has the word in it, and nothing else. */
    private static Psql survivor(Map<String, String> answers) {
        return new Psql(
                (timeout, command) -> answers.entrySet().stream()
                        .filter(answer -> command.get(2).contains(answer.getKey()))
                        .findFirst()
                        .map(answer -> new Shell.Result(0, answer.getValue(), ""))
                        .orElseGet(() -> new Shell.Result(1, "", "not found")),
                "/run/postgresql");
    }

    @Test
    void failureOfTheServerIsTold() {
        assertThat(List.of(survivor(Map.of())))
                .allSatisfy(psql -> org.assertj.core.api.Assertions.assertThatThrownBy(() -> psql.run("select 1"))
                        .isInstanceOf(LapseException.class)
                        .hasMessage("psql: not found"));
    }
}
