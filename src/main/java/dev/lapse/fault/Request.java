package dev.lapse.fault;

import dev.lapse.cluster.Speech;
import java.time.Duration;

/**
 * What one host asks of another, of whatever listens at a port there, in bash. HTTP/1.0 where HTTP is spoken, else
 * PostgreSQL's protocol, which poolers speak too.
 */
enum Request {
    /** A connection and no word: the kernel answers alone, also for a process that is frozen. */
    CONNECT,
    /** The least that a process answers; the first byte is all that is waited for. */
    GREETING,
    /** What a peer that speaks the protocol calls; the first byte of the answer is waited for. */
    CALL,
    /** The same, and the end of the connection is waited for, too. */
    CALL_TO_END,
    /** A call of so many bytes that a slow link is felt; the first byte of the answer is waited for. */
    LONG_CALL;

    private static final String SSL_REQUEST = "\\0\\0\\0\\010\\004\\322\\026\\057"; // PostgreSQL says S or N
    private static final String UNKNOWN_VERSION = "\\0\\0\\0\\010\\0\\011\\0\\0"; // no server speaks it

    /**
     * Asks, and prints a line for each thing that comes: {@code connected}, {@code answered}, {@code closed}, or
     * {@code silent} or {@code ended} where no byte came, each with the ms since the start; or the kernel's error. A
     * connection that is still there when nothing came for {@code patience} is told as {@code open}.
     */
    String script(String address, int port, Speech speech, Duration patience) {
        String seconds = seconds(patience);
        String connecting = """
                trap '' PIPE
                start=${EPOCHREALTIME/./}
                since() { echo "$1 $(( (${EPOCHREALTIME/./} - start) / 1000 ))"; }
                exec 3<>/dev/tcp/%s/%d || exit 0
                since connected
                """.formatted(address, port);
        String answering = """
                { %s; } >&3
                IFS= read -r -N 1 -t %s -u 3 byte
                code=$?
                if [ $code -gt 128 ]; then since silent; exit 0; fi
                if [ $code -ne 0 ]; then since ended; exit 0; fi
                since answered
                """.formatted(sending(speech), seconds);
        String ending = """
                until [ $code -ne 0 ]; do
                  read -r -N 1000 -t %s -u 3 rest
                  code=$?
                done
                if [ $code -le 128 ]; then since closed; else since open; fi
                """.formatted(seconds);
        return switch (this) {
            case CONNECT -> connecting;
            case GREETING, CALL, LONG_CALL -> connecting + answering;
            case CALL_TO_END -> connecting + answering + ending;
        };
    }

    /** With a point, whatever the locale. */
    static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }

    private String sending(Speech speech) {
        return speech.isHttp() ? http(speech) : startup(speech);
    }

    private String http(Speech speech) {
        String path = this == GREETING ? "/" : speech.path();
        String get = "printf 'GET " + path + " HTTP/1.0\\r\\n'";
        String filler = "; echo -n 'X-Filler: '; " + letters(speech.longestBytes()) + "; printf '\\r\\n'";
        return get + (this == LONG_CALL ? filler : "") + "; printf '\\r\\n'";
    }

    private String startup(Speech speech) {
        if (this != LONG_CALL) {
            return "printf '" + (this == GREETING ? SSL_REQUEST : UNKNOWN_VERSION) + "'";
        }
        // length, protocol 3.0, user=x…
        int bytes = speech.longestBytes();
        String length = "\\0\\0\\%03o\\%03o".formatted(bytes / 256, bytes % 256);
        return "printf '" + length + "\\0\\003\\0\\0user\\0'; " + letters(bytes - 15) + "; printf '\\0\\0'";
    }

    private static String letters(int count) {
        return "head -c " + count + " /dev/zero | tr '\\0' x";
    }
}
