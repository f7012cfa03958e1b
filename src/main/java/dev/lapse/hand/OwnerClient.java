package dev.lapse.hand;

import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.LapseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks the owner of a cluster, and hands its answer on line by line. One thread. */
public final class OwnerClient {
    private final OwnerSocket socket;

    public OwnerClient(OwnerSocket socket) {
        this.socket = socket;
    }

    /**
     * Asks, and returns when the answer is complete.
     *
     * @param lines told the lines of the answer, but not its end
     * @return the end
     * @throws LapseException when there is no owner, or it died while it answered
     */
    public OwnerAnswer ask(OwnerRequest request, Consumer<OwnerAnswer> lines) {
        try (SocketChannel channel = socket.connect()) {
            return ask(channel, request, lines);
        } catch (IOException e) {
            throw gone(request, e.getMessage());
        }
    }

    /** Asks if an owner listens already. */
    public Optional<OwnerAnswer> tryAsk(OwnerRequest request, Consumer<OwnerAnswer> lines) {
        Optional<SocketChannel> connected = socket.tryConnect();
        if (connected.isEmpty()) {
            return Optional.empty();
        }
        try (SocketChannel channel = connected.get()) {
            return Optional.of(ask(channel, request, lines));
        } catch (IOException e) {
            throw gone(request, e.getMessage());
        }
    }

    /** The lines of output, of a request that needs no time. */
    public List<String> lines(OwnerRequest request) {
        List<String> lines = new ArrayList<>();
        OwnerAnswer end = ask(request, answer -> lines.add(answer.text()));
        if (end.code() != 0) {
            throw new LapseException(kind(end.code()), end.text());
        }
        return lines;
    }

    /** With which settings each host runs now. */
    public List<HostRuns> running() {
        return lines(OwnerRequest.of(OwnerRequest.Verb.RUNNING)).stream()
                .map(line -> OwnerRequest.read(line, HostRuns.class))
                .toList();
    }

    private static LapseException.Kind kind(int code) {
        return code == LapseException.Kind.BAD_INPUT.exitCode()
                ? LapseException.Kind.BAD_INPUT
                : LapseException.Kind.HARNESS;
    }

    private OwnerAnswer ask(SocketChannel channel, OwnerRequest request, Consumer<OwnerAnswer> lines)
            throws IOException {
        ByteBuffer question = ByteBuffer.wrap((request.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
        while (question.hasRemaining()) {
            channel.write(question);
        }
        BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            OwnerAnswer answer = OwnerAnswer.parse(line);
            if (answer.kind() == OwnerAnswer.LineKind.END) {
                return answer.text().startsWith(OwnerRequest.STRANGE) ? otherVersion(request) : answer;
            }
            lines.accept(answer);
        }
        throw gone(request, "the end of its answer");
    }

    /** The owner is older than this command. */
    private OwnerAnswer otherVersion(OwnerRequest request) {
        return OwnerAnswer.end(new LapseException(
                LapseException.Kind.HARNESS,
                word(request) + ": the owner of this cluster is of another version of Lapse and does not know this"
                        + " request; end the session with " + socket.command("down") + ", and start it anew with "
                        + socket.command("up")));
    }

    private static String word(OwnerRequest request) {
        return request.verb().name().toLowerCase(Locale.ROOT);
    }

    private LapseException gone(OwnerRequest request, String saw) {
        return new LapseException(
                LapseException.Kind.HARNESS,
                word(request) + ": expected the owner to answer, saw " + saw + "; what it said is in " + socket.log());
    }
}
