package dev.lapse.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request to the engine whose answer is a stream, or a conversation: docker-java cannot end its half of one, and a
 * command that reads to the end of its input would wait for ever. One thread reads, another one may write.
 */
final class EngineStream implements Closeable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_HEAD = 1 << 16;

    private final SocketChannel channel;
    private final int status;

    private EngineStream(SocketChannel channel, int status) {
        this.channel = channel;
        this.status = status;
    }

    /** Sends a request; its answer ends with the connection. */
    static EngineStream request(EngineApi engine, String method, String path, String body) throws IOException {
        return open(engine, method + " " + path + " HTTP/1.0", "", body);
    }

    /** Sends a request after whose answer both sides talk. */
    static EngineStream conversation(EngineApi engine, String path, String body) throws IOException {
        return open(engine, "POST " + path + " HTTP/1.1", "Connection: Upgrade\r\nUpgrade: tcp\r\n", body);
    }

    private static EngineStream open(EngineApi engine, String line, String headers, String body) throws IOException {
        SocketAddress address = engine.address();
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            channel.connect(address);
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String head = line + "\r\nHost: docker\r\n" + headers
                    + (content.length == 0 ? "" : "Content-Type: application/json\r\n") + "Content-Length: "
                    + content.length + "\r\n\r\n";
            write(channel, ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
            write(channel, ByteBuffer.wrap(content));
            return new EngineStream(channel, status(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads the head byte by byte, so that nothing of what follows is taken. */
    private static int status(SocketChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            one.clear();
            if (channel.read(one) < 0 || head.length() > LONGEST_HEAD) {
                throw new EOFException("no HTTP answer but \"" + head + "\"");
            }
            head.append((char) one.get(0));
        }
        return Integer.parseInt(head.toString().split(" ", 3)[1].strip());
    }

    boolean succeeded() {
        return status < 300;
    }

    int status() {
        return status;
    }

    /** Into the buffer, some bytes at least; -1 at the end. */
    int read(byte[] buffer, int from, int length) throws IOException {
        try {
            return channel.read(ByteBuffer.wrap(buffer, from, length));
        } catch (ClosedChannelException closed) {
            return -1;
        }
    }

    /** Reads exactly so many bytes. */
    Optional<byte[]> exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int got = 0; got < length; ) {
            int read = read(bytes, got, length - got);
            if (read < 0) {
                return Optional.empty();
            }
            got += read;
        }
        return Optional.of(bytes);
    }

    void write(byte[] bytes, int length) throws IOException {
        write(channel, ByteBuffer.wrap(bytes, 0, length));
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Tells the other side that nothing more comes; it may go on talking. */
    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                return length == 0 ? 0 : EngineStream.this.read(buffer, from, length);
            }
        };
    }

    /** The rest of the answer as JSON. */
    JsonNode json() throws IOException {
        return JSON.readTree(text());
    }

    /** What the engine says in place of the answer. */
    String refusal() throws IOException {
        String text = text();
        String said = text.startsWith("{") ? JSON.readTree(text).path("message").asText(text) : text;
        return said.strip();
    }

    private String text() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        input().transferTo(rest);
        return rest.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
