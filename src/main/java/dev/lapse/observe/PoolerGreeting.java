package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.PgBouncer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Asks a pooler over the watch network whether it speaks TLS: the one question that it answers before it knows who
 * asks. A connection alone would not tell, since the kernel takes it for a pooler that is frozen. Any thread.
 *
 * <p>PostgreSQL, protocol 3.0, SSLRequest: 8 bytes, answered by {@code S} or {@code N}.
 */
final class PoolerGreeting {
    private static final Duration CONNECT = Duration.ofMillis(300);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final int LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;

    private PoolerGreeting() {}

    /** @throws IOException when no answer comes within 1.3 s */
    static void exchange(Cluster cluster, NodeName node) throws IOException {
        exchange(new InetSocketAddress(cluster.watchAddress(node), PgBouncer.PORT));
    }

    static void exchange(InetSocketAddress pooler) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(pooler, (int) CONNECT.toMillis());
            socket.setSoTimeout((int) ANSWER.toMillis());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeLong((long) LENGTH << 32 | SSL_REQUEST);
            int answer = socket.getInputStream().read();
            if (answer != 'S' && answer != 'N') {
                throw new IOException("pooler " + pooler + ": expected S or N, saw " + answer);
            }
        }
    }
}
