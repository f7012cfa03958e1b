package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {
    private static final Design REFERENCE = Designs.topology("reference");

    /** Each of these was looked at: what is said of the shipped topologies is so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"""
                reference       | error pooler-not-checked; warning two-servers-up.switchover; \
                warning two-servers-up.cut-from-store-and-replicas; warning wal-sender-timeout-long; \
                warning etcd-silent-loss; warning failsafe-off; not known no-socket-timeout; \
                not known start-timeout-long; not known lag-limit-low""", """
                two-node        | error two-servers-up.patroni-frozen; error pooler-not-checked; \
                error retry-timeout-short; warning two-servers-up.switchover; warning two-servers-up.host-frozen; \
                warning two-servers-up.cut-from-store-and-replicas; warning wal-sender-timeout-long; \
                warning etcd-silent-loss; warning failsafe-off; warning address-moves-back; \
                not known no-socket-timeout; not known start-timeout-long; not known lag-limit-low""", """
                two-node-strict | error pooler-not-checked; warning two-servers-up.switchover; \
                warning two-servers-up.patroni-frozen; warning two-servers-up.host-frozen; \
                warning two-servers-up.cut-from-store-and-replicas; warning wal-sender-timeout-long; \
                warning etcd-silent-loss; warning retry-timeout-short; warning standbys-few; \
                warning address-moves-back; not known no-socket-timeout; not known start-timeout-long""", """
                all-in-one      | error pooler-not-checked; warning two-servers-up.switchover; \
                warning two-servers-up.cut-from-store-and-replicas; warning wal-sender-timeout-long; \
                warning etcd-on-nodes; warning etcd-silent-loss; warning failsafe-off; not known no-socket-timeout; \
                not known start-timeout-long; not known lag-limit-low""", """
                no-pooler       | warning two-servers-up.switchover; \
                warning two-servers-up.cut-from-store-and-replicas; warning wal-sender-timeout-long; \
                warning etcd-silent-loss; warning failsafe-off; not known no-socket-timeout; \
                not known start-timeout-long; not known lag-limit-low"""})
    void shippedTopologyHasTheseFindings(String topology, String findings) {
        Design design = Designs.topology(topology.strip());

        assertThat(Linter.judge(design))
                .extracting(concern -> concern.severity().text() + " " + concern.rule())
                .containsExactly(findings.strip().split("; *"));
        Linter.judge(design).forEach(concern -> Designs.assertCures(design, concern));
    }

    @Test
    void eachFindingSaysWhyAndFromWhere() {
        for (Path file : ScenarioFile.inFolder(Path.of("scenarios"))) {
            String name = file.getFileName().toString().replace(".yaml", "");
            for (Concern concern : Linter.judge(Designs.scenario(name, Profile.DEFAULT))) {
                assertThat(concern.what()).isNotBlank();
                if (concern.severity() != Severity.NOT_KNOWN) {
                    assertThat(concern.why()).as(concern.rule()).isNotBlank().doesNotEndWith(".");
                    assertThat(concern.sources()).as(concern.rule()).isNotEmpty();
                }
                if (!concern.shownBy().isEmpty()) {
                    assertThat(Files.exists(Path.of("scenarios", concern.shownBy() + ".yaml")))
                            .as(concern.shownBy())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void readmeHasEachRule() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(List.of(
                        ServersUp.NAME + ".…",
                        ChangedTimings.NAME,
                        UnseenPooler.NAME,
                        KeptSessions.NAME,
                        ForgottenClients.NAME,
                        NoSocketTimeout.NAME,
                        PoolRules.BACK_OFF,
                        PoolRules.IDLE,
                        PoolRules.READ_ONLY,
                        PoolRules.POOLER,
                        SenderTimeout.NAME,
                        StoreOnNodes.NAME,
                        StoreMembers.NAME,
                        StoreSites.NAME,
                        StoreSilence.NAME,
                        StorePatience.NAME,
                        FailsafeOff.NAME,
                        StartTimeout.NAME,
                        LagLimit.NAME,
                        StandbyCount.NAME,
                        PromotedAlone.NAME,
                        KeptWal.NAME,
                        NoRewind.NAME,
                        Preemption.NAME,
                        AddressNeedsStore.NAME,
                        WithoutEffect.NAME,
                        RunningDesign.CHANGED,
                        RunningDesign.APART,
                        RunningDesign.UNSEEN))
                .allSatisfy(name -> assertThat(readme).contains("\n| `" + name + "` | "));
    }

    /** Whatever is wrong at once, each cure is one that the components take, and cures its own finding. */
    @Property(tries = 60)
    void curesOfAnyConfigurationCure(
            @ForAll @IntRange(min = 10, max = 60) int ttl,
            @ForAll @IntRange(min = 1, max = 20) int loopWait,
            @ForAll @IntRange(min = 1, max = 20) int retryTimeout,
            @ForAll @IntRange(min = 1, max = 12) int election,
            @ForAll @IntRange(min = 0, max = 90) int walSender,
            @ForAll @IntRange(min = 1, max = 3) int standbys,
            @ForAll @IntRange(min = 0, max = 31) int switches) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("patroni.ttl", ttl + "s");
        settings.put("patroni.loop_wait", loopWait + "s");
        settings.put("patroni.retry_timeout", retryTimeout + "s");
        settings.put("etcd.election-timeout", election * 500 + "ms");
        settings.put("postgresql.wal_sender_timeout", walSender + "s");
        settings.put("patroni.synchronous_mode", (switches & 1) == 0 ? "off" : "on");
        settings.put("patroni.synchronous_mode_strict", (switches & 2) == 0 ? "off" : "on");
        settings.put("patroni.synchronous_node_count", Integer.toString(standbys));
        settings.put("patroni.failsafe_mode", (switches & 4) == 0 ? "off" : "on");
        settings.put("haproxy.on-marked-down", (switches & 8) == 0 ? "off" : "shutdown-sessions");
        settings.put("haproxy.timeout check", (switches & 16) == 0 ? "2s" : "15s");
        Design design = REFERENCE.with(settings);

        List<Concern> concerns = Linter.judge(design);

        assertThat(concerns).isNotEmpty();
        concerns.forEach(concern -> Designs.assertCures(design, concern));
    }
}
