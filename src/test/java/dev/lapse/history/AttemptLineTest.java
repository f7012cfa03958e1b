package dev.lapse.history;

import static dev.lapse.history.AttemptMaker.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick way of reading an attempt gives the answer of Jackson, or none. */
class AttemptLineTest {
    private static final JsonMapper MAPPER = HistoryJson.mapper();
    private static final ObjectReader JACKSON = MAPPER.readerFor(Event.class);
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(\"[^\"]*\"|[^,}]*)");
    private static final NodeName PG1 = new NodeName("pg1");
    private static final LaneName LANE = new LaneName("w");

    private static final String BEGIN = "{'event':'run-started','atNanos':0,'startedAt':'2026-01-02T03:04:05Z',"
            .concat("'scenario':'one','scenarioYaml':'','profile':'fast','seed':42}")
            .replace('\'', '"');
    private static final String OPENED = "{'event':'lane-opened','atNanos':3,'lane':{'name':'w','kind':'WRITE',"
            .concat("'via':'HAPROXY','vantage':'PINNED','period':'PT0.02S','timeout':'PT1S'}}")
            .replace('\'', '"');

    private static final Attempt WITH_EVERY_FIELD = attempt(LANE, 0, 3, 4, 90, Outcome.OK)
            .error("01000", "")
            .by(PG1)
            .as(Role.PRIMARY)
            .on(new Timeline(1))
            .at(new Lsn(0))
            .writable(true)
            .saw(17L)
            .made();

