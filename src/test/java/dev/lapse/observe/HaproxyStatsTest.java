package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.observe.HaproxyStats.Server;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HaproxyStatsTest {
    @Test
    void readsServersAndLeavesOutFrontendsAndBackends() throws IOException {
        assertThat(HaproxyStats.parse(Samples.text("haproxy.csv")))
                .containsExactly(
                        new Server("write", "pg1", "DOWN", "L7STS"),
                        new Server("write", "pg2", "DOWN", "L7STS"),
                        new Server("write", "pg3", "UP", "L7OK"),
                        new Server("read", "pg1", "UP", "L7OK"),
                        new Server("read", "pg2", "UP", "L7OK"),
                        new Server("read", "pg3", "DOWN", "L7STS"));
    }

    @Test
    void silentNodeTimesOut() throws IOException {
        assertThat(HaproxyStats.parse(Samples.text("haproxy-primary-down.csv")))
                .contains(new Server("write", "pg3", "DOWN", "L4TOUT"));
    }

    @Test
    void checkUnderWayIsReadAsTheLastOneFinished() throws IOException {
        String underWay = Samples.text("haproxy-primary-down.csv").replace("L4TOUT", "* L4TOUT");

        assertThat(HaproxyStats.parse(underWay)).contains(new Server("write", "pg3", "DOWN", "L4TOUT"));
    }

    @Test
    void anotherPageIsAnError() {
        assertThatThrownBy(() -> HaproxyStats.parse("<html>"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("saw \"<html>\"");
    }
}
