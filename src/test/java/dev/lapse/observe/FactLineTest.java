package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ComponentName;
import dev.lapse.history.LoggedFact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lines of logs as Patroni 4.0, PostgreSQL 17, HAProxy 3.0, etcd 3.5 and keepalived 2.3 have written them. */
class FactLineTest {
    private static List<FactLine> read(ComponentName component, String line) {
        assertThat(Pattern.compile(FactLine.wanted(component).orElseThrow())
                        .matcher(line)
                        .find())
                .as("whether it leaves the host")
                .isEqualTo(!FactLine.read(component, line, ZoneOffset.UTC).isEmpty());
        return FactLine.read(component, line, ZoneOffset.UTC);
    }

    private static void assertTells(LoggedFact fact, ComponentName component, String at, long unitNanos, String line) {
        assertThat(read(component, line))
                .containsExactly(new FactLine(fact, Instant.parse(at), unitNanos, Optional.empty(), line));
    }

    @Test
    void patroniTellsOfTheLockAndOfDemotion() {
        String at = "2026-11-29T09:08:04.085Z";

        assertTells(
                LoggedFact.DEMOTING,
                ComponentName.PATRONI,
                at,
                1_000_000,
                "2026-11-29 09:08:04,085 INFO: Demoting self (graceful)");
        assertTells(
                LoggedFact.LOCK_FREED,
                ComponentName.PATRONI,
                at,
                1_000_000,
                "2026-11-29 09:08:04,085 INFO: Leader key released");
        assertTells(
                LoggedFact.STORE_LOST,
                ComponentName.PATRONI,
                at,
                1_000_000,
                "2026-11-29 09:08:04,085 ERROR: Error communicating with DCS");
        assertTells(
                LoggedFact.FAILSAFE,
                ComponentName.PATRONI,
                at,
                1_000_000,
                "2026-11-29 09:08:04,085 INFO: continue to run as a leader because failsafe mode is enabled and all"
                        + " members are accessible");
    }

    @Test
    void lineOfANewLeaderTellsOfTheLockAndOfThePromotion() {
        String taken = "2026-11-29 09:07:31,926 INFO: promoted self to leader by acquiring session lock";
        String held = "2026-11-29 09:08:49,362 INFO: promoted self to leader because I had the session lock";
        String primary = "2026-11-29 09:08:49,362 INFO: acquired session lock as a leader";

        assertThat(read(ComponentName.PATRONI, taken))
                .extracting(FactLine::fact)
                .containsExactly(LoggedFact.LOCK_TAKEN, LoggedFact.PROMOTING);
        assertThat(read(ComponentName.PATRONI, held)).extracting(FactLine::fact).containsExactly(LoggedFact.PROMOTING);
        assertThat(read(ComponentName.PATRONI, primary))
                .extracting(FactLine::fact)
                .containsExactly(LoggedFact.LOCK_TAKEN);
    }

    @Test
    void postgresqlTellsOfItsPromotionInPatronisLog() {
        assertPostgres(LoggedFact.PROMOTION_RECEIVED, "[66] LOG:  received promote request");
        assertPostgres(LoggedFact.NEW_TIMELINE, "[66] LOG:  selected new timeline ID: 2");
        assertPostgres(LoggedFact.RECOVERED, "[66] LOG:  archive recovery complete");
        assertPostgres(LoggedFact.READY, "[63] LOG:  database system is ready to accept connections");
    }

    @Test
    void postgresqlTellsOfItsEndAndOfItsStart() {
        assertPostgres(LoggedFact.SHUTDOWN_RECEIVED, "[314] LOG:  received fast shutdown request");
        assertPostgres(LoggedFact.SHUT_DOWN, "[104] LOG:  database system is shut down");
        assertPostgres(
                LoggedFact.STARTING,
                "[92] LOG:  starting PostgreSQL 17.12 (Debian 17.12-0+deb13u1) on x86_64-pc-linux-gnu, compiled by gcc"
                        + " (Debian 14.2.0-19) 14.2.0, 64-bit");
        assertPostgres(LoggedFact.READY_TO_READ, "[92] LOG:  database system is ready to accept read-only connections");
        assertPostgres(LoggedFact.CRASHED, "[92] LOG:  terminating any other active server processes");
        assertPostgres(LoggedFact.STANDBY_LOST, "[120] LOG:  terminating walsender process due to replication timeout");
    }

    private static void assertPostgres(LoggedFact fact, String rest) {
        assertTells(
                fact,
                ComponentName.PATRONI,
                "2026-11-29T09:07:31.927Z",
                1_000_000,
                "2026-11-29 09:07:31.927 UTC " + rest);
    }

