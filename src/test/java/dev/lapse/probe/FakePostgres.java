package dev.lapse.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of PostgreSQL's wire protocol as a lane's statement needs, on a loopback port; it behaves as it is told. */
final class FakePostgres implements AutoCloseable {
    /** What it does with clients. */
    enum Mood {
        ANSWERS,
        ANSWERS_WITH_WARNING,
        /** Accepts connections and says nothing. */
        MUTE,
        /** Logs clients in, then says nothing, not even goodbye. */
        MUTE_ON_STATEMENT,
        /** Answers but for a transaction's sleep. */
        MUTE_ON_SLEEP,
        /** Answers but for a transaction's commit. */
        MUTE_ON_COMMIT,
        /** Warns of each commit. */
        WARNS_OF_COMMIT,
        /** Answers a statement when it is asked to cancel it. */
        WAITS_FOR_A_CANCEL,
        READ_ONLY,
        SHUTS_DOWN
    }

    private static final int SSL_REQUEST = 80877103;
    private static final int CANCEL_REQUEST = 80877102;

    private final ServerSocket server;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicInteger statements = new AtomicInteger();
    private final Semaphore cancels = new Semaphore(0);
    private final Thread acceptor;
    private volatile Mood mood;

    FakePostgres(Mood mood) {
        this.mood = mood;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = daemon("fake-postgres", this::accept);
    }

    void become(Mood newMood) {
        mood = newMood;
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return clients.size();
    }

    int statements() {
        return statements.get();
    }

    /** Returns when nobody can connect any more: the kernel listens as long as a thread is about to accept. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket client : clients) {
            client.close();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                clients.add(client);
                daemon("fake-backend", () -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (mood == Mood.MUTE) {
                client.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
                return;
            }
            DataInputStream in = new DataInputStream(client.getInputStream());
            Wire out = new Wire(new DataOutputStream(client.getOutputStream()));
            int length = in.readInt();
            int asked = in.readInt();
            if (asked == SSL_REQUEST) {
                client.getOutputStream().write('N');
                length = in.readInt();
                asked = in.readInt();
            }
            if (asked == CANCEL_REQUEST) {
                cancels.release();
                return;
            }
            in.skipNBytes(length - 8L);
            out.loggedIn();
            List<Asked> batch = new ArrayList<>();
            while (true) {
                int type = in.read();
                if (type < 0 || (type == 'X' && mood != Mood.MUTE_ON_STATEMENT)) {
                    return;
                }
                byte[] body = in.readNBytes(in.readInt() - 4);
                if (type == 'Q') {
                    batch.add(new Asked(text(body), false, true));
                    statements.addAndGet(batch.get(0).is("COMMIT") ? 1 : 0);
                    answer(out, batch);
                    batch.clear();
                } else if (type == 'P') {
                    batch.add(new Asked(text(body), false, false));
                } else if (type == 'D') {
                    batch.set(batch.size() - 1, batch.get(batch.size() - 1).withRows());
                } else if (type == 'S') {
                    statements.incrementAndGet();
                    if (!answer(out, batch)) {
                        return;
                    }
                    batch.clear();
                }
            }
        } catch (IOException e) {
            // the client went away
        }
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).replace("\0", " ").strip();
    }

    /** A statement, whether its rows are asked for, and whether it came by itself, not parsed before. */
    private record Asked(String sql, boolean hasRows, boolean isSimple) {
        Asked withRows() {
            return new Asked(sql, true, isSimple);
        }

        boolean is(String word) {
            return sql.contains(word);
        }

        /** The first word, which the server repeats when it is done. */
        String word() {
            return sql.isEmpty() ? "" : sql.split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
        }
    }