    /** What stands in the place of each value once. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1",
            "00",
            "01",
            "+1",
            "7",
            "1.0",
            "0.5",
            "1e3",
            "NaN",
            "2147483647",
            "2147483648",
            "4294967297",
            "999999999999999999",
            "1000000000000000000",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "\"\"",
            "\" \"",
            "\"0\"",
            "\"7\"",
            "\"w\"",
            "\"pg2\"",
            "\"PG2\"",
            "\"OK\"",
            "\"ok\"",
            "\" OK \"",
            "\"FAILED\"",
            "\"PRIMARY\"",
            "\"true\"",
            "\"F/FFFFFFFF\"",
            "\"f/0a\"",
            "\"FFFFFFFF/FFFFFFFF\"",
            "\"100000000/0\"",
            "\"0/\"",
            "\"/0\"",
            "\"0\\/1\"",
            "\"-1/1\"",
            "\"+1/1\"",
            "\"0/1/1\"",
            "\"a\\\"b\"",
            "\"a\\u0062\"",
            "\"\\u00e9\"",
            "\"\\x\"",
            "\"é 日本 \uD83D\uDE00\"",
            "\"tab\tin it\"",
            "\"\u007f\"",
            "\"open",
            "open\"",
            "[]",
            "{}",
            "[1]",
            "{\"value\":1}",
            "");

    @TempDir
    private Path folder;

    static List<Attempt> attempts() {
        return List.of(
                WITH_EVERY_FIELD,
                attempt(LANE, 0, 3, 4, 90, Outcome.OK)
                        .by(PG1)
                        .as(Role.PRIMARY)
                        .on(new Timeline(2))
                        .at(Lsn.parse("0/16B3748"))
                        .made(),
                attempt(LANE, 1_234_567_890L, 3, 4, 90, Outcome.OK)
                        .by(PG1)
                        .as(Role.REPLICA)
                        .saw(-1L)
                        .made(),
                attempt(LANE, 5, 3, 4, 90, Outcome.OK)
                        .by(PG1)
                        .as(Role.REPLICA)
                        .on(new Timeline(Integer.MAX_VALUE))
                        .at(new Lsn(-1))
                        .writable(false)
                        .made(),
                attempt(LANE, 6, 3, 3, 5, Outcome.INDETERMINATE)
                        .error("57P01", "terminating connection due to administrator command: it's 50% (a=1, b=[2])")
                        .made(),
                attempt(LANE, 7, 999_999_999_999_999_999L, -5, 0, Outcome.NOT_SENT)
                        .made());
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void whatTheRecorderWritesIsReadTheQuickWay(Attempt attempt) throws IOException {
        assertThat(quick(written(attempt))).isEqualTo(attempt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server \"went\" down", "C:\\pg", "two\nlines", "zurückgewiesen"})
    void whatNeedsMoreThanItsBytesIsLeftToJackson(String error) throws IOException {
        Attempt attempt =
                attempt(LANE, 0, 3, 4, 90, Outcome.FAILED).error("08001", error).made();

        assertThat(quick(written(attempt))).isNull();
        assertThat(jackson(written(attempt))).isEqualTo(attempt);
    }

    @Test
    void namesAreShared() throws IOException {
        AttemptLine line = new AttemptLine();
        byte[] bytes = written(attempts().get(0)).getBytes(StandardCharsets.UTF_8);
        Attempt first = line.read(bytes, 0, bytes.length);
        Attempt second = line.read(bytes, 0, bytes.length);

        assertThat(second.lane()).isSameAs(first.lane());
        assertThat(second.node()).isSameAs(first.node());
        assertThat(second.timeline()).isSameAs(first.timeline());
    }

    @Test
    void manyNamesAreKeptApart() throws IOException {
        AttemptLine line = new AttemptLine();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2000; i++) {
                Attempt attempt = attempt(new LaneName("lane-" + i), 0, 3, 4, 90, Outcome.OK)
                        .by(new NodeName("n" + i))
                        .made();
                byte[] bytes = written(attempt).getBytes(StandardCharsets.UTF_8);
                assertThat(line.read(bytes, 0, bytes.length)).isEqualTo(attempt);
            }
        }
    }

    /** Thousands of lines that differ in one thing from those of the recorder. */
    @ParameterizedTest
    @MethodSource("attempts")
    void ofAChangedLineTheQuickWaySaysWhatJacksonSaysOrNothing(Attempt attempt) throws IOException {
        int read = 0;
        for (String line : changed(written(attempt))) {
            Attempt quick = quick(line);
            if (quick != null) {
                assertThat(jackson(line)).as(line).isEqualTo(quick);
                read++;
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void aChangedLineOfAFileIsReadAsJacksonReadsItOrRefusedInItsWords() throws IOException {
        for (String line : changed(written(WITH_EVERY_FIELD))) {
            Path file = fileOf(line);
            try {
                Event expected = jackson(line);
                seeAfterTheBeginning(expected);
                assertThat(third(file)).as(line).isEqualTo(expected);
            } catch (JsonProcessingException wrong) {
                isRefused(file, "expected an event, saw " + line.substring(0, 80), wrong.getOriginalMessage());
            } catch (IllegalArgumentException inconsistent) {
                isRefused(file, inconsistent.getMessage(), "no run was recorded like this");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'seq':0,'seq':0",
                "'seq':0,'unknown':1",
                "'seq':0,'event':'attempt'",
                "'seq':'0'",
                "'seq':0.0",
                "'seq':null",
                "'seq':9223372036854775808",
                "'seq':0,'timeline':1.5",
                "'seq':0,'timeline':'1'",
                "'seq':0,'timeline':0",
                "'seq':0,'node':true",
                "'seq':0,'node':7",
                "'seq':0,'node':[]",
                "'seq':0,'error':7",
                "'seq':0,'sqlState':8001",
                "'seq':0,'role':0",
                "'seq':0,'lsn':7",
                "'seq':0,'writable':1",
                "'seq':0,'newestSeq':'1'"
            })
    void aFieldThatStandsTwiceIsUnknownOrHasAnotherFormIsRefused(String seq) {
        String line = ("{'event':'attempt','lane':'w'," + seq
                        + ",'dueNanos':3,'invokedNanos':4,'completedNanos':9,'outcome':'OK'}")
                .replace('\'', '"');

        assertThat(quick(line)).isNull();
        assertThatThrownBy(() -> jackson(line)).isInstanceOf(JsonProcessingException.class);
    }

    private static Set<String> changed(String line) {
        Set<String> lines = new LinkedHashSet<>();
        List<String> fields = new ArrayList<>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            String before = line.substring(0, field.start());
            String after = line.substring(field.end());
            fields.add(field.group());
            lines.add((before + after).replace(",,", ",").replace("{,", "{").replace(",}", "}"));
            lines.add(before + field.group() + "," + field.group() + after);
            lines.add(before + field.group() + ",\"unknown\":1" + after);
            lines.add(before + "\"unknown\":1," + field.group() + after);
            lines.add(before + field.group().replace("\":", "\" : ") + after);
            lines.add(before + " " + field.group() + after);
            lines.add(before + field.group() + "," + after);
            lines.add(before + field.group().replaceFirst("\"(.)", "\"\\\\u00" + hexadecimal(field.group())) + after);
            lines.add(before + field.group().toUpperCase(Locale.ROOT) + after);
            for (String value : VALUES) {
                lines.add(before + "\"" + field.group(1) + "\":" + value + after);
            }
        }
        for (int i = 0; i < fields.size() - 1; i++) {
            List<String> swapped = new ArrayList<>(fields);
            swapped.add(i, swapped.remove(i + 1));
            lines.add("{" + String.join(",", swapped) + "}");
        }
        for (String tail : List.of(" ", "\r", "\t", ",", "}", "x", " x", "{}", "\u00a0", "\u0000")) {
            lines.add(line + tail);
        }
        for (String optional : List.of("'writable':true", "'newestSeq':3", "'lsn':'0/1'", "'error':'é'")) {
            lines.add(line.replaceFirst("}$", "," + optional.replace('\'', '"') + "}"));
        }
        lines.remove(line);
        return lines;
    }

    private static String hexadecimal(String field) {
        return Integer.toHexString(field.charAt(1));
    }

    private static String written(Attempt attempt) throws IOException {
        return MAPPER.writerFor(Event.class).writeValueAsString(attempt);
    }

    private static Attempt quick(String line) {
        byte[] bytes = ("before" + line + "}after").getBytes(StandardCharsets.UTF_8);
        return new AttemptLine().read(bytes, "before".length(), bytes.length - "}after".length());
    }

    private static Event jackson(String line) throws JsonProcessingException {
        return JACKSON.readValue(line);
    }

    private Path fileOf(String line) throws IOException {
        Path file = folder.resolve("changed.jsonl.gz");
        String after = "{\"event\":\"trouble\",\"atNanos\":1,\"what\":\"a\"}";
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(String.join("\n", BEGIN, OPENED, line, after).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static void seeAfterTheBeginning(Event event) throws JsonProcessingException {
        Consistency consistency = new Consistency();
        consistency.see(jackson(BEGIN));
        consistency.see(jackson(OPENED));
        consistency.see(event);
    }

    private static Event third(Path file) {
        try (Stream<Event> events = EventLines.all(file, JACKSON)) {
            return events.skip(2).findFirst().orElseThrow();
        }
    }

    private static void isRefused(Path file, String beginning, String part) {
        assertThatThrownBy(() -> third(file))
                .isInstanceOf(LapseException.class)
                .hasMessageStartingWith(file + ":3: " + beginning)
                .hasMessageContaining(part);
    }
}
