package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Sql;
import dev.lapse.history.Event;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLogsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-29T09:00:00Z");
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final NodeName LB1 = new NodeName("lb1");
    private static final NodeName ETCD1 = new NodeName("etcd1");

    @TempDir
    private Path hosts;

    private final FakeCluster cluster = new FakeCluster();
    private final List<Event> events = new ArrayList<>();
    private boolean clockIsTold = true;

    @BeforeEach
    void hostsHaveLogs() throws IOException {
        for (var host : cluster.spec().hosts()) {
            Files.createDirectory(hosts.resolve(host.name().value()));
        }
    }

    private HostLogs startingNow() {
        Sql sql = new Sql() {
            @Override
            public String ask(String address, int port, Duration timeout, String statement) {
                throw new LapseException(LapseException.Kind.HARNESS, "no answer");
            }

            @Override
            public ClockReading readClock(String address, int port, Duration timeout, NanoClock clock) {
                if (!clockIsTold) {
                    ask(address, port, timeout, "clock");
                }
                return new ClockReading(0, BEGIN.getEpochSecond() * 1_000_000, 0);
            }
        };
        Access access = new Access(cluster, new LocalShell(), cluster, cluster, sql, cluster, null, cluster.atOnce);
        return HostLogs.startingNow(access, events::add, () -> 0);
    }

    private List<LogSeen> facts() {
        return events.stream()
                .filter(LogSeen.class::isInstance)
                .map(LogSeen.class::cast)
                .toList();
    }

    private void log(NodeName host, String component, String... lines) throws IOException {
        Files.write(
                hosts.resolve(host.value()).resolve(component + ".log"),
                List.of(lines),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void factsOfAllLogsAreToldInTheirOrderOnTheRunsClock() throws IOException {
        HostLogs logs = startingNow();
        log(
                PG1,
                "patroni",
                "2026-11-29 09:00:31,926 INFO: Lock owner: None; I am pg1",
                "2026-11-29 09:00:31.927 UTC [66] LOG:  received promote request");
        log(LB1, "haproxy", "2026-11-29T09:00:32.938600+00:00 Server write/pg1 is UP, reason: Layer7 check passed");
        log(
                ETCD1,
                "etcd",
                "{\"level\":\"info\",\"ts\":\"2026-11-29T09:00:08.582895Z\",\"msg\":\"60 became leader at term 2\"}");

        logs.read();

        assertThat(facts())
                .extracting(LogSeen::host, LogSeen::fact, LogSeen::about, LogSeen::atNanos, LogSeen::resolutionNanos)
                .containsExactly(
                        tuple(ETCD1, LoggedFact.STORE_LEADER, ETCD1, 8_582_895_000L, 1_000L),
                        tuple(PG1, LoggedFact.PROMOTION_RECEIVED, PG1, 31_927_499_500L, 500_500L),
                        tuple(LB1, LoggedFact.BALANCER_UP, PG1, 32_938_600_000L, 1_000L));
    }

    @Test
    void whatWasThereBeforeDoesNotCount() throws IOException {
        log(PG1, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  received promote request");
        HostLogs logs = startingNow();
        log(
                PG1,
                "patroni",
                "2026-11-29 08:59:59.999 UTC [66] LOG:  selected new timeline ID: 2",
                "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");

        logs.read();

        assertThat(facts()).extracting(LogSeen::fact).containsExactly(LoggedFact.RECOVERED);
    }

    @Test
    void eachHostSaysHowManyFactsItsLogsToldAndThatTheyWereRead() throws IOException {
        try (HostLogs logs = startingNow()) {
            log(PG1, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");
            logs.read();
        }

        assertThat(events)
                .contains(new ObserverOpened(0, "log-pg1", 0), new ObserverClosed(0, "log-pg1", 0, 1))
                .contains(new ObserverClosed(0, "log-pg2", 0, 0));
    }

    @Test
    void addressWatchThatDiedLeavesItsHostUnread() throws IOException {
        Files.writeString(
                hosts.resolve("lb1/address-watch.pid"), ProcessHandle.current().pid() + "\n");
        Files.writeString(hosts.resolve("pg1/address-watch.pid"), "4194305\n");
        try (HostLogs logs = startingNow()) {
            log(LB1, "haproxy", "2026-11-29T09:00:32.938600+00:00 Server write/pg1 is UP, reason: check passed");
            log(PG1, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");
            logs.read();
        }

        assertThat(facts())
                .extracting(LogSeen::host, LogSeen::fact)
                .containsExactly(tuple(LB1, LoggedFact.BALANCER_UP));
        assertThat(events).contains(new ObserverClosed(0, "log-pg1", 0, 0));
    }

    @Test
    void hostThatIsDownHidesNoOther() throws IOException {
        HostLogs logs = startingNow();
        log(PG1, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");
        log(PG2, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");
        cluster.kill(PG1);

        logs.read();

        assertThat(facts()).extracting(LogSeen::host).containsExactly(PG2);
    }

    @Test
    void withoutAClockNothingIsTold() throws IOException {
        clockIsTold = false;
        HostLogs logs = startingNow();
        log(PG1, "patroni", "2026-11-29 09:00:31.927 UTC [66] LOG:  archive recovery complete");

        logs.read();

        assertThat(facts()).isEmpty();
    }

    /** Runs the commands here, on a folder per host instead of its logs; hosts have no clock of their own. */
    private final class LocalShell implements Shell {
        @Override
        public Result run(NodeName host, Duration timeout, List<String> command) {
            if (!cluster.runs(host)) {
                throw new LapseException(LapseException.Kind.HARNESS, host + " is down");
            }
            if (command.contains("date +%s%6N")) {
                return new Result(1, "", "");
            }
            String folder = hosts.resolve(host.value()) + "/";
            List<String> here = command.stream()
                    .map(word -> word.replace("/var/log/lapse/", folder).replace("/run/lapse/", folder))
                    .toList();
            try {
                ProcessBuilder builder = new ProcessBuilder(here).redirectError(ProcessBuilder.Redirect.DISCARD);
                builder.environment().put("TZ", "UTC");
                Process process = builder.start();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), out, "");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
