package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.PoolerSeen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PoolerPollTest {
    private static final NodeName PG1 = new NodeName("pg1");

    private final FakePages pages = new FakePages();
    private final List<Event> events = new ArrayList<>();
    private boolean closed;
    private long now;
    private final PoolerPoll poll = new PoolerPoll(pages, PG1, events::add, () -> now, () -> closed);

    private void look() {
        now++;
        poll.once();
    }

    @Test
    void onlyChangesAreTold() {
        pages.replica(PG1, 1);
        look();
        look();
        pages.silence(PG1);
        look();
        look();
        pages.replica(PG1, 1);
        look();

        assertThat(events)
                .containsExactly(
                        new PoolerSeen(1, PG1, true), new PoolerSeen(3, PG1, false), new PoolerSeen(5, PG1, true));
    }

    @Test
    void questionThatTheObserverItselfEndedTellsNothing() {
        closed = true;
        look();

        assertThat(events).isEmpty();
    }

    @Test
    void poolerIsGreetedWithARequestForTls() throws IOException {
        try (ServerSocket pooler = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answer(pooler, 'N'));

            assertThatCode(() -> PoolerGreeting.exchange(address(pooler))).doesNotThrowAnyException();
            assertThat(heard.join()).isEqualTo("0000000804d2162f");
        }
    }

    @Test
    void whoAnswersSomethingElseIsNoPooler() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answer(other, 'H'));

            assertThatThrownBy(() -> PoolerGreeting.exchange(address(other)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("expected S or N, saw 72");
            heard.join();
        }
    }

    @Test
    void connectionThatOnlyTheKernelTookIsNoAnswer() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> PoolerGreeting.exchange(address(frozen)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static InetSocketAddress address(ServerSocket server) {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private static String answer(ServerSocket server, char answer) {
        try (Socket client = server.accept()) {
            String asked = HexFormat.of().formatHex(client.getInputStream().readNBytes(8));
            client.getOutputStream().write(answer);
            return asked;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
