package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EtcdFeedTest {
    private final Queue<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final Told told = new Told();
    private HttpServer server;
    private Dcs dcs;
    private Dcs.Feed feed;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI().getPath().replaceAll(".*/v3/", "") + " " + body.replaceAll(".*,", ""));
            byte[] answer = answers.remove().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        dcs = DcsChoice.of(new OnLoopback(server.getAddress().getPort()));
        feed = dcs.feed(node("etcd1"));
    }

    @AfterEach
    void close() {
        feed.close();
        dcs.close();
        server.stop(0);
    }

    @Test
    void whatIsThereIsToldBeforeWhatChanges() throws IOException {
        answers.add(Samples.text("etcd-range.json"));
        answers.add(Samples.text("etcd-watch.jsonl"));

        follow();

        assertThat(told.lines)
                .containsExactly(
                        "12 lock pg3",
                        "23 sync pg3 [pg2]",
                        "57 lock null",
                        "58 lock pg1",
                        "59 sync pg1 []",
                        "61 status",
                        "64 sync pg1 [pg2]");
        assertThat(asked).hasSize(2).element(1).asString().contains("\"start_revision\":\"32\"");
    }

    @Test
    void watchThatBrokeGoesOnBehindTheLastChangeTold() throws IOException {
        answers.add(Samples.text("etcd-range.json"));
        answers.add(Samples.text("etcd-watch.jsonl"));
        answers.add("");

        follow();
        int once = told.lines.size();
        follow();

        assertThat(told.lines).hasSize(once);
        long last = Samples.changes("etcd-watch.jsonl").stream()
                .mapToLong(EtcdApi.Change::revision)
                .max()
                .orElseThrow();
        assertThat(asked).last().asString().contains("\"start_revision\":\"" + (last + 1) + "\"");
    }

    @Test
    void revisionsThatEtcdDroppedAreMadeUpForByReadingAnew() throws IOException {
        answers.add(Samples.text("etcd-range.json"));
        answers.add(Samples.text("etcd-watch-compacted.jsonl"));
        answers.add(Samples.text("etcd-range.json"));
        answers.add("");

        follow();
        follow();

        assertThat(asked)
                .extracting(line -> line.split(" ")[0])
                .containsExactly("kv/range", "watch", "kv/range", "watch");
        assertThat(told.lines).hasSize(4);
    }

    @Test
    void closedFeedAsksNobody() {
        feed.close();

        follow();

        assertThat(asked).isEmpty();
    }

    private void follow() {
        assertThatThrownBy(() -> feed.follow(told)).isInstanceOf(IOException.class);
    }

    private static final class Told implements Dcs.Listener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void lock(long position, Dcs.@Nullable LeaderLock lock) {
            lines.add(position + " lock " + (lock == null ? null : lock.holder()));
        }

        @Override
        public void sync(long position, Dcs.SyncNames sync) {
            lines.add(position + " sync " + sync.leader() + " " + sync.standbys());
        }

        @Override
        public void status(long position) {
            lines.add(position + " status");
        }

        @Override
        public void unreadable(Dcs.PatroniKey key, long position, String what) {
            lines.add(position + " unreadable " + what);
        }
    }

    /** All members answer at one free port. It is part of the address; etcd's own port becomes part of the path. */
    private record OnLoopback(int port) implements DescribedCluster {
        @Override
        public ClusterSpec spec() {
            return Samples.spec();
        }

        @Override
        public String watchAddress(NodeName host) {
            return "127.0.0.1:" + port + "/" + host;
        }
    }
}
