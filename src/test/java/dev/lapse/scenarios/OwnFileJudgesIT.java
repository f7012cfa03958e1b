package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lapse.docker.EngineApi;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each component judges the user's own file in its own words before a host starts. */
class OwnFileJudgesIT {
    private static final Path FILES = Path.of("scenarios", "files");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    /**
     * A slip of the pen in a file of the shipped scenarios, which Lapse reads over.
     *
     * @param component whose file it is
     * @param told what the user has to read of it, in this order
     */
    private record Slip(String component, String file, String written, String slipped, List<String> told) {
        @Override
        public String toString() {
            return component + ": " + slipped;
        }

        void copyTo(Path folder) throws IOException {
            String text = Files.readString(FILES.resolve(file));
            assertThat(text).contains(written);
            Files.writeString(folder.resolve(file), text.replace(written, slipped));
        }
    }

    private static final Slip HAPROXY = new Slip(
            "haproxy",
            "haproxy.cfg",
            "timeout connect 4s",
            "timeout conect 4s",
            List.of("haproxy does not take the file:\n", "haproxy.cfg:24: 'timeout' supports ", "(got 'conect')"));

    private static final Slip KEEPALIVED = new Slip(
            "keepalived",
            "keepalived-a.conf",
            "priority 101",
            "prioriti 101",
            List.of("keepalived does not take the file:\n", "keepalived-a.conf:21: Unknown keyword 'prioriti'"));

    private static final Slip PATRONI = new Slip(
            "patroni",
            "patroni.yml",
            "  level: INFO",
            "  mode: rw",
            List.of("patroni does not take the file:\n", "patroni.yml:7: log.mode rw is not an integer"));

    private static final Slip PGBOUNCER = new Slip(
            "pgbouncer",
            "pgbouncer.ini",
            "server_login_retry = 2",
            "server_login_retri = 2",
            List.of(
                    "pgbouncer does not take the file:\n",
                    "ERROR unknown parameter: pgbouncer/server_login_retri",
                    "(pgbouncer.ini:21)"));

    private static final Slip ETCD = new Slip(
            "etcd",
            "etcd.conf.yml",
            "heartbeat-interval: 150",
            "heartbeat-interval: 150ms",
            List.of(
                    "etcd does not take the file:\n",
                    "etcd.conf.yml:12: ",
                    "cannot unmarshal string",
                    "heartbeat-interval"));

    static Stream<Slip> slips() {
        return Stream.of(
                HAPROXY,
                new Slip(
                        "haproxy",
                        "haproxy.cfg",
                        "fall 3 rise 2",
                        "fal 3 rise 2",
                        List.of("haproxy does not take the file:\n", "haproxy.cfg:44: unknown keyword 'fal'")),
                KEEPALIVED,
                PATRONI,
                new Slip(
                        "patroni",
                        "patroni.yml",
                        "work_mem: 6MB",
                        "timezone: Mars/Olympus",
                        List.of(
                                "patroni does not take the file:\n",
                                "patroni.yml:62: LOG:  invalid value for parameter \"TimeZone\": \"Mars/Olympus\"")),
                new Slip(
                        "patroni",
                        "patroni.yml",
                        "- data-checksums",
                        "- data-chksums",
                        List.of("patroni does not take the file:\n", "patroni.yml:47: initdb: ", "data-chksums")),
                PGBOUNCER,
                ETCD);
    }

    @ParameterizedTest
    @MethodSource("slips")
    void theRunEndsWithTheWordsOfTheComponentAndNoHostStarts(Slip slip) throws Exception {
        slip.copyTo(folder);
        String scenario = scenario(Map.of(slip.component(), slip.file()));
        Instant begun = Instant.now();

        LapseProcess.Ended read = lapse("validate", scenario).ended();
        LapseProcess run = lapse("run", "--reports", folder.resolve("reports").toString(), scenario);
        LapseProcess.Ended ended = run.ended();

        assertThat(read.code()).as(read.toString()).isZero();
        assertThat(ended.code()).as(ended.toString()).isEqualTo(64);
        assertThat(ended.err())
                .containsSubsequence(slip.told())
                .doesNotContain("\tat ", "Exception", "not-a-real-one", "starting ");
        assertThat(wordsOf(slip, ended)).doesNotContain("/run/lapse", "/tmp/judged");
        assertThat(startedBy(run, begun)).isNotEmpty().allMatch(name -> name.endsWith("-judge"));
        assertNothingIsLeft(run);
    }

