package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import dev.lapse.probe.Clients;
import dev.lapse.probe.JdbcClients;
import dev.lapse.probe.SqlCase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Makes each row of the table of outcomes with a real PostgreSQL and a real PgBouncer, and lets a lane see it. */
class OutcomesIT {
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(8);
    private static final AtomicInteger LANES = new AtomicInteger();

    private static SqlServer server;

    @BeforeAll
    static void start() {
        server = new SqlServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(SqlCase.class)
    void rowOfTheTable(SqlCase row) throws SQLException {
        Attempt seen = provoked(row);

        System.out.println("outcome of " + row + ": " + seen.outcome() + " " + seen.sqlState() + " " + seen.error());
        assertThat(seen.outcome()).as(seen.toString()).isEqualTo(row.outcome());
        assertThat(Optional.ofNullable(seen.sqlState())).as(seen.toString()).isEqualTo(row.sqlState());
        String present = "select count(*) from lapse_ledger where lane = '" + seen.lane() + "' and seq = " + seen.seq();
        long expected = row.row() == SqlCase.Row.ABSENT ? 0 : 1;
        Awaitility.await().atMost(LONG).until(() -> server.number(present) == expected);
    }

    /** What a client of an earlier run had written to its connection may arrive when the way is open again. */
    @Test
    void aRowOfAnotherRunIsRefused() throws SQLException {
        List<Attempt> seen = new CopyOnWriteArrayList<>();
        Lane lane = client(Entrypoint.POSTGRES);
        try (Clients.OpenLanes open = new JdbcClients(server)
                .open(
                        List.of(lane),
                        event -> {
                            if (event instanceof Attempt attempt) {
                                seen.add(attempt);
                            }
                        },
                        NanoClock.startingNow())) {
            Awaitility.await().atMost(LONG).until(() -> !seen.isEmpty());
        }

        assertThat(seen).allSatisfy(attempt -> assertThat(attempt.sqlState()).isEqualTo("23514"));
        assertThat(server.number("select count(*) from lapse_ledger where lane = '" + lane.name() + "'"))
                .isZero();
    }

    private Attempt provoked(SqlCase row) throws SQLException {
        return switch (row) {
            case TERMINATED_IDLE -> whileItWrites(client(Entrypoint.POSTGRES), client -> terminate("state = 'idle'"));
            case TERMINATED_IN_STATEMENT ->
                inStatement(client(Entrypoint.POSTGRES), client -> terminate("wait_event_type = 'Lock'"));
            case TERMINATED_IN_COMMIT ->
                inCommit(client(Entrypoint.POSTGRES), client -> terminate("wait_event = 'SyncRep'"));
            case SHUT_DOWN ->
                inStatement(client(Entrypoint.POSTGRES), client -> {
                    server.stop("fast");
                    server.start("");
                });
            case CRASHED -> {
                try {
                    yield inStatement(
                            client(Entrypoint.POSTGRES),
                            client -> server.run("pkill -9 -f '[p]ostgres: checkpointer'"));
                } finally {
                    server.waitUntilItAnswers();
                }
            }
            case IDLE_TOO_LONG ->
                with("idle_session_timeout = '20ms'", () -> whileItWrites(client(Entrypoint.POSTGRES), client -> {}));
            case CUT_IN_STATEMENT -> {
                server.relay("");
                yield inStatement(client(Entrypoint.HAPROXY), client -> server.stopRelay());
            }
            case CUT_IN_COMMIT -> {
                server.relay("");
                yield inCommit(client(Entrypoint.HAPROXY), client -> server.stopRelay());
            }
            case RESET_IN_COMMIT -> {
                server.relay(",linger=0");
                yield inCommit(client(Entrypoint.HAPROXY), client -> server.stopRelay());
            }
            case DEADLINE_IN_STATEMENT -> inStatement(client(Entrypoint.POSTGRES, SHORT, null), client -> {});
            case COMMIT_CANCELLED -> inCommit(client(Entrypoint.POSTGRES, LONG, SHORT), client -> {});
            case CANCELLED -> inStatement(client(Entrypoint.POSTGRES, LONG, SHORT), client -> {});
            case STATEMENT_TIMEOUT ->
                with("statement_timeout = '300ms'", () -> inStatement(client(Entrypoint.POSTGRES), client -> {}));
            case LOCK_TIMEOUT ->
                with("lock_timeout = '300ms'", () -> inStatement(client(Entrypoint.POSTGRES), client -> {}));
            case READ_ONLY -> with("default_transaction_read_only = on", () -> first(client(Entrypoint.POSTGRES)));
            case NOT_SERIALIZABLE -> notSerializable();
            case AGAINST_A_CHECK -> {
                Lane lane = client(Entrypoint.POSTGRES);
                server.sql("alter table lapse_ledger add constraint other check (lane <> '" + lane.name() + "')");
                try {
                    yield first(lane);
                } finally {
                    server.sql("alter table lapse_ledger drop constraint other");
                }
            }
            case REFUSED -> {
                server.stopRelay();
                yield first(client(Entrypoint.HAPROXY));
            }
            case CLOSED_ON_CONNECT -> {
                server.relayToNowhere();
                yield first(client(Entrypoint.HAPROXY));
            }
            case SILENT_ON_CONNECT -> {
                server.freeze();
                try {
                    yield first(client(Entrypoint.POSTGRES, SHORT, null));
                } finally {
                    server.thaw();
                }
            }
            case TOO_MANY -> {
                server.sql("alter role lapse connection limit 0");
                try {
                    yield first(client(Entrypoint.POSTGRES));
                } finally {
                    server.sql("alter role lapse connection limit -1");
                }
            }
            case NOT_ACCEPTING -> {
                server.stop("fast");
                server.run("touch /tmp/pg/data/standby.signal");
                server.start("-c hot_standby=off");
                try {
                    yield first(client(Entrypoint.POSTGRES));
                } finally {
                    server.stop("immediate");
                    server.run("rm /tmp/pg/data/standby.signal");
                    server.start("");
                }
            }
            case POOLER_HAS_NO_DATABASE ->
                pooled("s/^lapse = .*/other = host=127.0.0.1/", () -> first(client(Entrypoint.POOLER)));
            case POOLER_CANNOT_LOG_IN ->
                pooled("s/^lapse = .*/lapse = host=127.0.0.1 dbname=missing/", () -> first(client(Entrypoint.POOLER)));
            case POOLER_WAITED_TOO_LONG ->
                pooled(
                        "s/^lapse = .*/lapse = host=127.0.0.1 pool_size=1/; $a query_wait_timeout=1",
                        () -> whileItWrites(client(Entrypoint.POOLER), client -> {
                            try (Connection busy = DriverManager.getConnection("jdbc:postgresql://"
                                            + server.dataAddress(new NodeName("pg1"))
                                            + ":6432/lapse?user=lapse&sslmode=disable");
                                    Statement statement = busy.createStatement()) {
                                statement.execute("select pg_sleep(4)");
                            }
                        }));
            case POOLER_LOST_ITS_SERVER ->
                inStatement(client(Entrypoint.POOLER), client -> terminate("wait_event_type = 'Lock'"));
            case POOLER_STOPPED -> {
                try {
                    yield inStatement(client(Entrypoint.POOLER), client -> server.stopPooler("QUIT"));
                } finally {
                    server.startPooler();
                }
            }
        };
    }

    /** The lane's insert updates a row that another transaction updates first. */
    private Attempt notSerializable() throws SQLException {
        server.sql(
                "create table counted (n int)",
                "insert into counted values (0)",
                "grant all on counted to lapse",
                "create function counts() returns trigger language plpgsql as"
                        + " $$ begin update counted set n = n + 1; return new; end $$",
                "create trigger counts before insert on lapse_ledger for each row execute function counts()");
        try (Connection other = server.admin();
                Statement statement = other.createStatement()) {
            return with(
                    "default_transaction_isolation = 'repeatable read'",
                    () -> whileItWrites(client(Entrypoint.POSTGRES), client -> {
                        other.setAutoCommit(false);
                        statement.execute("update counted set n = n + 1");
                        untilWaiting(client.lane(), "wait_event_type = 'Lock'");
                        other.commit();
                    }));
        } finally {
            server.sql("drop function counts cascade", "drop table counted");
        }
    }

    private static void terminate(String which) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> server.number("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where usename = 'lapse' and " + which)
                        > 0);
    }

    /** Something that is done to the server while a lane writes. */
    private interface Deed {
        void doneTo(Client client) throws SQLException;
    }

    private interface Provocation {
        Attempt made() throws SQLException;
    }

    /** For new sessions. */
    private Attempt with(String setting, Provocation provocation) throws SQLException {
        server.sql("alter role lapse set " + setting);
        try {
            return provocation.made();
        } finally {
            server.sql("alter role lapse reset all");
        }
    }

    /** With PgBouncer's configuration changed by sed. */
    private Attempt pooled(String change, Provocation provocation) throws SQLException {
        server.run("cd /tmp/pg && cp -p bouncer.ini kept.ini && sed -i '" + change + "' bouncer.ini");
        server.stopPooler("TERM");
        server.startPooler();
        try {
            return provocation.made();
        } finally {
            server.run("cd /tmp/pg && mv kept.ini bouncer.ini");
            server.stopPooler("TERM");
            server.startPooler();
        }
    }

    /** The first attempt of a lane that is opened now. */
    private static Attempt first(Lane lane) {
        try (Client client = new Client(lane)) {
            return client.await(attempt -> attempt.outcome() != Outcome.NOT_SENT);
        }
    }

    /** The first attempt that is not OK, of a lane that has written. */
    private static Attempt whileItWrites(Lane lane, Deed deed) throws SQLException {
        try (Client client = new Client(lane)) {
            client.await(attempt -> attempt.outcome() == Outcome.OK);
            deed.doneTo(client);
            return client.await(attempt -> attempt.outcome() != Outcome.OK && attempt.outcome() != Outcome.NOT_SENT);
        }
    }

    private static Attempt inStatement(Lane lane, Deed deed) throws SQLException {
        try (Connection locking = server.admin();
                Statement statement = locking.createStatement()) {
            return whileItWrites(lane, client -> {
                locking.setAutoCommit(false);
                statement.execute("lock table lapse_ledger in access exclusive mode");
                untilWaiting(lane, "wait_event_type = 'Lock'");
                deed.doneTo(client);
            });
        }
    }

    private static Attempt inCommit(Lane lane, Deed deed) throws SQLException {
        try {
            return whileItWrites(lane, client -> {
                server.sql("alter system set synchronous_standby_names = 'nobody'", "select pg_reload_conf()");
                untilWaiting(lane, "wait_event = 'SyncRep'");
                deed.doneTo(client);
            });
        } finally {
            server.sql("alter system reset synchronous_standby_names", "select pg_reload_conf()");
        }
    }

    private static void untilWaiting(Lane lane, String how) {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> server.number("select count(*) from pg_stat_activity where application_name = 'lapse-"
                                + lane.name() + "' and " + how)
                        > 0);
    }

    private static Lane client(Entrypoint via) {
        return client(via, LONG, null);
    }

    private static Lane client(Entrypoint via, Duration timeout, @Nullable Duration cancel) {
        return new Lane(
                new LaneName("write-" + LANES.incrementAndGet()),
                LaneKind.WRITE,
                via,
                Vantage.PINNED,
                via == Entrypoint.HAPROXY ? null : new NodeName("pg1"),
                Duration.ofMillis(100),
                timeout,
                cancel,
                Map.of());
    }

    /** A lane that writes until it is closed. */
    private static final class Client implements AutoCloseable {
        private final Lane lane;
        private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
        private final Clients.OpenLanes probe;

        Client(Lane lane) {
            this.lane = lane;
            this.probe = server.clients()
                    .open(
                            List.of(lane),
                            event -> {
                                if (event instanceof Attempt attempt) {
                                    attempts.add(attempt);
                                }
                            },
                            NanoClock.startingNow());
        }

        Lane lane() {
            return lane;
        }

        Attempt await(Predicate<Attempt> wanted) {
            return Awaitility.await()
                    .atMost(LONG.multipliedBy(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> attempts.stream().filter(wanted).findFirst(), Optional::isPresent)
                    .orElseThrow();
        }

        @Override
        public void close() {
            probe.close();
        }
    }
}
