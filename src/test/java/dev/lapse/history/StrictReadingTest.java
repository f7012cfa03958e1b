package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A history is refused, with its line, where no recorder can have written it. */
class StrictReadingTest {
    private static final String LANE =
            "{'name':'w','kind':'WRITE','via':'HAPROXY','vantage':'PINNED','period':'PT0.02S'," + "'timeout':'PT1S'}";

    private final List<String> lines = new ArrayList<>(List.of(
            "{'event':'run-started','atNanos':0,'startedAt':'2026-01-02T03:04:05Z','scenario':'one','scenarioYaml':'name: one',"
                    + "'profile':'fast','seed':42}",
            "{'event':'lane-opened','atNanos':100,'lane':" + LANE + "}",
            attempt(0, 100, 100, 200),
            attempt(1, 20_000_100, 20_000_100, 20_000_200),
            "{'event':'lane-closed','atNanos':20000300,'lane':'w'}",
            "{'event':'final-read','atNanos':20000400,'node':'pg1','timeline':1,'lane':'w',"
                    + "'present':[{'first':0,'last':1}]}",
            "{'event':'run-ended','atNanos':20000500,'how':'completed'}"));

    @TempDir
    private Path folder;

    private static final String CLUSTER = "{'event':'cluster-ready','atNanos':50,'topology':'reference','versions':{},"
            + "'effective':{},'synchronous':false,'auth':'md5','databaseBytes':7,'bringUpNanos':9";

    private static String attempt(long seq, long due, long invoked, long completed) {
        return "{'event':'attempt','lane':'w','seq':%d,'dueNanos':%d,'invokedNanos':%d,'completedNanos':%d,'outcome':'OK','timeline':1}"
                .formatted(seq, due, invoked, completed);
    }

    private List<Event> read() throws IOException {
        Path file = folder.resolve("history.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((String.join("\n", lines).replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try (Stream<Event> events = HistoryFile.read(file).events()) {
            return events.toList();
        }
    }

    private void isRefused(int line, String why) {
        assertThatThrownBy(this::read)
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("history.jsonl.gz:" + line + ": ")
                .hasMessageContaining(why)
                .extracting(error -> ((LapseException) error).kind())
                .isEqualTo(LapseException.Kind.BAD_INPUT);
    }

    @Test
    void whatTheRecorderWritesIsRead() throws IOException {
        assertThat(read()).hasSize(7);
    }

    @Test
    void aClusterOfAnOlderVersionWasNotCompared() throws IOException {
        lines.add(1, CLUSTER + "}");

        assertThat(read().get(1)).isInstanceOfSatisfying(ClusterReady.class, ready -> {
            assertThat(ready.notInEffect()).isNull();
            assertThat(ready.differs()).isFalse();
        });
    }

