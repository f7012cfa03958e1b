package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.history.Event;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejoinLogTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final String STARTING_POINT =
            "could not start WAL streaming: ERROR:  requested starting point 0/5000000 on timeline 1 is not in this server's"
                    + " history";
    private static final String REMOVED =
            "2026-11-21 10:12:15.006 UTC [462] FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment"
                    + " 000000010000000000000003 has already been removed";

    @Test
    void standbyThatAsksForRemovedWalHasFailed() {
        assertThat(RejoinLog.failures(List.of(REMOVED)))
                .containsExactly(new RejoinLogRead.Failure(
                        "requested WAL segment 000000010000000000000003 has already been removed", REMOVED));
    }

    @Test
    void primaryThatCannotServeAStandbyHasNotFailed() {
        assertThat(RejoinLog.failures(List.of(
                        "2026-11-21 10:12:15.006 UTC [462] ERROR:  requested WAL segment 000000010000000000000003 has already"
                                + " been removed",
                        "2026-11-21 10:12:15.006 UTC [463] ERROR:  requested starting point 0/5000000 on timeline 1 is not in"
                                + " this server's history")))
                .isEmpty();
    }

    @Test
    void repeatedFailureIsTheFirstLineOnce() {
        String later = REMOVED.replace("10:12", "10:13");

        assertThat(RejoinLog.failures(List.of(REMOVED, later)))
                .extracting(RejoinLogRead.Failure::evidence)
                .containsExactly(REMOVED);
    }

    @Test
    void divergedStandbyHasFailed() {
        assertThat(RejoinLog.failures(List.of(
                        "UTC [1] FATAL:  could not start WAL streaming: ERROR:  requested starting point 0/5000000 on"
                                + " timeline 1 is not in this server's history",
                        "UTC [2] FATAL:  requested timeline 3 is not a child of this server's history",
                        "UTC [3] FATAL:  highest timeline 1 of the primary is behind recovery timeline 2",
                        "UTC [4] LOG:  new timeline 2 forked off current database system timeline 1 before current"
                                + " recovery point 0/5077B40",
                        "UTC [5] FATAL:  could not locate required checkpoint record")))
                .extracting(RejoinLogRead.Failure::how)
                .containsExactly(
                        "requested starting point 0/5000000 on timeline 1 is not in this server's history",
                        "requested timeline 3 is not a child of this server's history",
                        "highest timeline 1 of the primary is behind recovery timeline 2",
                        "new timeline 2 forked off current database system timeline 1 before current recovery point"
                                + " 0/5077B40",
                        "could not locate required checkpoint record");
    }

    @Test
    void divergenceThatARewindMendedIsNoFailure() {
        String forked =
                "2026-11-21 13:32:20.675 UTC [272] LOG:  new timeline 2 forked off current database system timeline 1"
                        + " before current recovery point 0/4061938";
        String rewound = "2026-11-21 13:32:22,747 INFO: pg_rewind exit code=0";

        assertThat(RejoinLog.failures(List.of(forked, "UTC [9] FATAL:  " + STARTING_POINT, rewound)))
                .isEmpty();
        assertThat(RejoinLog.failures(List.of(REMOVED, rewound)))
                .extracting(RejoinLogRead.Failure::evidence)
                .containsExactly(REMOVED);
        assertThat(RejoinLog.failures(List.of(forked, rewound, forked.replace("13:32", "13:40"))))
                .extracting(RejoinLogRead.Failure::evidence)
                .containsExactly(forked.replace("13:32", "13:40"));
    }

    @Test
    void rewindThatFailedSaysWhyWhereItCan() {
        String ended = "2026-11-21 10:12:15,813 INFO: pg_rewind exit code=1";
        String why =
                "2026-11-21 10:12:15,813 INFO:  stderr=pg_rewind: error: could not find previous WAL record at 0/3000448";

        assertThat(RejoinLog.failures(List.of(ended)))
                .extracting(RejoinLogRead.Failure::how)
                .containsExactly("pg_rewind exit code=1");
        assertThat(RejoinLog.failures(List.of(ended, why)))
                .extracting(RejoinLogRead.Failure::how, RejoinLogRead.Failure::evidence)
                .containsExactly(tuple("pg_rewind: error: could not find previous WAL record at 0/3000448", why));
    }

    @Test
    void wayBackThatWorkedIsNoFailure() {
        assertThat(RejoinLog.failures(List.of(
                        "2026-11-21 10:12:15,006 INFO: running pg_rewind from pg3",
                        "2026-11-21 10:12:15,813 INFO: pg_rewind exit code=0",
                        "2026-11-21 10:12:15,813 INFO:  stderr=pg_rewind: servers diverged at WAL location 0/5077B40",
                        "2026-11-21 10:12:15,813 INFO: replica has been created using basebackup",
                        "UTC [426] FATAL:  terminating walreceiver process due to administrator command",
                        "UTC [272] FATAL:  terminating walreceiver due to timeout")))
                .isEmpty();
    }

    @Test
    void readsWhatCameAfterTheStartAndOnlyThat(@TempDir Path hosts) throws IOException {
        log(hosts, "pg1", REMOVED, "INFO: replica has been created using basebackup");
        log(hosts, "pg2");
        RejoinLog rejoins = RejoinLog.startingNow(new LocalShell(hosts), List.of(PG1, PG2));
        log(
                hosts,
                "pg1",
                "INFO: Lock owner: pg2; I am pg1",
                "INFO: pg_rewind exit code=1",
                "LOG:  redo starts at 0/3000028");
        log(hosts, "pg2", "INFO: pg_rewind exit code=0", "UTC [5] FATAL:  " + STARTING_POINT);
        List<Event> events = new ArrayList<>();

        rejoins.record(events::add, () -> 7);

        assertThat(events)
                .containsExactly(
                        new RejoinLogRead(
                                7,
                                PG1,
                                List.of(new RejoinLogRead.Failure(
                                        "pg_rewind exit code=1", "INFO: pg_rewind exit code=1"))),
                        new RejoinSeen(7, PG2, "pg_rewind", "INFO: pg_rewind exit code=0"),
                        new RejoinLogRead(
                                7,
                                PG2,
                                List.of(new RejoinLogRead.Failure(
                                        "requested starting point 0/5000000 on timeline 1 is not in this server's history",
                                        "UTC [5] FATAL:  " + STARTING_POINT))));
    }

    @Test
    void logThatCannotBeReadIsNotRecordedAsRead(@TempDir Path hosts) throws IOException {
        log(hosts, "pg1");
        RejoinLog rejoins = RejoinLog.startingNow(new LocalShell(hosts), List.of(PG1, PG2));
        List<Event> events = new ArrayList<>();

        rejoins.record(events::add, () -> 7);

        assertThat(events).containsExactly(new RejoinLogRead(7, PG1, List.of()));
    }

    private static void log(Path hosts, String node, String... lines) throws IOException {
        Files.write(hosts.resolve(node), List.of(lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Runs the commands here, on a file per host instead of its log. */
    private record LocalShell(Path hosts) implements Shell {
        @Override
        public Result run(NodeName host, Duration timeout, List<String> command) {
            List<String> here = command.stream()
                    .map(word -> word.replace(
                            "/var/log/lapse/patroni.log",
                            hosts.resolve(host.value()).toString()))
                    .toList();
            try {
                Process process = new ProcessBuilder(here)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), out, "");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