    @Test
    void validateToldToJudgeSaysAllOfItAtOnce() throws Exception {
        Map<String, String> files = new TreeMap<>();
        for (Slip slip : List.of(HAPROXY, KEEPALIVED, PATRONI, PGBOUNCER, ETCD)) {
            slip.copyTo(folder);
            files.put(slip.component(), slip.file());
        }
        Instant begun = Instant.now();

        LapseProcess validate = lapse("validate", "--judge", scenario(files));
        LapseProcess.Ended ended = validate.ended();

        assertThat(ended.code()).as(ended.toString()).isEqualTo(64);
        for (Slip slip : List.of(HAPROXY, KEEPALIVED, PATRONI, PGBOUNCER, ETCD)) {
            assertThat(ended.err()).containsSubsequence(slip.told());
        }
        assertThat(ended.err()).doesNotContain("\tat ", "Exception", "/run/lapse", "not-a-real-one");
        assertThat(startedBy(validate, begun)).hasSize(5).allMatch(name -> name.endsWith("-judge"));
        assertNothingIsLeft(validate);
    }

    /** etcd starts, keepalived too: their files are taken, and lines of them do nothing. */
    @Test
    void whatAComponentPassesOverIsANoteAtItsLine() throws Exception {
        new Slip("etcd", "etcd.conf.yml", "election-timeout: 1500", "election-timout: 1500", List.of()).copyTo(folder);
        new Slip("keepalived", "keepalived-a.conf", "priority 101", "priority 101\n    nopreempt", List.of())
                .copyTo(folder);

        LapseProcess.Ended ended = lapse(
                        "validate",
                        "--judge",
                        scenario(Map.of("etcd", "etcd.conf.yml", "keepalived", "keepalived-a.conf")))
                .ended();

        assertThat(ended.code()).as(ended.toString()).isZero();
        assertThat(ended.out())
                .contains("note: etcd: etcd.conf.yml:13: etcd has no setting \"election-timout\" in its file")
                .contains("note: keepalived: ", "nopreempt will not work with initial state MASTER")
                .contains("taken by the components: etcd.conf.yml, keepalived-a.conf")
                .doesNotContain("only Lapse has read");
    }

    /** A small cluster with these files; every other component runs with settings. */
    private String scenario(Map<String, String> files) throws IOException {
        return Files.writeString(folder.resolve("judged.yaml"), """
                        name: judged
                        timings: fixed
                        topology:
                          vip: true
                          hosts:
                            etcd1: [etcd]
                            pg1: [patroni, pgbouncer]
                            pg2: [patroni, pgbouncer]
                            pg3: [patroni, pgbouncer]
                            lb1: [haproxy, keepalived]
                            lb2: [haproxy, keepalived]
                          files: {%s}
                        %sprobes:
                          - {kind: write, via: haproxy%s}
                        steps:
                          - steady: 5s
                        """.formatted(
                                String.join(
                                        ", ",
                                        files.entrySet().stream()
                                                .map(file -> file.getKey() + ": " + file.getValue())
                                                .toList()),
                                files.containsKey("haproxy")
                                        ? "  names: {db-a.orders.internal: pg1, db-b.orders.internal: pg2,"
                                                + " db-c.orders.internal: pg3}\n"
                                        : "",
                                files.containsKey("pgbouncer") ? ", database: orders" : ""))
                .toString();
    }

    /** What the component says, behind the notes on replaced lines, which name the paths of the containers. */
    private static String wordsOf(Slip slip, LapseProcess.Ended ended) {
        return ended.err().substring(ended.err().indexOf(slip.told().get(0)));
    }

    private LapseProcess lapse(String... arguments) throws IOException {
        return LapseProcess.start(folder, arguments);
    }

    /** The names of the containers that a process started. */
    private static List<String> startedBy(LapseProcess process, Instant since) throws IOException {
        String events = asked("/events?since=" + since.getEpochSecond() + "&until="
                + (Instant.now().getEpochSecond() + 1) + "&filters="
                + encoded("{\"type\":[\"container\"],\"event\":[\"start\"],\"label\":[\"" + owned(process) + "\"]}"));
        return events.lines()
                .filter(line -> line.startsWith("{"))
                .map(OwnFileJudgesIT::json)
                .map(event -> event.at("/Actor/Attributes/name").asText())
                .toList();
    }

    private static void assertNothingIsLeft(LapseProcess process) throws IOException {
        String owned = encoded("{\"label\":[\"" + owned(process) + "\"]}");
        assertThat(json(asked("/containers/json?all=1&filters=" + owned))).isEmpty();
        assertThat(json(asked("/networks?filters=" + owned))).isEmpty();
    }

    /** The label of all that belongs to it. */
    private static String owned(LapseProcess process) {
        return "dev.lapse.pid=" + process.process().pid();
    }

    private static String asked(String path) throws IOException {
        EngineApi.EngineAnswer answer = EngineApi.find().request("GET", path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
