package dev.lapse.fault;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something small that is asked over a link, of whatever listens there, by a program on a host: what a peer that speaks
 * the protocol would see. PostgreSQL and poolers are asked by a startup packet, which they answer and then close;
 * etcd and Patroni by HTTP/1.0.
 */
final class Question {
    private static final int LONG_STARTUP = 9000;
    /** A pooler's buffer takes no more. */
    private static final int SHORT_STARTUP = 3000;

    private static final int LONG_HEADER = 30_000;
    private static final Reply UNASKED =
            new Reply("unasked", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private Question() {}

    /**
     * How it went.
     *
     * @param connected until the connection was there; empty: refused
     * @param answered until the first byte came; empty: none
     * @param closed until the end of the connection, where that was waited for; empty: it has not come
     */
    record Reply(String raw, OptionalLong connected, OptionalLong answered, OptionalLong closed) {
        boolean refused() {
            return raw.contains("Connection refused");
        }

        /** Nobody could ask: the asker is down, or there is none. */
        boolean unasked() {
            return equals(UNASKED);
        }

        boolean reset() {
            return raw.contains("reset by peer");
        }

        boolean silent() {
            return raw.contains("silent");
        }

        /** The peer ended the connection without a byte of an answer. */
        boolean ended() {
            return raw.contains("ended");
        }

        String text() {
            if (unasked()) {
                return "not asked, nobody is up that could ask";
            }
            if (raw.isBlank()) {
                return "asked, and nothing is known of it";
            }
            if (refused()) {
                return "connection refused";
            }
            if (reset()) {
                return "connection reset by peer";
            }
            if (answered.isPresent()) {
                return "answered after " + answered.getAsLong() + "ms"
                        + (closed.isPresent() ? ", closed after " + closed.getAsLong() + "ms" : "");
            }
            OptionalLong silence = number(raw, "silent");
            OptionalLong end = number(raw, "ended");
            if (silence.isPresent()) {
                return "accepted, no byte for " + silence.getAsLong() + "ms";
            }
            return end.isPresent()
                    ? "accepted, closed after " + end.getAsLong() + "ms without a byte"
                    : raw.strip().replace('\n', ' ');
        }
    }

    /** What of a reply a fault delays. */
    enum Moment {
        ANSWER,
        END;

        OptionalLong of(Reply reply) {
            return this == ANSWER ? reply.answered() : reply.closed();
        }

        /** The reply in which it came sooner; one in which it came before one in which it did not. */
        Reply sooner(Reply one, Reply other) {
            return of(other).orElse(Long.MAX_VALUE) < of(one).orElse(Long.MAX_VALUE) ? other : one;
        }

        /** By how many ms it came later than before; empty where it did not come both times. */
        OptionalLong later(Reply before, Reply now) {
            return of(before).isPresent() && of(now).isPresent()
                    ? OptionalLong.of(of(now).getAsLong() - of(before).getAsLong())
                    : OptionalLong.empty();
        }
    }

    /** How many bytes are sent: enough for an answer, or so many that a slow link is felt. */
    enum Size {
        SMALL,
        LARGE
    }

    static int bytes(int port, Size size) {
        if (size == Size.SMALL) {
            return 8;
        }
        return switch (port) {
            case Ports.POSTGRES -> LONG_STARTUP;
            case Ports.REST, Ports.ETCD, Ports.ETCD_PEER -> LONG_HEADER;
            default -> SHORT_STARTUP;
        };
    }

    /** Asks over each hop from its asker; hops of one asker at once. The replies come in the order of the hops. */
    static List<Reply> ask(Ports ports, List<ProxiedHop> hops, Size size, Duration patience) {
        Reply[] replies = new Reply[hops.size()];
        Arrays.fill(replies, UNASKED);
        List<NodeName> askers = hops.stream()
                .flatMap(hop -> Stream.ofNullable(hop.asker()))
                .distinct()
                .toList();
        for (NodeName asker : askers) {
            StringBuilder script = new StringBuilder();
            for (int i = 0; i < replies.length; i++) {
                ProxiedHop hop = hops.get(i);
                if (asker.equals(hop.asker())) {
                    String address = ports.cluster().dataAddress(hop.to());
                    script.append("(\n").append(script(address, hop.port(), size, patience));
                    script.append(") 2>&1 | sed 's/^/").append(i).append(" /' &\n");
                }
            }
            Optional<String> said = said(ports, asker, patience.multipliedBy(2).plusSeconds(5), script + "wait");
            for (int i = 0; i < replies.length; i++) {
                if (said.isPresent() && asker.equals(hops.get(i).asker())) {
                    String prefix = i + " ";
                    replies[i] = parse(said.get()
                            .lines()
                            .filter(line -> line.startsWith(prefix))
                            .map(line -> line.substring(prefix.length()))
                            .collect(Collectors.joining("\n")));
                }
            }
        }
        return List.of(replies);
    }

    /** Nothing, when the asker itself is down or paused. */
    private static Optional<String> said(Ports ports, NodeName asker, Duration patience, String script) {
        try {
            return Optional.of(ports.shell()
                    .run(asker, patience, List.of("bash", "-c", script))
                    .stdout());
        } catch (LapseException e) {
            if (ports.power().state(asker).status() == Status.RUNNING) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Package-private for its test. */
    static Reply parse(String said) {
        return new Reply(said, number(said, "connected"), number(said, "answered"), number(said, "closed"));
    }

    private static OptionalLong number(String said, String word) {
        Optional<String> line =
                said.lines().filter(each -> each.startsWith(word + " ")).findFirst();
        return line.isPresent()
                ? OptionalLong.of(
                        Long.parseLong(line.get().substring(word.length() + 1).strip()))
                : OptionalLong.empty();
    }

    private static String script(String address, int port, Size size, Duration patience) {
        String seconds = "%.1f".formatted(patience.toMillis() / 1000.0);
        return """
                trap '' PIPE
                start=${EPOCHREALTIME/./}
                since() { echo "$1 $(( (${EPOCHREALTIME/./} - start) / 1000 ))"; }
                exec 3<>/dev/tcp/%s/%d || exit 0
                since connected
                { %s; } >&3
                read -r -N 1 -t %s -u 3 byte
                code=$?
                if [ $code -gt 128 ]; then since silent; exit 0; fi
                if [ $code -ne 0 ]; then since ended; exit 0; fi
                since answered
                while read -r -N 1000 -t %s -u 3 rest; do :; done
                if [ $? -le 128 ]; then since closed; fi
                """.formatted(address, port, sending(port, size), seconds, seconds);
    }

    private static String sending(int port, Size size) {
        int bytes = bytes(port, size);
        switch (port) {
            case Ports.REST, Ports.ETCD, Ports.ETCD_PEER:
                String path = port == Ports.REST ? "/liveness" : port == Ports.ETCD ? "/health" : "/version";
                String filler =
                        size == Size.LARGE ? "; echo -n 'X-Filler: '; " + letters(bytes) + "; printf '\\r\\n'" : "";
                return "printf 'GET " + path + " HTTP/1.0\\r\\n'" + filler + "; printf '\\r\\n'";
            default:
                if (size == Size.SMALL) {
                    return "printf '\\0\\0\\0\\010\\0\\011\\0\\0'"; // a protocol version that no server speaks
                }
                // length, protocol 3.0, user=x…
                String length = "\\0\\0\\%03o\\%03o".formatted(bytes / 256, bytes % 256);
                return "printf '" + length + "\\0\\003\\0\\0user\\0'; " + letters(bytes - 15) + "; printf '\\0\\0'";
        }
    }

    private static String letters(int count) {
        return "head -c " + count + " /dev/zero | tr '\\0' x";
    }
}
