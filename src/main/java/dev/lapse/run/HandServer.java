package dev.lapse.run;

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

/** Answers hand commands at a socket, a thread per command. What it is given to send waits in a queue, never at the socket. */
final class HandServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandServer.class);
    private static final long LAST_WORDS_MILLIS = 2_000;

    /** Who answers: at once or later, from any thread, and with an END at last. */
    interface Desk {
        void ask(HandRequest request, Consumer<HandAnswer> answer);

        /** The asker went away before the end. */
        void left(HandRequest request);
    }

    private final HandSocket socket;
    private final ServerSocketChannel server;
    private final Desk desk;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private HandServer(HandSocket socket, Desk desk) {
        this.socket = socket;
        this.server = socket.bind();
        this.desk = desk;
        start("hand-accept", this::accept);
    }

    static HandServer open(HandSocket socket, Desk desk) {
        return new HandServer(socket, desk);
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
            LinkedBlockingQueue<HandAnswer> answers = new LinkedBlockingQueue<>();
            HandRequest request;
            try {
                request = HandRequest.parse(in.readLine());
            } catch (dev.lapse.cluster.LapseException strange) {
                send(out, HandAnswer.end(strange));
                return;
            }
            desk.ask(request, answers::add);
            try {
                HandAnswer answer;
                do {
                    answer = answers.take();
                    send(out, answer);
                } while (answer.kind() != HandAnswer.Kind.END);
            } catch (IOException gone) {
                desk.left(request);
            }
        } catch (IOException gone) {
            LOG.debug("a hand command went away before it asked", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(OutputStream out, HandAnswer answer) throws IOException {
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
