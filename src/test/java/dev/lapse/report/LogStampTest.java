package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogStampTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            2026-11-29 22:47:17,758 INFO: Selected new etcd server  | 2026-11-29T22:47:17.758Z
            2026-11-29 22:47:14.992 UTC [31] LOG listening          | 2026-11-29T22:47:14.992Z
            2026-11-29T22:47:20.780361+00:00 Server write/pg1 is UP | 2026-11-29T22:47:20.780Z
            2026-11-30T00:17:20.780361+01:30 Server write/pg1 is UP | 2026-11-29T22:47:20.780Z
            {"level":"warn","ts":"2026-11-29T22:47:14.375676Z"}     | 2026-11-29T22:47:14.375Z
            Sun Nov 29 22:47:20 2026: Starting Keepalived           | 2026-11-29T22:47:20Z
            2026/11/29 22:47:20 IP address 10.0.0.9/24 state is true | 2026-11-29T22:47:20Z
            """)
    void stampOfEveryComponentIsRead(String line, Instant at) {
        assertThat(LogStamp.of(line)).contains(at.toEpochMilli());
    }

    @Test
    void lineWithoutAStampHasNone() {
        assertThat(LogStamp.of("[NOTICE]   (22) : Loading success.")).isEmpty();
        assertThat(LogStamp.of("")).isEmpty();
        assertThat(LogStamp.of("2026-99-29 22:47:17,758 INFO")).isEmpty();
    }
}