    @Test
    void haproxyTellsOfAServer() {
        String up = "2026-11-29T09:08:05.938600+00:00 Server write/pg1 is UP, reason: Layer7 check passed, code: 200,"
                + " check duration: 1ms. 2 active and 0 backup servers online.";
        String down =
                "2026-11-29T10:08:09.007994+01:00 Server read/pg1 is DOWN, reason: Layer7 wrong status, code: 503,"
                        + " info: \"Service Unavailable\", check duration: 2ms. 2 active and 0 backup servers left.";

        assertThat(read(ComponentName.HAPROXY, up))
                .containsExactly(new FactLine(
                        LoggedFact.BALANCER_UP,
                        Instant.parse("2026-11-29T09:08:05.938600Z"),
                        1_000,
                        Optional.of("pg1"),
                        up));
        assertThat(read(ComponentName.HAPROXY, down))
                .containsExactly(new FactLine(
                        LoggedFact.READER_DOWN,
                        Instant.parse("2026-11-29T09:08:09.007994Z"),
                        1_000,
                        Optional.of("pg1"),
                        down));
        assertThat(read(
                        ComponentName.HAPROXY,
                        "[WARNING]  (18) : Server write/pg1 is UP, reason: Layer7 check passed, code: 200"))
                .as("told twice, once without a time")
                .isEmpty();
    }

    @Test
    void etcdTellsOfItsLeader() {
        assertTells(
                LoggedFact.STORE_LEADER,
                ComponentName.ETCD,
                "2026-11-29T09:08:28.582895Z",
                1_000,
                "{\"level\":\"info\",\"ts\":\"2026-11-29T09:08:28.582895Z\",\"logger\":\"raft\",\"caller\":"
                        + "\"etcdserver/zap_raft.go:77\",\"msg\":\"608afe2527d5a560 became leader at term 2\"}");
        assertTells(
                LoggedFact.STORE_LEADERLESS,
                ComponentName.ETCD,
                "2026-11-29T09:08:48.551Z",
                1_000_000,
                "{\"level\":\"info\",\"ts\":\"2026-11-29T09:08:48.551+0000\",\"caller\":\"raft/node.go:331\",\"msg\":"
                        + "\"raft.node: d364baa657a8ccb1 lost leader 608afe2527d5a560 at term 2\"}");
    }

    @Test
    void virtualAddressCameOrWentBetweenTwoLooks() {
        assertTells(
                LoggedFact.VIP_TAKEN,
                ComponentName.KEEPALIVED,
                "2026-11-29T09:05:30.883278Z",
                1_864_000 + 1_000,
                "2026-11-29T09:05:30.885142+00:00 virtual address 10.9.9.200 added,"
                        + " not before 2026-11-29T09:05:30.883278+00:00");
        assertTells(
                LoggedFact.VIP_LEFT,
                ComponentName.KEEPALIVED,
                "2026-11-29T09:05:30.915506Z",
                4_352_000 + 1_000,
                "2026-11-29T09:05:30.919858+00:00 virtual address 10.9.9.200 removed,"
                        + " not before 2026-11-29T09:05:30.915506+00:00");
    }

    @Test
    void wholeSecondsOfKeepalivedTellNothing() {
        assertThat(read(ComponentName.KEEPALIVED, "Mon Nov  9 09:05:30 2026: (vip) Entering MASTER STATE"))
                .isEmpty();
    }

    @Test
    void stampWithoutAZoneIsInThatOfItsHost() {
        assertThat(FactLine.read(
                        ComponentName.PATRONI,
                        "2026-11-29 10:08:04,085 INFO: Leader key released",
                        ZoneOffset.ofHours(1)))
                .extracting(FactLine::earliest)
                .containsExactly(Instant.parse("2026-11-29T09:08:04.085Z"));
    }

    @Test
    void whatAClientWroteIsNoFact() {
        assertThat(read(
                        ComponentName.PATRONI,
                        "2026-11-29 09:07:31.938 UTC [1830] STATEMENT:  received promote request"))
                .isEmpty();
        assertThat(read(ComponentName.PATRONI, "2026-11-29 09:07:31,928 INFO: Lock owner: pg3; I am pg3"))
                .isEmpty();
    }

    @Test
    void longLineIsShortened() {
        String line = "2026-11-29 09:08:04,085 INFO: Leader key released" + "!".repeat(400);

        assertThat(read(ComponentName.PATRONI, line))
                .extracting(FactLine::line)
                .containsExactly(line.substring(0, 300) + "...");
    }

    @Test
    void poolersLogTellsNoFacts() {
        assertThat(FactLine.wanted(ComponentName.PGBOUNCER)).isEmpty();
    }
}
