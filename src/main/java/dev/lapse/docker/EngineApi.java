package dev.lapse.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Single requests to a Docker engine, without a client library: what can be asked when no client works, or before one
 * is chosen. HTTP/1.0, so that the answer ends with the connection. Any thread; one connection per request.
 *
 * <p>This file uses the JDK alone and is a program as well, {@code java EngineApi.java GET /_ping}: the launcher's way
 * to ask on a machine without curl.
 *
 * @param host where the engine listens, written as in DOCKER_HOST: {@code unix:///path} or {@code tcp://host:port}
 * @param silence how long the engine may send nothing before a request fails
 */
public record EngineApi(String host, Duration silence) {
    public static final String DEFAULT_HOST = "unix:///var/run/docker.sock";
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final String EXPECTED = "expected unix:///path or tcp://host:port";

    /** An answer of the engine, whatever its status. */
    public record EngineAnswer(int status, String body) {}

    /**
     * The engine that DOCKER_HOST names, or else the first one of this machine that answers, or else its default one.
     */
    public static EngineApi find() {
        return answering().orElseGet(() -> places().findFirst().orElseThrow());
    }

    /** As {@link #find()}, where an engine answers. */
    static Optional<EngineApi> answering() {
        return places().filter(EngineApi::answers).findFirst();
    }

    private static Stream<EngineApi> places() {
        return hosts(System.getenv()).stream().map(host -> new EngineApi(host, SILENCE));
    }

    /**
     * Where an engine may listen: DOCKER_HOST alone where it is set, else the sockets of rootful, rootless and Desktop.
     */
    static List<String> hosts(Map<String, String> environment) {
        String given = environment.getOrDefault("DOCKER_HOST", "");
        if (!given.isBlank()) {
            return List.of(given);
        }
        List<String> hosts = new ArrayList<>(List.of(DEFAULT_HOST));
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isBlank()) {
            hosts.add("unix://" + runtime + "/docker.sock");
        }
        String home = environment.getOrDefault("HOME", "");
        if (!home.isBlank()) {
            hosts.add("unix://" + home + "/.docker/run/docker.sock");
            hosts.add("unix://" + home + "/.docker/desktop/docker.sock");
        }
        return hosts;
    }

    /** Whether an engine is there and well. */
    private boolean answers() {
        try {
            return request("GET", "/_ping").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The body of the answer to a GET. */
    public String get(String path) throws IOException {
        EngineAnswer answer = request("GET", path);
        if (answer.status() != 200) {
            throw new IOException("GET " + path + " of " + host + ": status " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }

    /**
     * Sends one request without a body, and reads the answer to its end.
     *
     * @throws IOException also when the host is not written as it must be
     */
    public EngineAnswer request(String method, String path) throws IOException {
        try {
            return answered(method, path);
        } catch (UnresolvedAddressException e) {
            throw new IOException(method + " " + path + " of " + host + ": the name is not known", e);
        } catch (IOException e) {
            throw new IOException(method + " " + path + " of " + host + ": " + e.getMessage(), e);
        }
    }

    private EngineAnswer answered(String method, String path) throws IOException {
        SocketAddress address = address();
        String head = method + " " + path + " HTTP/1.0\r\nHost: docker\r\nAccept: application/json\r\n\r\n";
        try (Selector selector = Selector.open();
                SocketChannel channel = address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, 0);
            if (!channel.connect(address)) {
                await(key, SelectionKey.OP_CONNECT);
                channel.finishConnect();
            }
            ByteBuffer request = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) {
                await(key, SelectionKey.OP_WRITE);
                channel.write(request);
            }
            return parse(readToEnd(key, channel));
        }
    }

    /** Where it listens. */
    SocketAddress address() throws IOException {
        try {
            if (host.startsWith("unix://")) {
                return UnixDomainSocketAddress.of(Path.of(host.substring("unix://".length())));
            }
            int colon = host.lastIndexOf(':');
            if (host.startsWith("tcp://") && colon > "tcp:".length()) {
                return new InetSocketAddress(
                        host.substring("tcp://".length(), colon), Integer.parseInt(host.substring(colon + 1)));
            }
        } catch (IllegalArgumentException bad) { // no number, no port, no path
            throw new IOException(EXPECTED + ": " + bad.getMessage(), bad);
        }
        throw new IOException(EXPECTED);
    }

    private void await(SelectionKey key, int operation) throws IOException {
        key.interestOps(operation);
        if (key.selector().select(silence.toMillis()) == 0) {
            throw new SocketTimeoutException("silent for " + silence.toMillis() + "ms");
        }
        key.selector().selectedKeys().clear();
    }

    private String readToEnd(SelectionKey key, SocketChannel channel) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        do {
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            await(key, SelectionKey.OP_READ);
        } while (channel.read(buffer) >= 0);
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** Package-private for its test. */
    static EngineAnswer parse(String response) throws IOException {
        int end = response.indexOf("\r\n\r\n");
        String[] status = response.split("[ \r]", 3);
        if (end < 0 || status.length < 3 || !status[0].startsWith("HTTP/")) {
            throw new IOException("not an HTTP answer: " + response.substring(0, Math.min(80, response.length())));
        }
        return new EngineAnswer(Integer.parseInt(status[1]), response.substring(end + 4));
    }

    /** {@code METHOD PATH [SECONDS OF SILENCE]}: prints the body; exit code 1 when the engine does not say 200. */
    public static void main(String[] arguments) {
        EngineApi engine = new EngineApi(
                hosts(System.getenv()).get(0),
                arguments.length < 3 ? SILENCE : Duration.ofSeconds(Long.parseLong(arguments[2])));
        try {
            EngineAnswer answer = engine.request(arguments[0], arguments[1]);
            System.out.print(answer.body());
            System.exit(answer.status() == 200 ? 0 : 1);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