    private boolean answer(Wire out, List<Asked> batch) throws IOException {
        boolean sleeps = batch.stream().anyMatch(asked -> asked.is("pg_sleep"));
        boolean commits = batch.stream().anyMatch(asked -> asked.is("COMMIT"));
        if (mood == Mood.MUTE_ON_SLEEP && sleeps || mood == Mood.MUTE_ON_COMMIT && commits) {
            return true;
        }
        boolean answers =
                batch.stream().allMatch(asked -> asked.is("SET ") || asked.is("BEGIN") || asked.is("ROLLBACK"));
        switch (answers ? Mood.ANSWERS : mood) {
            case ANSWERS, ANSWERS_WITH_WARNING, MUTE_ON_SLEEP, MUTE_ON_COMMIT, WARNS_OF_COMMIT -> {
                for (Asked asked : batch) {
                    if (!asked.isSimple()) {
                        out.parsed();
                    }
                    out.done(asked.word(), asked.hasRows() ? row(asked.sql()) : List.of());
                    out.inTransaction |= asked.is("BEGIN");
                    out.inTransaction &= !asked.is("COMMIT") && !asked.is("ROLLBACK");
                }
                out.readyAfter(mood == Mood.ANSWERS_WITH_WARNING || mood == Mood.WARNS_OF_COMMIT && commits);
            }
            case WAITS_FOR_A_CANCEL -> {
                cancels.acquireUninterruptibly();
                out.error("ERROR", "57014", "canceling statement due to user request");
            }
            case READ_ONLY -> out.error("ERROR", "25006", "cannot execute INSERT in a read-only transaction");
            case SHUTS_DOWN -> {
                out.error("FATAL", "57P01", "terminating connection due to administrator command");
                return false;
            }
            case MUTE, MUTE_ON_STATEMENT -> {}
        }
        return true;
    }

    private static List<String> row(String sql) {
        if (sql.contains("pg_sleep")) {
            return List.of("", "0000000B0000000000000001", "0/16B3750");
        }
        if (sql.contains("insert into")) {
            return List.of("pg1", "0000000A0000000000000001", "0/16B3748");
        }
        return sql.contains("max(seq)")
                ? List.of("41", "pg2", "t")
                : List.of("pg1", "f", "off", "000000020000000000000001", "1/0");
    }

    /** Writes backend messages. */
    private static final class Wire {
        private final DataOutputStream out;
        private boolean inTransaction;

        Wire(DataOutputStream out) {
            this.out = out;
        }

        void loggedIn() throws IOException {
            send('R', body -> body.writeInt(0));
            for (String setting :
                    List.of("server_version\00015.0", "client_encoding\0UTF8", "standard_conforming_strings\0on")) {
                send('S', body -> text(body, setting));
            }
            send('K', body -> body.writeLong(7));
            ready();
        }

        void parsed() throws IOException {
            send('1', body -> {});
            send('2', body -> {});
        }

        void done(String word, List<String> row) throws IOException {
            if (!row.isEmpty()) {
                row(row);
            }
            send('C', body -> text(body, word.equals("INSERT") ? "INSERT 0 1" : word));
        }

        private void row(List<String> row) throws IOException {
            send('T', body -> {
                body.writeShort(row.size());
                for (int i = 0; i < row.size(); i++) {
                    text(body, "column" + i);
                    body.writeInt(0);
                    body.writeShort(0);
                    body.writeInt(25);
                    body.writeShort(-1);
                    body.writeInt(-1);
                    body.writeShort(0);
                }
            });
            send('D', body -> {
                body.writeShort(row.size());
                for (String column : row) {
                    body.writeInt(column.length());
                    body.writeBytes(column);
                }
            });
        }

        void readyAfter(boolean warn) throws IOException {
            if (warn) {
                said('N', "WARNING", "01000", "canceling wait for synchronous replication due to user request");
            }
            ready();
        }

        void error(String severity, String code, String message) throws IOException {
            said('E', severity, code, message);
            if (severity.equals("ERROR")) {
                ready();
            }
        }

        private void said(char type, String severity, String code, String message) throws IOException {
            send(type, body -> {
                text(body, "S" + severity);
                text(body, "C" + code);
                text(body, "M" + message);
                body.writeByte(0);
            });
        }

        private void ready() throws IOException {
            send('Z', body -> body.writeByte(inTransaction ? 'T' : 'I'));
            out.flush();
        }

        private static void text(DataOutputStream body, String text) throws IOException {
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.writeByte(0);
        }

        private void send(char type, Body body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.writeTo(new DataOutputStream(bytes));
            out.writeByte(type);
            out.writeInt(bytes.size() + 4);
            bytes.writeTo(out);
        }

        private interface Body {
            void writeTo(DataOutputStream body) throws IOException;
        }
    }
}
