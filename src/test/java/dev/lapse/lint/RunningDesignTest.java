package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cluster of the reference topology with failsafe_mode, brought up and changed since. */
class RunningDesignTest {
    private static final Design ASKED = Designs.topology("reference", "patroni.failsafe_mode=on");

    private final List<HostRuns> runs = new ArrayList<>(List.of(patroni("pg1", "on"), patroni("pg2", "on")));

    private static HostRuns patroni(String host, String failsafe) {
        return HostRuns.seen(new NodeName(host), Section.PATRONI, Map.of("failsafe_mode", failsafe));
    }

    private static HostRuns postgres(String host, Map<String, String> settings) {
        return HostRuns.seen(new NodeName(host), Section.POSTGRESQL, settings);
    }

    private List<Concern> judge() {
        return new RunningDesign(ASKED, runs).judge();
    }

    @Test
    void whatRunsAsItWasAskedForIsJudgedLikeTheFile() {
        assertThat(judge()).isEqualTo(Linter.judge(ASKED));
    }

    @Test
    void theRulesJudgeWhatRuns() {
        runs.replaceAll(each -> HostRuns.seen(each.host(), Section.PATRONI, Map.of("loop_wait", "40")));

        List<Concern> concerns = judge();

        assertThat(concerns).extracting(Concern::rule).contains(FailsafeOff.NAME, ChangedTimings.NAME);
        assertThat(concerns)
                .filteredOn(concern -> concern.rule().equals(RunningDesign.CHANGED))
                .singleElement()
                .satisfies(concern -> {
                    assertThat(concern.severity()).isEqualTo(Severity.WARNING);
                    assertThat(concern.arithmetic())
                            .containsExactly(
                                    "patroni.failsafe_mode: brought up with on, runs with not set",
                                    "patroni.loop_wait: brought up with not set, runs with 40");
                });
    }

    @Test
    void hostsThatDifferAreAnErrorAndEachIsJudged() {
        runs.add(postgres("pg1", Map.of("wal_sender_timeout", "10s")));
        runs.add(postgres("pg2", Map.of("wal_sender_timeout", "90s")));

        List<Concern> concerns = judge();

        assertThat(concerns.get(0).rule()).isEqualTo(RunningDesign.APART);
        assertThat(concerns.get(0).what())
                .isEqualTo("hosts do not run alike: postgresql.wal_sender_timeout is 10s on pg1; 90s on pg2");
        assertThat(concerns)
                .filteredOn(concern -> concern.rule().equals(SenderTimeout.NAME))
                .extracting(Concern::what)
                .containsExactly("as pg2 runs: wal_sender_timeout 90s is longer than ttl 30s");
    }

    @Test
    void whatCannotBeSeenIsNotKnownAndJudgedAsOthersRunIt() {
        runs.set(0, HostRuns.notSeen(new NodeName("pg1"), Section.PATRONI, "no answer"));
        runs.set(1, patroni("pg2", "off"));
        runs.add(HostRuns.notSeen(new NodeName("pg1"), Section.POSTGRESQL, "no answer"));
        runs.add(HostRuns.notSeen(new NodeName("lb1"), Section.HAPROXY, "its file was changed"));

        List<Concern> concerns = judge();

        assertThat(concerns).extracting(Concern::rule).contains(FailsafeOff.NAME);
        assertThat(concerns)
                .filteredOn(concern -> concern.rule().equals(RunningDesign.UNSEEN))
                .extracting(Concern::what)
                .containsExactly(
                        "with which settings of patroni, postgresql pg1 runs: no answer; judged as other hosts run it,"
                                + " or as it was asked for",
                        "with which settings of haproxy lb1 runs: its file was changed; judged as other hosts run it,"
                                + " or as it was asked for");
    }
}
