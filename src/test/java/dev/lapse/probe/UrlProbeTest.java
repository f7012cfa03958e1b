package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UrlProbeTest {
    @Test
    void probesWhateverTheUrlNames() throws Exception {
        try (FakePostgres server = new FakePostgres(FakePostgres.Mood.ANSWERS)) {
            UrlProbe probe = new UrlProbe(
                    "jdbc:postgresql://127.0.0.1:" + server.port()
                            + "/app?sslmode=disable&gssEncMode=disable&assumeMinServerVersion=14",
                    Optional.of("app"),
                    Optional.of("secret"),
                    UrlProbe.TABLE);
            List<Event> events = new CopyOnWriteArrayList<>();

            try (Probe running = probe.start(List.of(lane(LaneKind.WRITE)), events::add, NanoClock.startingNow())) {
                Awaitility.await("three attempts")
                        .until(() -> events.stream()
                                        .filter(Attempt.class::isInstance)
                                        .count()
                                >= 3);
            }

            assertThat(events)
                    .filteredOn(Attempt.class::isInstance)
                    .map(Attempt.class::cast)
                    .allMatch(attempt -> attempt.outcome() == Outcome.OK)
                    .allMatch(attempt -> attempt.node() != null);
        }
    }

    @Test
    void aMessageDoesNotShowThePassword() {
        UrlProbe probe = new UrlProbe(
                "jdbc:postgresql://127.0.0.1:1/app?user=a&password=secret&sslmode=disable",
                Optional.empty(),
                Optional.empty(),
                UrlProbe.TABLE);

        assertThatThrownBy(() -> probe.create(Duration.ofSeconds(2)))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("make table lapse_probe at jdbc:postgresql://127.0.0.1:1/app")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void whatIsNoUrlOrNoTableIsRefused() {
        assertThatThrownBy(() -> new UrlProbe("host:5432", Optional.empty(), Optional.empty(), "t"))
                .hasMessageContaining("jdbc:postgresql://");
        assertThatThrownBy(() ->
                        new UrlProbe("jdbc:postgresql://h/d", Optional.empty(), Optional.empty(), "t; drop table x"))
                .hasMessageContaining("expected a table");
    }

    @Test
    void anAddressThatStandsForANameIsShownAsAnAddress() {
        assertThat(UrlProbe.nodeText("ip-192-168-1-112")).isEqualTo("192.168.1.112");
        assertThat(UrlProbe.nodeText("pg1")).isEqualTo("pg1");
    }

    private static Lane lane(LaneKind kind) {
        return new Lane(
                new LaneName("write-1"),
                kind,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(1));
    }
}
