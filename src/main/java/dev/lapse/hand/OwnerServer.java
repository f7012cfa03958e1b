package dev.lapse.hand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers hand commands at a socket, a thread per command. What it is given to send waits in a queue, never at the
 * socket.
 */
final class OwnerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerServer.class);
    private static final long LAST_WORDS_MILLIS = 2_000;

    /** Who answers: at once or later, from any thread, and with an END at last. */
    interface Responder {
        void ask(OwnerRequest request, Consumer<OwnerAnswer> answer);

        /** The asker went away before the end. */
        void left(OwnerRequest request);
    }

    private final OwnerSocket socket;
    private final ServerSocketChannel server;
    private final Responder responder;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private OwnerServer(OwnerSocket socket, Responder responder) {
        this.socket = socket;
        this.server = socket.bind();
        this.responder = responder;
        start("hand-accept", this::accept);
    }

    static OwnerServer open(OwnerSocket socket, Responder responder) {
        return new OwnerServer(socket, responder);
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                threads.removeIf(thread -> !thread.isAlive());
                start("hand-command", () -> serve(client));
            }
        } catch (IOException closed) {
            return; // close() was called
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
            OutputStream out = Channels.newOutputStream(client);
            LinkedBlockingQueue<OwnerAnswer> answers = new LinkedBlockingQueue<>();
            OwnerRequest request;
            try {
                request = OwnerRequest.parse(in.readLine());
            } catch (dev.lapse.cluster.LapseException strange) {
                send(out, OwnerAnswer.end(strange));
                return;
            }
            responder.ask(request, answers::add);
            try {
                OwnerAnswer answer;
                do {
                    answer = answers.take();
                    send(out, answer);
                } while (answer.kind() != OwnerAnswer.LineKind.END);
            } catch (IOException gone) {
                responder.left(request);
            }
        } catch (IOException gone) {
            LOG.debug("a hand command went away before it asked", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(OutputStream out, OwnerAnswer answer) throws IOException {
        out.write((answer.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Lets the answers under way end, for a while, and removes the socket. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("close {}: {}", socket.socket(), e.getMessage());
        }
        socket.remove();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
