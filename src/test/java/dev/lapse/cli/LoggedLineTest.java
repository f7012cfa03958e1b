package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoggedLineTest {
    @Test
    void timeIsReadAsEachComponentWritesIt() {
        assertThat(LoggedLine.timeOf("2026-11-29 03:55:46,929 INFO: no action. I am (pg1), a secondary"))
                .contains(Instant.parse("2026-11-29T03:55:46.929Z"));
        assertThat(LoggedLine.timeOf("2026-11-29 03:55:51.343 UTC [28] LOG stats: 18 xacts/s"))
                .contains(Instant.parse("2026-11-29T03:55:51.343Z"));
        assertThat(LoggedLine.timeOf("{\"level\":\"info\",\"ts\":\"2026-11-29T03:54:52.789434Z\",\"caller\":\"api\"}"))
                .contains(Instant.parse("2026-11-29T03:54:52.789434Z"));
        assertThat(LoggedLine.timeOf("2026-11-29T03:55:00.905622+00:00 Server read/pg2 is UP"))
                .contains(Instant.parse("2026-11-29T03:55:00.905622Z"));
        assertThat(LoggedLine.timeOf("Sun Nov  1 03:54:59 2026: (vip) master set to 172.31.57.32"))
                .contains(Instant.parse("2026-11-01T03:54:59Z"));
        assertThat(LoggedLine.timeOf("2026/11/29 03:54:59 IP address 10.0.0.9/24 state is true, desired true"))
                .contains(Instant.parse("2026-11-29T03:54:59Z"));
        assertThat(LoggedLine.timeOf("[WARNING]  (38) : Server read/pg1 is UP")).isEmpty();
        assertThat(LoggedLine.timeOf("9999-99-99 99:99:99 is no time")).isEmpty();
    }

    @Test
    void aLineWithoutATimeGoesWithTheOneBefore() {
        Instant at = Instant.parse("2026-11-29T03:55:46Z");

        assertThat(LoggedLine.of("patroni", "begin\n2026-11-29 03:55:46 UTC [1] ERROR:  x\n\tCONTEXT: y\n"))
                .containsExactly(
                        new LoggedLine("patroni", Instant.MIN, "begin"),
                        new LoggedLine("patroni", at, "2026-11-29 03:55:46 UTC [1] ERROR:  x"),
                        new LoggedLine("patroni", at, "\tCONTEXT: y"));
    }
}