    @Test
    void aSettingThatIsNotInEffectHasAllItsTexts() throws IOException {
        lines.add(1, CLUSTER + ",'notInEffect':[{'name':'a','asked':'b','seen':'c','why':'d'}]}");
        assertThat(read().get(1))
                .isInstanceOfSatisfying(
                        ClusterReady.class, ready -> assertThat(ready.differs()).isTrue());

        lines.set(1, CLUSTER + ",'notInEffect':[{'name':'a','asked':'b','why':'d'}]}");
        isRefused(2, "expected an event");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|'seed':42|seed",
                "2|'atNanos':100,|atNanos",
                "2|'kind':'WRITE',|kind",
                "3|'seq':0,|seq",
                "3|'completedNanos':200,|completedNanos",
                "4|'outcome':'OK',|outcome",
                "5|'lane':'w'|lane",
                "6|'timeline':1,|timeline",
                "6|'first':0,|first",
                "7|'how':'completed'|how"
            })
    void aFieldThatIsMissingOrNullIsRefused(int line, String field, String name) {
        String whole = lines.get(line - 1);
        lines.set(line - 1, whole.replace(field, "").replace(",}", "}"));
        isRefused(line, name);

        lines.set(line - 1, whole.replace(field, field.replaceFirst("(:)'?[^,']*'?", "$1null")));
        isRefused(line, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3|'seq':0|'seq':'0'", "3|'seq':0|'seq':0.5", "7|'completed'|'done'", "6|'timeline':1|'timeline':0"
            })
    void aFieldOfAnotherFormIsRefused(int line, String field, String other) {
        lines.set(line - 1, lines.get(line - 1).replace(field, other));

        isRefused(line, "expected an event");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7})
    void aFieldThatStandsTwiceIsRefused(int line) {
        lines.set(line - 1, lines.get(line - 1).replaceFirst(",('\\w+':('[^']*'|[^{,}]+))", ",$1,$1"));

        isRefused(line, "Duplicate field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "[]", "'text'", "true", "", "{}"})
    void aLineThatIsNoEventIsRefusedAlsoAsTheLast(String line) {
        lines.set(3, line);
        isRefused(4, "expected an event, saw");

        lines.set(3, attempt(1, 20_000_100, 20_000_100, 20_000_200));
        lines.set(6, line);
        isRefused(7, "expected an event, saw");
    }

    @Test
    void anAttemptStandsOnceInItsLane() {
        lines.add(3, lines.get(2));

        isRefused(4, "expected attempt 0 of lane w once");
    }

    @Test
    void anAttemptIsDueAtTheLanesOpeningAndItsPeriods() {
        lines.set(3, attempt(1, 20_000_101, 20_000_101, 20_000_200));

        isRefused(4, "expected attempt 1 due at 20000100, saw 20000101");
    }

    @Test
    void timeDoesNotGoBackInAnAttempt() {
        lines.set(3, attempt(1, 20_000_100, 20_000_100, 20_000_099));
        isRefused(4, "expected completed after it was invoked at 20000100, saw 20000099");

        lines.set(3, attempt(1, 20_000_100, 20_000_099, 20_000_199));
        isRefused(4, "expected invoked when due");
    }

    @Test
    void attemptsAreOfLanesThatAreOpen() {
        String opened = lines.remove(1);
        isRefused(2, "expected lane w to be open here, saw that it never was");

        lines.add(1, opened);
        lines.add(2, lines.remove(4));
        isRefused(4, "expected lane w to be open here, saw that it is closed");
    }

    @Test
    void aLaneOpensOnceAndIsClosedInARunThatCompleted() {
        lines.add(2, lines.get(1));
        isRefused(3, "expected lane w to open once");

        lines.remove(2);
        lines.remove(4);
        isRefused(6, "expected lane w to be closed before the run's end");
    }

    @Test
    void noAttemptIsMissingInARunThatCompleted() {
        lines.remove(2);

        isRefused(6, "expected every attempt of lane w up to 1, saw none of number 0");
    }

    @Test
    void aRunThatWasCutMayMissItsLastAttempts() throws IOException {
        lines.remove(2);
        lines.subList(3, lines.size()).clear();

        assertThat(read()).hasSize(3);
    }

    @Test
    void theRunBeginsFirstAndOnceAndEndsLast() {
        lines.add(lines.remove(5));
        isRefused(7, "expected nothing after the end of the run");

        lines.add(lines.remove(0));
        isRefused(1, "expected the beginning of the run");

        lines.add(0, lines.remove(6));
        lines.add(1, lines.get(0));
        isRefused(2, "expected one beginning of the run");
    }

    @Test
    void aTableIsReadOnceAtTheEnd() {
        lines.add(6, lines.get(5));

        isRefused(7, "expected one final read of lane w");
    }

    @Test
    void noInstantIsBeforeTheRun() {
        lines.set(5, lines.get(5).replace("20000400", "-1"));

        isRefused(6, "expected an instant of the run, saw -1");
    }
}
