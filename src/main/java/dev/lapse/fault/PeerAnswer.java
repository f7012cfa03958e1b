package dev.lapse.fault;

import dev.lapse.cluster.DurationText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What came of a question to a peer.
 *
 * @param said what the asking host printed, as {@link Request#script} has it
 * @param answeredMillis until the first byte came; empty: none
 * @param closedMillis until the end of the connection, where that was waited for; empty: it has not come
 */
record PeerAnswer(
        PeerQuestion question, Reaction reaction, String said, OptionalLong answeredMillis, OptionalLong closedMillis) {
    private static final List<String> NO_WAY = List.of(
            "Connection timed out",
            "No route to host",
            "Network is unreachable",
            "Network is down",
            "Host is down",
            "Operation not permitted");

    /** How the peer behaved, or what kept it from being asked; the first that fits. */
    enum Reaction {
        /** The asking host is down or paused, or there is none; or the address by which it asks is elsewhere. */
        UNASKED,
        /** Not even a connection within the limit. */
        NO_CONNECTION,
        /** The peer's kernel says that no process listens (RST). */
        REFUSED,
        RESET,
        /** A first byte came. */
        ANSWERED,
        /** A connection, and no byte. */
        SILENT,
        /** A connection, which ended without a byte. */
        ENDED,
        /** A connection; no more was asked, or is known. */
        CONNECTED,
        /** Another error of a kernel, or nothing at all. */
        OTHER
    }

    static PeerAnswer unasked(PeerQuestion question) {
        return without(question, Reaction.UNASKED);
    }

    static PeerAnswer noConnection(PeerQuestion question) {
        return without(question, Reaction.NO_CONNECTION);
    }

    private static PeerAnswer without(PeerQuestion question, Reaction reaction) {
        return new PeerAnswer(question, reaction, "", OptionalLong.empty(), OptionalLong.empty());
    }

    static PeerAnswer of(PeerQuestion question, String said) {
        return new PeerAnswer(question, reaction(said), said.strip(), millis(said, "answered"), millis(said, "closed"));
    }

    private static Reaction reaction(String said) {
        if (said.contains("Connection refused")) {
            return Reaction.REFUSED;
        }
        if (said.contains("reset by peer")) {
            return Reaction.RESET;
        }
        return Stream.of(Reaction.ANSWERED, Reaction.SILENT, Reaction.ENDED, Reaction.CONNECTED)
                .filter(reaction ->
                        millis(said, reaction.name().toLowerCase(Locale.ROOT)).isPresent())
                .findFirst()
                .orElse(Reaction.OTHER);
    }

    private static OptionalLong millis(String said, String word) {
        return said.lines()
                .filter(line -> line.startsWith(word + " "))
                .mapToLong(
                        line -> Long.parseLong(line.substring(word.length() + 1).strip()))
                .findFirst();
    }

    /** How long no byte came, until it was no longer waited for. */
    OptionalLong silentMillis() {
        return millis(said, "silent");
    }

    /** When the connection was still open and its end no longer waited for. */
    OptionalLong openMillis() {
        return millis(said, "open");
    }

    /** After so many ms there was a connection; 0: there was none. */
    long connectedMillis() {
        return millis(said, "connected").orElse(0);
    }

    /** How long it was asked in all. */
    long tookMillis() {
        return reaction == Reaction.NO_CONNECTION
                ? question.limit().toMillis()
                : Stream.of("connected", "answered", "silent", "ended", "closed", "open")
                        .mapToLong(word -> millis(said, word).orElse(0))
                        .max()
                        .orElse(0);
    }

    boolean isUnasked() {
        return reaction == Reaction.UNASKED;
    }

    /** Whether that came which was asked for: a connection, or a byte. */
    boolean isAnswered() {
        return question.request() == Request.CONNECT ? reaction == Reaction.CONNECTED : answeredMillis.isPresent();
    }

    /** Whether packets passed both ways: a refusal is the peer's RST. */
    boolean passes() {
        return isAnswered() || reaction == Reaction.REFUSED;
    }

    /** Whether a connect met silence, or an error of the asker's kernel that tells that no packet passes. */
    boolean isCutOff() {
        return reaction == Reaction.NO_CONNECTION
                || reaction == Reaction.OTHER
                        && said.lines()
                                .filter(line -> line.contains("connect: ") || line.contains("/dev/tcp/"))
                                .anyMatch(line -> NO_WAY.stream().anyMatch(line::endsWith));
    }

    /** Who was asked what, and how it went. */
    String text() {
        return question.from() == null ? words() : question + ": " + words();
    }

    /** How it went. */
    String words() {
        return switch (question.request()) {
            case CONNECT -> wordsOfConnect();
            case GREETING -> wordsOfGreeting();
            case CALL, CALL_TO_END, LONG_CALL -> wordsOfCall();
        };
    }

    private String wordsOfConnect() {
        return switch (reaction) {
            case UNASKED -> "not asked, it is down";
            case NO_CONNECTION -> "silent for " + DurationText.of(question.limit());
            case CONNECTED -> "answers";
            case REFUSED, RESET, ANSWERED, SILENT, ENDED, OTHER -> error();
        };
    }

    private String wordsOfGreeting() {
        return switch (reaction) {
            case UNASKED ->
                question.from() == null
                        ? "no other host runs that could ask " + question.to()
                        : "not asked, it is down";
            case NO_CONNECTION -> "silence for " + DurationText.of(question.limit());
            case ANSWERED -> "answered";
            case SILENT, CONNECTED -> "accepted, no byte for " + DurationText.of(question.patience());
            case ENDED -> "accepted and closed";
            case RESET -> said.startsWith("connected ") ? "accepted and closed" : error();
            case REFUSED, OTHER -> error();
        };
    }

    private String wordsOfCall() {
        return switch (reaction) {
            case UNASKED ->
                question.byAddress()
                        ? "not asked: the address is elsewhere"
                        : "not asked: no host is up that could ask";
            case NO_CONNECTION -> "no connection for " + DurationText.of(question.limit());
            case REFUSED -> "connection refused";
            case RESET -> "connection reset by peer";
            case ANSWERED ->
                "answered after " + answeredMillis.orElseThrow() + "ms"
                        + (closedMillis.isPresent() ? ", closed after " + closedMillis.getAsLong() + "ms" : "")
                        + (openMillis().isPresent()
                                ? ", still open after " + openMillis().getAsLong() + "ms"
                                : "");
            case SILENT -> "accepted, no byte for " + silentMillis().orElseThrow() + "ms";
            case ENDED -> "accepted, closed after " + millis(said, "ended").orElseThrow() + "ms without a byte";
            case CONNECTED, OTHER -> said.isEmpty() ? "asked, and nothing is known of it" : said.replace('\n', ' ');
        };
    }

    /** What the asker's kernel says, such as {@code No route to host}. */
    private String error() {
        String line = said.lines().findFirst().orElse("nothing is known of it");
        return line.substring(line.lastIndexOf(": ") + 1).strip();
    }
}
