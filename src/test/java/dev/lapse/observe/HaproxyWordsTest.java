package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.component.Components;
import dev.lapse.component.Haproxy;
import dev.lapse.history.LoggedFact;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The names of a file of the user's own are taken to those of Lapse. */
class HaproxyWordsTest {
    private static final String FILE = """
            defaults
                mode tcp
            listen app.rw
                bind *:6000
                option httpchk /primary
                server one 10.0.0.1:5432 check port 8008
                server two 10.0.0.2:5432 check port 8008
            listen write
                bind *:6001
                option httpchk /replica
                server one 10.0.0.1:5432 check port 8008 backup
            """;

    private static final String LINE = "2026-11-30T03:18:08.751219+00:00 Backup Server write/one is DOWN, reason: x";

    private final HaproxyWords words = new HaproxyWords((Haproxy) new Haproxy()
            .with(
                    new OwnFile.Given(Map.of(new NodeName("lb1"), new OwnFile("mine.cfg", FILE)), Map.of(), Map.of()),
                    List.of(
                            new Host(new NodeName("pg1"), Set.of(Components.SHIPPED.named(ComponentName.PATRONI))),
                            new Host(new NodeName("pg2"), Set.of(Components.SHIPPED.named(ComponentName.PATRONI)))))
            .orElseThrow()
            .component());

    @Test
    void poolsAndServersGoByLapsesNames() {
        assertThat(words.servers(List.of(
                        new HaproxyStats.Server("app.rw", "two", "UP", "L7OK"),
                        new HaproxyStats.Server("write", "one", "DOWN", "L7STS"),
                        new HaproxyStats.Server("read", "one", "UP", "L7OK"))))
                .containsExactly(
                        new HaproxyStats.Server("write", "pg2", "UP", "L7OK"),
                        new HaproxyStats.Server("read", "pg1", "DOWN", "L7STS"),
                        new HaproxyStats.Server("other/read", "one", "UP", "L7OK"));
    }

    @Test
    void linesOfTheLogAreFoundAndRead() {
        Pattern wanted = Pattern.compile(
                words.pattern(FactLine.wanted(ComponentName.HAPROXY).orElseThrow()));

        assertThat(wanted.matcher(LINE).find()).isTrue();
        assertThat(wanted.matcher(LINE.replace("Backup Server write/one", "Server app.rw/two"))
                        .find())
                .isTrue();
        assertThat(wanted.matcher(LINE.replace("write/one", "read/one")).find()).isFalse();
        assertThat(words.lines(LINE))
                .singleElement()
                .satisfies(line -> assertThat(FactLine.read(ComponentName.HAPROXY, line, ZoneOffset.UTC))
                        .singleElement()
                        .satisfies(fact -> {
                            assertThat(fact.fact()).isEqualTo(LoggedFact.READER_DOWN);
                            assertThat(fact.about()).contains("pg1");
                        }));
    }
}
