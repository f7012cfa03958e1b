package dev.lapse.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one client connection, from the first connect on, so that any thread can end it in whatever phase it
 * is. pgjdbc makes its sockets through {@link SessionSocketFactory}, which hands them to the session that the
 * connecting thread has entered. Any thread; nothing here blocks but {@link #hangUp()}.
 */
final class Session {
    /** Inherited: with a loginTimeout pgjdbc connects in a thread that it makes in the connecting one. */
    private static final ThreadLocal<@Nullable Session> ENTERED = new InheritableThreadLocal<>();

    private static final byte[] TERMINATE = {'X', 0, 0, 0, 4};
    private static final int HANG_UP_MILLIS = 100;

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Runs a connect whose sockets belong to this session; on failure they are closed. */
    <T, X extends Exception> T connecting(ConnectAction<T, X> connect) throws X {
        ENTERED.set(this);
        boolean connected = false;
        try {
            T result = connect.run();
            connected = true;
            return result;
        } finally {
            ENTERED.remove();
            if (!connected) {
                close();
            }
        }
    }

    /** Something that connects. */
    @FunctionalInterface
    interface ConnectAction<T, X extends Exception> {
        T run() throws X;
    }

    /** A socket for the session that the calling thread has entered. */
    static Socket newSocket() throws SocketException {
        Session session = ENTERED.get();
        if (session == null) {
            throw new SocketException(
                    "no session entered on thread " + Thread.currentThread().getName());
        }
        Socket socket = new Socket();
        session.sockets.add(socket);
        if (session.closed) {
            quietly(socket);
            throw new SocketException("session closed before it connected");
        }
        return socket;
    }

    /** Ends every read, write and connect on this session at once; also those yet to begin. Idempotent. */
    void close() {
        closed = true;
        sockets.forEach(Session::quietly);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Says goodbye and waits at most {@value #HANG_UP_MILLIS} ms for the server to close first, so that no port of ours
     * is left in TIME_WAIT: at 50 connections a second and lane these would run out. For a session that is idle.
     */
    void hangUp() {
        if (closed || sockets.isEmpty()) {
            close();
            return;
        }
        Socket socket = sockets.get(sockets.size() - 1);
        try {
            socket.setSoTimeout(HANG_UP_MILLIS);
            socket.getOutputStream().write(TERMINATE);
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            // the server went away without a word, or stays: either way we leave
        } finally {
            close();
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is left to be done with it
        }
    }
}
