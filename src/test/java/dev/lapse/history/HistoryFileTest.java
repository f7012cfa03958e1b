package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFileTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final LaneName WRITE = new LaneName("write-haproxy");

    @TempDir
    Path directory;

    @Test
    void everyTypeOfEventComesBackAsItWas() {
        List<Event> events = oneOfEach();
        assertThat(events.stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());

        Path file = written(events);

        assertThat(readBack(file)).isEqualTo(events);
    }

    @Test
    void wrappedValuesArePlainAndNullsAreLeftOut() throws IOException {
        Path file = written(List.of(oneOfEach().get(5), new LeaderSeen(7, null, 3)));

        assertThat(text(file).lines())
                .containsExactly(
                        "{\"event\":\"attempt\",\"lane\":\"write-haproxy\",\"seq\":0,\"dueNanos\":3,\"invokedNanos\":4,"
                                + "\"completedNanos\":90,\"outcome\":\"OK\",\"node\":\"pg1\",\"role\":\"PRIMARY\","
                                + "\"timeline\":2,\"lsn\":\"0/16B3748\"}",
                        "{\"event\":\"leader\",\"atNanos\":7,\"revision\":3}");
    }

    @Test
    void whatComesAfterTheEndOfTheRunIsDropped() {
        RunEnded end = new RunEnded(9, RunEnding.FAILED);

        Path file = written(List.of(begin(), end, new Trouble(10, "of a thread that hung")));

        assertThat(readBack(file)).containsExactly(begin(), end);
    }

    @Test
    void canBeReadAgainAndAgain() {
        History history = HistoryFile.read(written(oneOfEach()));

        assertThat(count(history)).isEqualTo(count(history)).isPositive();
    }

    @Test
    void eventsOfManyThreadsAllArrive() throws InterruptedException {
        Path file = directory.resolve("many.jsonl.gz");
        try (HistoryFile recorder = HistoryFile.create(file)) {
            recorder.record(begin());
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(t -> new Thread(() ->
                            IntStream.range(0, 500).forEach(i -> recorder.record(new Trouble(i, "thread " + t)))))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(count(HistoryFile.read(file))).isEqualTo(2001);
    }

    @Test
    void lastLineOfAnInterruptedRunIsLeftOut() throws IOException {
        Path file = directory.resolve("cut.jsonl.gz");
        String whole = text(written(List.of(begin(), new Trouble(1, "a"))));
        compress(file, whole + "{\"event\":\"trouble\",\"atNa");

        assertThat(readBack(file)).containsExactly(begin(), new Trouble(1, "a"));
    }

    @Test
    void compressedStreamOfAKilledRunIsReadUpToTheCut() throws IOException {
        Path file = written(Stream.concat(
                        Stream.of(begin()),
                        IntStream.range(0, 5000).mapToObj(i -> new Trouble(i * 7919L, "trouble " + i * 31)))
                .map(Event.class::cast)
                .toList());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(readBack(file))
                .hasSizeBetween(1000, 4500)
                .startsWith(begin(), new Trouble(0, "trouble 0"), new Trouble(7919, "trouble 31"));
    }

    @Test
    void whereverAStreamIsCutItIsReadUpToThere() throws IOException {
        Path file = written(oneOfEach());
        History history = HistoryFile.read(file);
        List<Event> whole = readBack(history);
        byte[] bytes = Files.readAllBytes(file);

        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, Arrays.copyOf(bytes, length));

            List<Event> read = readBack(history);
            assertThat(read).isEqualTo(whole.subList(0, read.size()));
        }
    }

    @Test
    void fileOfNoByteIsAnEmptyHistory() throws IOException {
        Path file = Files.createFile(directory.resolve("empty.jsonl.gz"));

        assertThat(readBack(file)).isEmpty();
    }

    @Test
    void wrongLineInTheMiddleIsNamed() throws IOException {
        Path file = directory.resolve("wrong.jsonl.gz");
        compress(file, "{\"event\":\"rumour\"}\n{\"event\":\"trouble\",\"atNanos\":1,\"what\":\"a\"}\n");

        assertThatThrownBy(() -> readBack(file))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("wrong.jsonl.gz:1: expected an event")
                .hasMessageContaining("rumour");
    }

    @Test
    void fileThatIsNoGzipIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("plain.jsonl"), "{\"event\":\"trouble\"}");

        assertThatThrownBy(() -> readBack(file))
                .isInstanceOf(LapseException.class)
                .hasMessage("read history " + file + ": expected gzip with one event per line, saw Not in GZIP format");
    }

    @ParameterizedTest
    @CsvSource({"1, 1 byte", "9, 9 bytes", "40, 40 bytes", "100000, 100000 bytes"})
    void bytesAfterTheEndAreAnError(int bytes, String text) throws IOException {
        Path file = longHistory(20_000);
        Files.write(file, new byte[bytes], StandardOpenOption.APPEND);

        assertThatThrownBy(() -> readBack(file))
                .isInstanceOf(LapseException.class)
                .hasMessage("read history " + file + ": expected gzip with one event per line, saw " + text
                        + " after its end");
    }

    @Test
    void aSecondContentInTheSameFileIsAnError() throws IOException {
        Path file = directory.resolve("two.jsonl.gz");
        compress(file, "{\"event\":\"trouble\",\"atNanos\":1,\"what\":\"a\"}\n");
        Files.write(file, Files.readAllBytes(file), StandardOpenOption.APPEND);

        assertThatThrownBy(() -> {
                    try (Stream<Event> frame = HistoryFile.read(file).frame()) {
                        frame.forEach(event -> {});
                    }
                })
                .isInstanceOf(LapseException.class)
                .hasMessageContaining(" bytes after its end");
    }

    @Test
    void sumThatIsNotThatOfTheContentIsAnError() throws IOException {
        Path file = longHistory(20_000);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 8]++;
        Files.write(file, bytes);
        List<Event> before = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (Stream<Event> events = HistoryFile.read(file).events()) {
                        events.forEach(before::add);
                    }
                })
                .isInstanceOf(LapseException.class)
                .hasMessage(
                        "read history " + file + ": expected gzip with one event per line, saw Corrupt GZIP trailer");
        assertThat(before.size()).isGreaterThan(15_000);
    }

    @Test
    void linesLongerThanABlockAndLinesAcrossBlocksComeBackAsTheyWere() throws IOException {
        List<Event> events = new ArrayList<>(List.of(begin()));
        IntStream.range(0, 60).forEach(i -> events.add(new Trouble(i, "é".repeat(i * 5000))));

        assertThat(readBack(written(events))).isEqualTo(events);
    }

    @Test
    void lastLineNeedsNoLineFeed() throws IOException {
        Path file = directory.resolve("whole.jsonl.gz");
        compress(file, text(written(List.of(begin(), new Trouble(1, "a")))).stripTrailing());

        assertThat(readBack(file)).containsExactly(begin(), new Trouble(1, "a"));
    }

    @Test
    void frameIsAllButTheAttempts() throws IOException {
        History history = HistoryFile.read(longHistory(20_000));
        List<Event> expected;
        try (Stream<Event> events = history.events()) {
            expected = events.filter(event -> !(event instanceof Attempt)).toList();
        }

        try (Stream<Event> frame = history.frame();
                Stream<Event> filtered = History.of(oneOfEach()).frame()) {
            assertThat(frame.toList()).isEqualTo(expected).hasSize(218);
            assertThat(filtered).hasSize(oneOfEach().size() - 2);
        }
    }

    @Test
    void frameDoesNotLookAtAttemptsWhateverTheirFormAndNamesTheLineOfWhatItRefuses() throws IOException {
        Path file = directory.resolve("frame.jsonl.gz");
        String attempts = "{\"event\":\"attempt\", this was never parsed\n"
                + text(written(List.of(oneOfEach().get(5)))).replaceFirst("(\"event\":\"attempt\"),(.*)}", "$2,$1}");
        compress(file, attempts + "{\"event\":\"trouble\",\"atNanos\":1,\"what\":\"a\"}\n{}\n");

        try (Stream<Event> frame = HistoryFile.read(file).frame()) {
            Iterator<Event> events = frame.iterator();
            assertThat(events.next()).isEqualTo(new Trouble(1, "a"));
            assertThatThrownBy(events::next)
                    .isInstanceOf(LapseException.class)
                    .hasMessageContaining("frame.jsonl.gz:4: expected an event");
        }
    }

    @Test
    void eventsOfATypeAreReadFromTheFrameUnlessTheyAreAttempts() throws IOException {
        Path file = directory.resolve("frame.jsonl.gz");
        compress(file, text(longHistory(100)).replace("\"seq\":7", "\"seq\":\"7\""));
        History history = HistoryFile.read(file);

        try (Stream<LaneOpened> lanes = history.of(LaneOpened.class);
                Stream<Attempt> attempts = history.of(Attempt.class);
                Stream<Event> events = history.of(Event.class)) {
            assertThat(lanes).hasSize(8);
            assertThatThrownBy(attempts::toList).hasMessageContaining("expected an event");
            assertThatThrownBy(events::toList).hasMessageContaining("expected an event");
        }
    }

    @Test
    void threadThatUnpacksEndsWithItsStreamAlsoWhereNotAllWasRead() throws IOException {
        Path file = longHistory(20_000);
        Set<Thread> before = unpackers();
        Stream<Event> abandoned = HistoryFile.read(file).events();
        assertThat(abandoned.iterator().next()).isInstanceOf(RunStarted.class);
        Set<Thread> during = unpackers();

        abandoned.close();
        abandoned.close();

        assertThat(during).hasSize(before.size() + 1);
        assertThat(unpackers()).isEqualTo(before);
        try (Stream<Event> unread = HistoryFile.read(file).frame()) {
            assertThat(unread).isNotNull();
        }
        assertThat(unpackers()).isEqualTo(before);
    }

    @Test
    void interruptedReaderReadsToTheEndAndStaysInterrupted() throws IOException {
        Path file = longHistory(20_000);
        Thread.currentThread().interrupt();

        long read = count(HistoryFile.read(file));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(read).isEqualTo(20_218);
    }

    @Test
    void longHistoryIsAsTheRecorderWritesIt() throws IOException {
        Path file = longHistory(2_000);

        assertThat(text(written(readBack(file)))).isEqualTo(text(file));
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> HistoryFile.read(directory.resolve("none")))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("none");
    }

    @Test
    void fullDiskIsSaidOnClose() throws IOException {
        HistoryFile recorder = HistoryFile.writingTo(new FullDisk(), Path.of("reports/history.jsonl.gz"));
        recorder.record(new Trouble(1, "a"));

        assertThatThrownBy(recorder::close)
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("reports/history.jsonl.gz")
                .hasMessageContaining("no space left on device")
                .extracting(e -> ((LapseException) e).kind())
                .isEqualTo(LapseException.Kind.HARNESS);
    }

    @Test
    void existingFileIsNotOverwritten() {
        Path file = written(List.of());

        assertThatThrownBy(() -> HistoryFile.create(file)).isInstanceOf(LapseException.class);
    }

    private Path written(List<Event> events) {
        Path file = directory.resolve("reports").resolve("history.jsonl.gz");
        try (HistoryFile recorder = HistoryFile.create(file)) {
            events.forEach(recorder::record);
        }
        return file;
    }

    private Path longHistory(long attempts) throws IOException {
        Path file = directory.resolve("long.jsonl.gz");
        new LongHistory().write(attempts, file);
        return file;
    }

    private static Set<Thread> unpackers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("history-unpacker"))
                .collect(Collectors.toSet());
    }

    private static List<Event> readBack(Path file) {
        return readBack(HistoryFile.read(file));
    }

    private static List<Event> readBack(History history) {
        try (Stream<Event> events = history.events()) {
            return events.toList();
        }
    }

    private static long count(History history) {
        try (Stream<Event> events = history.events()) {
            return events.count();
        }
    }

    private static String text(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void compress(Path file, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static RunStarted begin() {
        return (RunStarted) oneOfEach().get(0);
    }

    private static List<Event> oneOfEach() {
        NodeName pg2 = new NodeName("pg2");
        return List.of(
                new RunStarted(
                        0,
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        "one",
                        "name: one\n",
                        "fast",
                        42,
                        "25 s of failed writes",
                        "0.1.0, revision 4f1c2a9d7e30"),
                new ClusterReady(
                        1,
                        "reference",
                        Map.of("postgresql", "17.5"),
                        Map.of("patroni.ttl", "30"),
                        true,
                        "md5",
                        7,
                        9,
                        List.of(new NotInEffect("postgresql.cluster_name", "x", "lapse", "Patroni sets it")),
                        Map.of("patroni.ttl", "30"),
                        List.of("mine/haproxy.cfg:41: server db2 10.0.3.12:6432 -> server db2 pg2:6432")),
                new Expected(2, "write_outage", "write-haproxy", "<= 30s"),
                new LaneOpened(
                        3,
                        new Lane(
                                WRITE,
                                LaneKind.WRITE,
                                Entrypoint.HAPROXY,
                                Vantage.NEW_CONNECTION,
                                null,
                                Duration.ofMillis(20),
                                Duration.ofSeconds(1))),
                new LaneOpened(
                        3,
                        new Lane(
                                new LaneName("state-pg1"),
                                LaneKind.STATE,
                                Entrypoint.POSTGRES,
                                Vantage.DIRECT,
                                PG1,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1))),
                new Attempt(
                        WRITE,
                        0,
                        3,
                        4,
                        90,
                        Outcome.OK,
                        null,
                        null,
                        PG1,
                        Role.PRIMARY,
                        new Timeline(2),
                        Lsn.parse("0/16B3748"),
                        null,
                        null),
                new Attempt(
                        WRITE,
                        1,
                        20_000_003,
                        20_000_004,
                        20_000_005,
                        Outcome.INDETERMINATE,
                        "57P01",
                        "server \"went\" down",
                        null,
                        null,
                        null,
                        null,
                        false,
                        -1L),
                new LaneClosed(20_000_006, WRITE),
                new LaneClosed(20_000_006, new LaneName("state-pg1")),
                new StepStarted(5, "inject#1", StepKind.INJECT, "network-loss: primary"),
                new StepEnded(6, "inject#1"),
                new FaultSeen(
                        7,
                        "inject#1/1",
                        FaultPhase.PROVEN,
                        FaultName.NETWORK_LOSS,
                        "interface-down",
                        List.of(PG1),
                        "primary",
                        "no answer"),
                new PhaseReached(8, "inject#1/1", "0.5", 5_000_000_000L, 5_040_000_000L, 25_000_000L, 90_000_000L),
                new SteadySeen(8, GateSide.BEFORE, true, ""),
                new ObserverOpened(9, "patroni-pg1", 250_000_000L),
                new ObserverOpened(9, "etcd-watch", 0),
                new ObserverOpened(9, "etcd-lease", 500_000_000L),
                new ObserverOpened(9, "haproxy-lb1", 250_000_000L),
                new ObserverOpened(9, "etcd-member-etcd1", 250_000_000L),
                new ObserverOpened(9, "pooler-pg1", 250_000_000L),
                new ObserverOpened(9, "machine", 250_000_000L),
                new ObserverOpened(9, "log-pg1", 0),
                new PatroniSeen(
                        10,
                        PG1,
                        PatroniState.RUNNING,
                        PatroniRole.PRIMARY,
                        new Timeline(1),
                        Lsn.parse("1/FF"),
                        List.of(new PatroniSeen.Standby(pg2, "streaming", "sync"))),
                new LeaderSeen(11, PG1, 12),
                new LeaseSeen(12, null, 3, 30),
                new SyncSeen(13, PG1, List.of(pg2)),
                new HaproxySeen(14, new NodeName("lb1"), "write", "pg1", "DOWN 1/2", "L4TOUT"),
                new LeaseRenewed(14, PG1, LeaseRenewed.By.STORE_LEADER, 50_000_000L),
                new StatusWritten(14, PG1, 70, 250_000_000L),
                new StoreSeen(14, new NodeName("etcd1"), true, new NodeName("etcd2"), 3),
                new StoreSeen(14, new NodeName("etcd1"), false, null, 0),
                new PoolerSeen(14, PG1, false),
                new LogSeen(12, PG1, LoggedFact.PROMOTION_RECEIVED, PG1, 500_000L, "received promote request"),
                new AddressSeen(12, new NodeName("lb1"), true),
                new ObserverBlind(14, "patroni-pg1", 10),
                new SettingsAtEnd(
                        14,
                        List.of(
                                new SettingsAtEnd.ChangedSetting("patroni.ttl", "20", "60"),
                                new SettingsAtEnd.ChangedSetting("postgresql.work_mem", null, null)),
                        null),
                SettingsAtEnd.unread(14, "no host answers"),
                new EngineLost(14, "ask for pg1: connection refused"),
                new PressureSeen(14, 1L, 2L, 3L, 4L, 5L, null),
                PressureSeen.none(14, "NoSuchFileException: /proc/pressure/io"),
                new ObserverClosed(14, "machine", 13, 2),
                new ObserverClosed(14, "patroni-pg1", 13, 1),
                new ObserverClosed(14, "etcd-watch", 13, 3),
                new ObserverClosed(14, "etcd-lease", 13, 2),
                new ObserverClosed(14, "haproxy-lb1", 13, 1),
                new ObserverClosed(14, "etcd-member-etcd1", 13, 2),
                new ObserverClosed(14, "pooler-pg1", 13, 1),
                new ObserverClosed(14, "log-pg1", 13, 1),
                new RejoinSeen(15, PG1, "pg_rewind", "running pg_rewind from pg2"),
                new RejoinLogRead(
                        15,
                        PG1,
                        List.of(new RejoinLogRead.Failure("pg_rewind exit code=1", "INFO: pg_rewind exit code=1"))),
                new Salvaged(
                        15, PG1, new Timeline(1), WRITE, List.of(new SeqRange(0, 4)), "host copy", "12 MB in 9 ms"),
                new Salvaged(15, pg2, null, null, List.of(), "pg_rewind copy", "base backup without a rewind"),
                new CopiedAside(15, PG1, "pg_rewind", true, 83, 95_000_000L, new Timeline(1), ""),
                new CopiedAside(15, PG1, "start", false, 3, 0, null, "could not read the control file"),
                new TablesCompared(
                        15,
                        PG1,
                        new Timeline(1),
                        pg2,
                        3,
                        List.of(
                                new TablesCompared.TableDifference("public.t", 5L, 5L, 12, 7L),
                                new TablesCompared.TableDifference("public.large", null, null, 200_000, null)),
                        ""),
                new FinalRead(16, pg2, new Timeline(2), WRITE, List.of(new SeqRange(0, 3), new SeqRange(5, 9))),
                new DataGaps(
                        16,
                        WRITE,
                        Duration.ofMillis(60),
                        List.of(new DataGaps.RowGap(3, 1_700_000_000_000_000L, 5, 1_700_000_021_000_000L))),
                new ClockSeen(16, pg2, 15, 1_700_000_000_000_000L),
                new Trouble(17, "observer died"),
                new LoadSeen(17, 12_000_000),
                new PoolSeen(9, new LaneName("write-vip-pool"), 12, 2, 3),
                new RunEnded(18, RunEnding.COMPLETED));
    }

    private static final class FullDisk extends OutputStream {
        private int left = 10;

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException("no space left on device");
            }
        }
    }
}
