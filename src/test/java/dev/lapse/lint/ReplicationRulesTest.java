package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ComponentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplicationRulesTest {
    private static final Design REFERENCE = Designs.topology("reference");

    @Test
    void whatWritesMayStopForIsNotKnownUnlessItIsSaid() {
        Concern concern = Designs.of(REFERENCE, StartTimeout.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.NOT_KNOWN);
        assertThat(concern.what()).contains("--write-outage");
    }

    @Test
    void replicasOfWhichNoneMayLeadAreNoHeirs() {
        Design two = Designs.tagged(REFERENCE, "nofailover", "pg2");
        Design alone = Designs.tagged(two, "nofailover", "pg3");

        assertThat(Designs.of(two, LoneCandidate.NAME)).isEmpty();
        Concern concern = Designs.of(alone, LoneCandidate.NAME).orElseThrow();
        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.what()).isEqualTo("no node but pg1 may become the primary");
        assertThat(concern.arithmetic()).containsExactly("1 of 3 nodes may lead; not pg2, pg3");
    }

    @Test
    void inSynchronousModeReplicasThatAreNoStandbysAreNoHeirs() {
        Design design = Designs.tagged(Designs.tagged(REFERENCE, "nosync", "pg2"), "nofailover", "pg3");

        assertThat(Designs.of(design.with(Map.of("patroni.synchronous_mode", "off")), LoneCandidate.NAME))
                .isEmpty();
        Concern concern = Designs.of(design.with(Map.of("patroni.synchronous_mode", "on")), LoneCandidate.NAME)
                .orElseThrow();
        assertThat(concern.what()).isEqualTo("while pg1 is the primary, no node may take over");
        assertThat(concern.arithmetic()).containsExactly("may lead: pg2", "of all, stream from it without nosync: pg3");
    }

    @Test
    void aReplicaThatDoesNotStreamIsNoHeir() {
        Design design = Designs.tagged(Designs.tagged(REFERENCE, "nostream", "pg2"), "nofailover", "pg3");

        assertThat(Designs.of(design, LoneCandidate.NAME)).isPresent();
        assertThat(Designs.of(design.with(Map.of("patroni.maximum_lag_on_failover", "1048576")), LoneCandidate.NAME))
                .as("what Patroni takes anyway, in words")
                .isPresent();
        assertThat(Designs.of(design.with(Map.of("patroni.maximum_lag_on_failover", "100000000")), LoneCandidate.NAME))
                .isEmpty();
    }

    @Test
    void aCrashRecoveryOf300sDoesNotFitIntoAMinute() {
        Design design = REFERENCE.in(Circumstances.UNKNOWN.withWriteOutage(Duration.ofSeconds(60)));
        Concern concern = Designs.of(design, StartTimeout.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic().get(0)).startsWith("loop_wait 10s + 300s + the failover of ");
        assertThat(concern.cures()).hasSize(1);
    }

    @Property(tries = 40)
    void startTimeoutIsCuredByTheLongestThatFits(
            @ForAll @IntRange(min = 5, max = 400) int limit, @ForAll @IntRange(min = 0, max = 400) int patience) {
        Design design = REFERENCE
                .with(Map.of("patroni.primary_start_timeout", patience + "s"))
                .in(Circumstances.UNKNOWN.withWriteOutage(Duration.ofSeconds(limit)));
        Designs.of(design, StartTimeout.NAME).ifPresent(concern -> {
            Designs.assertCures(design, concern);
            concern.cures()
                    .forEach(cure -> Designs.assertNotCured(
                            design,
                            StartTimeout.NAME,
                            Map.of(
                                    "patroni.primary_start_timeout",
                                    Long.parseLong(cure.settings()
                                                    .get("patroni.primary_start_timeout")
                                                    .replace("s", ""))
                                            + 1
                                            + "s")));
        });
    }

    @Property(tries = 40)
    void lagLimitIsCuredByAsManyBytesAsReplicasAreBehind(
            @ForAll @IntRange(min = 1, max = 100) int megabytes, @ForAll @IntRange(min = 1, max = 5_000) int millis) {
        Design design = REFERENCE.in(Circumstances.UNKNOWN
                .withWal(megabytes * ByteCount.MEGA)
                .withReplicationDelay(Duration.ofMillis(millis)));
        Designs.of(design, LagLimit.NAME).ifPresent(concern -> {
            assertThat(concern.severity()).isEqualTo(Severity.ERROR);
            Designs.assertCures(design, concern);
            long behind = Long.parseLong(concern.cures().get(0).settings().get("patroni.maximum_lag_on_failover"));
            Designs.assertNotCured(
                    design, LagLimit.NAME, Map.of("patroni.maximum_lag_on_failover", Long.toString(behind - 1)));
        });
    }

    private static Optional<Concern> failover(Design design, int limit) {
        return Designs.of(
                design.in(Circumstances.UNKNOWN.withWriteOutage(Duration.ofSeconds(limit))), OutageAsked.NAME);
    }

    @Test
    void aFailoverThatTakesLongerThanAskedIsAnErrorAndItsCuresAreEnough() {
        Concern concern = failover(REFERENCE, 30).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.what())
                .isEqualTo("the loss of the primary's host may stop writes for 38.8s, and they may stop for 30s");
        assertThat(concern.arithmetic().get(0)).startsWith("detect 30.5s (ttl").contains(": 25s to 38.8s in all");
        assertThat(concern.arithmetic().get(1)).isEqualTo("38.8s > 30s");
        assertThat(concern.cures()).isNotEmpty();
        Designs.assertCures(REFERENCE.in(Circumstances.UNKNOWN.withWriteOutage(Duration.ofSeconds(30))), concern);
        assertThat(failover(REFERENCE, 39)).isEmpty();
        assertThat(failover(REFERENCE, 2).orElseThrow().cures()).isEmpty();
    }

    @Test
    void aFailoverOfWhichNothingIsKnownIsToldAsThat() {
        assertThat(failover(Designs.topology("two-node-strict"), 60)
                        .orElseThrow()
                        .severity())
                .isEqualTo(Severity.NOT_KNOWN);
    }

    @Test
    void lagIsNoMatterWhereCommitsWaitForAStandby() {
        assertThat(Designs.of(REFERENCE, LagLimit.NAME).orElseThrow().severity())
                .isEqualTo(Severity.NOT_KNOWN);
        assertThat(Designs.of(Designs.topology("two-node-strict"), LagLimit.NAME))
                .isEmpty();
    }

    @Test
    void strictModeWithOneStandbyIsAChoice() {
        Concern concern = Designs.of(Designs.topology("two-node-strict"), StandbyCount.NAME)
                .orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.what()).isEqualTo("commits wait for 1 of 1 standby, strictly");
        assertThat(concern.cures()).extracting(Cure::text).containsExactly("topology: 2 standbys");
        assertThat(Designs.of(
                        Designs.withHost(Designs.topology("two-node-strict"), "pg3", ComponentName.PATRONI),
                        StandbyCount.NAME))
                .isEmpty();
    }

    @Test
    void askingForEachOfTwoStandbysIsCuredByAskingForOne() {
        Design design = REFERENCE.with(Map.of("patroni.synchronous_mode", "on", "patroni.synchronous_node_count", "2"));
        Concern concern = Designs.of(design, StandbyCount.NAME).orElseThrow();

        assertThat(concern.arithmetic().get(0)).isEqualTo("one lost leaves 1 < synchronous_node_count 2");
        assertThat(concern.cures().get(0).settings()).isEqualTo(Map.of("patroni.synchronous_node_count", "1"));
        Designs.assertCures(design, concern);
    }

    @Test
    void strictModeIsContentWithOneStandbyThatIsLeft() {
        Design design = REFERENCE.with(Map.of(
                "patroni.synchronous_mode", "on",
                "patroni.synchronous_mode_strict", "on",
                "patroni.synchronous_node_count", "2"));
        Concern concern = Designs.of(design, StandbyCount.NAME).orElseThrow();

        assertThat(concern.why()).contains("until Patroni no longer asks for it");
        assertThat(concern.arithmetic().get(1)).startsWith("one that loses its network: commits wait for 19.5s to ");
    }

    @Test
    void aNewPrimaryAcknowledgesAloneUntilItsNextLoop() {
        Design design = REFERENCE.with(Map.of("patroni.synchronous_mode", "on"));
        Concern concern = Designs.of(design, PromotedAlone.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        Designs.assertCures(design, concern);
        assertThat(Designs.of(REFERENCE.with(Map.of("patroni.synchronous_mode", "quorum")), PromotedAlone.NAME))
                .isEmpty();
    }

    @Property(tries = 40)
    void keptWalIsCuredByWhatAReplicaMisses(
            @ForAll @IntRange(min = 1, max = 50) int megabytes,
            @ForAll @IntRange(min = 1, max = 1_830) int seconds,
            @ForAll boolean slots) {
        String name = slots ? "postgresql.max_slot_wal_keep_size" : "postgresql.wal_keep_size";
        Design design = REFERENCE
                .with(Map.of(name, "1GB", "patroni.postgresql.use_slots", slots ? "on" : "off"))
                .in(Circumstances.UNKNOWN
                        .withWal(megabytes * ByteCount.MEGA)
                        .withReplicaAway(Duration.ofSeconds(seconds)));
        Designs.of(design, KeptWal.NAME).ifPresent(concern -> {
            assertThat(concern.severity()).isEqualTo(Severity.ERROR);
            Designs.assertCures(design, concern);
            long needed =
                    Long.parseLong(concern.cures().get(0).settings().get(name).replace("MB", ""));
            Designs.assertNotCured(design, KeptWal.NAME, Map.of(name, (needed - 1) + "MB"));
        });
    }

    @Test
    void slotsWithoutALimitKeepAll() {
        assertThat(Designs.of(REFERENCE, KeptWal.NAME)).isEmpty();
        assertThat(Designs.of(REFERENCE.with(Map.of("postgresql.max_slot_wal_keep_size", "10GB")), KeptWal.NAME)
                        .orElseThrow()
                        .severity())
                .isEqualTo(Severity.NOT_KNOWN);
    }

    @Test
    void aSlotThatPatroniDropsKeepsNothing() {
        Design half =
                REFERENCE.in(Circumstances.UNKNOWN.withWal(ByteCount.MEGA).withReplicaAway(Duration.ofMinutes(30)));
        Design long1 =
                REFERENCE.in(Circumstances.UNKNOWN.withWal(ByteCount.MEGA).withReplicaAway(Duration.ofHours(1)));

        assertThat(Designs.of(half, KeptWal.NAME)).isEmpty();
        Concern concern = Designs.of(long1, KeptWal.NAME).orElseThrow();
        assertThat(concern.what())
                .isEqualTo("Patroni drops the slot of a replica that is away for longer than member_slots_ttl 1800s,"
                        + " and wal_keep_size 128MB is less than a replica misses that is away for 3600s");
        assertThat(concern.cures()).hasSize(2);
        Designs.assertCures(long1, concern);
        Designs.assertNotCured(long1, KeptWal.NAME, Map.of("patroni.member_slots_ttl", "3569s"));
    }

    @Test
    void patroni3DropsASlotWithTheKeyOfItsMember() {
        Design design = Designs.inSuite(REFERENCE, "bookworm")
                .in(Circumstances.UNKNOWN.withWal(ByteCount.MEGA).withReplicaAway(Duration.ofMinutes(10)));
        Concern concern = Designs.of(design, KeptWal.NAME).orElseThrow();

        assertThat(concern.what()).contains("for longer than ttl, and wal_keep_size 128MB");
        assertThat(concern.cures()).hasSize(1);
        Designs.assertCures(design, concern);
    }

    @Test
    void withoutSlotsTheClustersOwnWalKeepSizeIsKept() {
        Design design = REFERENCE
                .with(Map.of("patroni.postgresql.use_slots", "off"))
                .in(Circumstances.UNKNOWN.withWal(ByteCount.MEGA).withReplicaAway(Duration.ofSeconds(128)));

        assertThat(Designs.of(design, KeptWal.NAME)).isEmpty();
        assertThat(Designs.of(design.in(design.circumstances().withReplicaAway(Duration.ofSeconds(129))), KeptWal.NAME))
                .isPresent();
    }

    @Test
    void aCountAboveTheStandbysThatThereAreIsThatOfThose() {
        Design design = Designs.topology("two-node-strict", "patroni.synchronous_node_count=2");
        Concern concern = Designs.of(design, StandbyCount.NAME).orElseThrow();

        assertThat(concern.what()).isEqualTo("commits wait for 1 of 1 standby, strictly");
    }

    @Test
    void anOldPrimaryThatCannotBeRewoundStaysAway() {
        for (Map<String, String> settings : new Map[] {
            Map.of("patroni.postgresql.use_pg_rewind", "off"),
            Map.of("postgresql.full_page_writes", "off"),
            Map.of("patroni.postgresql.use_pg_rewind", "false", "postgresql.full_page_writes", "off")
        }) {
            Design design = REFERENCE.with(settings);
            Concern concern = Designs.of(design, NoRewind.NAME).orElseThrow();
            assertThat(concern.severity()).isEqualTo(Severity.ERROR);
            Designs.assertCures(design, concern);
        }
        assertThat(Designs.of(REFERENCE, NoRewind.NAME)).isEmpty();
    }

    @Test
    void aShutdownThatOutlastsTheLeaseIsCuredByTtl() {
        Concern concern = Designs.of(REFERENCE, SenderTimeout.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        Designs.assertCures(REFERENCE, concern);
        Designs.assertNotCured(REFERENCE, SenderTimeout.NAME, Map.of("postgresql.wal_sender_timeout", "31s"));
        Concern endless = Designs.of(REFERENCE.with(Map.of("postgresql.wal_sender_timeout", "0")), SenderTimeout.NAME)
                .orElseThrow();
        assertThat(endless.severity()).isEqualTo(Severity.ERROR);
    }
}
