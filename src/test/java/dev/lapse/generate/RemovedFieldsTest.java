package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.check.Judge;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.ClockSeen;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.DataGaps;
import dev.lapse.history.EngineLost;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LoadSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.PoolSeen;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.PressureSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RunEnded;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.history.StatusWritten;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.TablesCompared;
import dev.lapse.history.Trouble;
import dev.lapse.scenario.Step;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record without a field that it has is refused, with its line; what may be null may be missing. */
class RemovedFieldsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<Event> RUN = run();
    private static final List<String> LINES =
            RUN.stream().map(HistoryLines::line).toList();

    @TempDir
    private Path folder;

    /** A field of a line of that number, the first of its kind of event that has it. */
    private record Field(int line, String event, List<String> path) {
        @Override
        public String toString() {
            return event + "." + String.join(".", path);
        }
    }

    /** A run with an event of every kind, and with every field. */
    private static List<Event> run() {
        List<Step> steps = List.of(
                Step.steady(Duration.ofSeconds(1)),
                GeneratedRun.networkLoss(3).scenario().steps().get(1),
                Step.hold(Duration.ofSeconds(3)),
                Step.healAll(),
                Step.settle(Duration.ofSeconds(20)));
        GeneratedRun failover = GeneratedRun.of(
                        GeneratedRun.networkLoss(3).scenario().withSteps("short", steps), 3)
                .failingOverIn(Duration.ofSeconds(2))
                .expecting("write_outage", "20s", "lost_writes", "25");
        NodeName node = failover.firstPrimary();
        History more = failover;
        for (Event added : List.of(
                new SyncSeen(20_000_000_000L, node, List.of(failover.lastPrimary())),
                new LoadSeen(20_000_000_000L, 70_000_000L),
                new PoolSeen(20_000_000_000L, GeneratedRun.WRITE, 1, 2, 3),
                new LeaseRenewed(20_000_000_000L, node, LeaseRenewed.By.HOLDER, 50_000_000L),
                new StatusWritten(20_000_000_000L, node, 70, 250_000_000L),
                new StoreSeen(20_000_000_000L, new NodeName("etcd1"), true, new NodeName("etcd2"), 2),
                new PoolerSeen(20_000_000_000L, node, true),
                new LogSeen(19_000_000_000L, node, LoggedFact.READY, node, 500_000L, "ready to accept connections"),
                new PhaseReached(20_000_000_000L, "inject#1/1", "after-renewal", 0, 30_000_000L, 50_000_000L, 1_000L),
                new ObserverBlind(20_000_000_000L, "etcd-lease", 19_000_000_000L),
                new ObserverClosed(20_000_000_000L, "etcd-lease", 20_000_000_000L, 1),
                new AddressSeen(20_000_000_000L, new NodeName("lb1"), true),
                new PressureSeen(20_000_000_000L, 1_000L, 2_000L, 3_000L, 4_000L, 5_000L, null),
                new SettingsAtEnd(
                        20_000_000_000L, List.of(new SettingsAtEnd.ChangedSetting("patroni.ttl", "20", "60")), null),
                new EngineLost(20_000_000_000L, "connect to the engine: refused"),
                new Trouble(20_000_000_000L, "observer died"),
                new DataGaps(
                        20_000_000_000L,
                        GeneratedRun.WRITE,
                        Duration.ofMillis(60),
                        List.of(new DataGaps.RowGap(3, 1_700_000_000_000_000L, 5, 1_700_000_021_000_000L))),
                new ClockSeen(20_000_000_000L, node, 19_999_000_000L, 1_700_000_000_000_000L),
                new Salvaged(
                        20_000_000_000L,
                        node,
                        new Timeline(1),
                        GeneratedRun.WRITE,
                        List.of(new SeqRange(0, 5)),
                        "pg_rewind copy",
                        "95 MB in 83 ms"),
                new CopiedAside(20_000_000_000L, node, "pg_rewind", true, 83, 95_000_000L, new Timeline(1), ""),
                new TablesCompared(
                        20_000_000_000L,
                        node,
                        new Timeline(1),
                        node,
                        3,
                        List.of(new TablesCompared.TableDifference("public.t", 5L, 5L, 12, 7L)),
                        ""),
                new RejoinLogRead(
                        20_000_000_000L,
                        node,
                        List.of(new RejoinLogRead.Failure("pg_rewind", "pg_rewind exit code=1"))))) {
            more = Edits.before(more, RunEnded.class, added);
        }
        return Edits.listed(more);
    }

    static Stream<Field> fields() {
        Map<String, Field> first = new LinkedHashMap<>();
        List<Event> events = RUN;
        for (int i = 0; i < events.size(); i++) {
            ObjectNode tree = tree(events.get(i));
            String name = tree.get("event").asText();
            for (List<String> path : paths(tree, List.of())) {
                Field field = new Field(i + 1, name, path);
                first.putIfAbsent(field.toString(), field);
            }
        }
        return first.values().stream();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aRecordWithoutItIsRefused(Field field) {
        Event event = RUN.get(field.line() - 1);
        List<String> lines = new ArrayList<>(LINES);
        lines.set(field.line() - 1, without(event, field.path()));
        History history = HistoryLines.writeLines(folder.resolve("history.jsonl.gz"), lines);

        if (mayBeMissing(event.getClass(), field.path())) {
            try {
                Judge.judge(history);
            } catch (LapseException refused) {
                isBadInput(refused);
            }
        } else {
            assertThatThrownBy(() -> Edits.listed(history))
                    .isInstanceOf(LapseException.class)
                    .hasMessageContaining("history.jsonl.gz:" + field.line() + ": ")
                    .satisfies(error -> isBadInput((LapseException) error));
        }
    }

    @Test
    void everyKindOfEventIsAmongThem() {
        Set<Class<?>> seen = new HashSet<>();
        RUN.forEach(event -> seen.add(event.getClass()));

        assertThat(seen).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    private static void isBadInput(LapseException refused) {
        assertThat(refused.kind()).isEqualTo(LapseException.Kind.BAD_INPUT);
    }

    private static ObjectNode tree(Event event) {
        try {
            return (ObjectNode) JSON.readTree(HistoryLines.line(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a list the fields of its first entry; names of settings are no fields. */
    private static List<List<String>> paths(JsonNode tree, List<String> to) {
        List<List<String>> paths = new ArrayList<>();
        tree.fields().forEachRemaining(field -> {
            List<String> path = append(to, field.getKey());
            JsonNode value = field.getValue();
            paths.add(path);
            if (value.isObject()
                    && !List.of("versions", "effective", "settings").contains(field.getKey())) {
                paths.addAll(paths(value, path));
            } else if (value.isArray() && value.size() > 0 && value.get(0).isObject()) {
                paths.addAll(paths(value.get(0), append(path, "0")));
            }
        });
        return paths;
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private static String without(Event event, List<String> path) {
        ObjectNode tree = tree(event);
        JsonNode owner = tree;
        for (String name : path.subList(0, path.size() - 1)) {
            owner = name.equals("0") ? owner.get(0) : owner.get(name);
        }
        ((ObjectNode) owner).remove(path.get(path.size() - 1));
        return tree.toString();
    }

    /** The components of records that are called nullable. */
    private static boolean mayBeMissing(Class<?> type, List<String> path) {
        Class<?> owner = type;
        for (int i = 0; i < path.size(); i++) {
            String name = path.get(i);
            if (name.equals("event")) {
                return false;
            }
            if (name.equals("0")) {
                continue;
            }
            RecordComponent component = component(owner, name);
            if (i == path.size() - 1) {
                return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            }
            owner = entryType(component);
        }
        throw new IllegalStateException(type + " has no " + path);
    }

    private static RecordComponent component(Class<?> owner, String name) {
        return Arrays.stream(owner.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Class<?> entryType(RecordComponent component) {
        return component.getGenericType() instanceof java.lang.reflect.ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : component.getType();
    }
}
