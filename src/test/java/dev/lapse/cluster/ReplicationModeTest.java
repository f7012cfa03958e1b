package dev.lapse.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationModeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | asynchronous",
                "patroni.synchronous_mode=false | asynchronous",
                "patroni.synchronous_mode=true patroni.synchronous_mode_strict=false | synchronous",
                "patroni.synchronous_mode=on patroni.synchronous_mode_strict=on | synchronous and strict",
                "patroni.synchronous_mode=true patroni.synchronous_node_count=2 | synchronous, 2 standbys",
                "patroni.synchronous_mode=quorum | quorum",
                "patroni.synchronous_mode=quorum patroni.synchronous_node_count=2 | quorum of 2",
                "patroni.synchronous_mode=quorum patroni.synchronous_mode_strict=true | quorum and strict",
                "patroni.synchronous_mode=true postgresql.synchronous_commit=local | synchronous, waived by synchronous_commit local",
                "patroni.synchronous_mode=true postgresql.synchronous_commit=remote_apply | synchronous",
                "patroni.synchronous_mode=off postgresql.synchronous_commit=off | asynchronous"
            })
    void saysWhatACommitWaitsFor(String settings, String text) {
        Map<String, String> set = new TreeMap<>();
        for (String setting : settings.split(" ")) {
            if (!setting.isEmpty()) {
                set.put(setting.split("=")[0], setting.split("=")[1]);
            }
        }

        assertThat(ReplicationMode.of(name -> Optional.ofNullable(set.get(name)))
                        .text())
                .isEqualTo(text);
    }
}
