package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The socket, the lock and the protocol, with an owner that only echoes. */
@DisabledOnOs(OS.WINDOWS)
class HandSocketTest {
    private static final HandRequest STATUS = HandRequest.of(HandRequest.Verb.STATUS);

    @TempDir
    private Path folder;

    private HandSocket socket;

    @BeforeEach
    void prepare() {
        socket = new HandSocket(folder.resolve("run"), "default");
        socket.prepare();
    }

    @Test
    void answersComeLineByLineAndEndWithACode() {
        HandServer.Desk desk = desk((request, answer) -> {
            answer.accept(HandAnswer.progress("inject " + request.words() + " " + request.options()));
            answer.accept(HandAnswer.output("a \"quoted\"\nline, ü"));
            answer.accept(HandAnswer.end(2));
        });
        HandRequest request = new HandRequest(
                HandRequest.Verb.INJECT, List.of("network-loss", "primary"), Map.of("flavour", "disconnect"));
        List<HandAnswer> lines = new ArrayList<>();

        owned(
                desk,
                () -> assertThat(new HandClient(socket).ask(request, lines::add))
                        .isEqualTo(HandAnswer.end(2)));

        assertThat(lines)
                .containsExactly(
                        HandAnswer.progress("inject [network-loss, primary] {flavour=disconnect}"),
                        HandAnswer.output("a \"quoted\"\nline, ü"));
    }

    @Test
    void onlyTheUserCanReachTheSocket() {
        owned(desk((request, answer) -> {}), () -> {
            assertThat(permissions(socket.socket())).isEqualTo("rw-------");
            assertThat(permissions(socket.socket().getParent())).isEqualTo("rwx------");
        });
        assertThat(socket.socket()).doesNotExist();
    }

    @Test
    void aSecondOwnerIsRefusedAndToldHowToStopTheFirst() {
        owned(desk((request, answer) -> {}), () -> {
            assertThatThrownBy(socket::reserve)
                    .satisfies(kind(Kind.BAD_INPUT))
                    .hasMessageContaining(
                            "owner process " + ProcessHandle.current().pid())
                    .hasMessageContaining("./lapse down")
                    .hasMessageContaining("--name");
            new HandSocket(folder.resolve("run"), "other").reserve().close();
        });
        socket.reserve().close();
    }

    @Test
    void ofTwoThatStartAtOnceOneIsRefused() {
        try (HandSocket.Held first = socket.reserve()) {
            assertThatThrownBy(socket::reserve)
                    .satisfies(kind(Kind.BAD_INPUT))
                    .hasMessageContaining("another process is bringing this cluster up")
                    .hasMessageContaining("--name");
            new HandSocket(folder.resolve("run"), "other").reserve().close();
            owned(
                    desk((request, answer) -> {}),
                    () -> assertThat(socket.isHeld()).isTrue());
        }
        socket.reserve().close();
    }

    @Test
    void withoutOwnerTheCommandSaysHowToStartOne() {
        HandClient client = new HandClient(new HandSocket(folder.resolve("run"), "second"));

        assertThatThrownBy(() -> client.ask(STATUS, line -> {}))
                .satisfies(kind(Kind.BAD_INPUT))
                .hasMessageContaining("no cluster is up")
                .hasMessageContaining("./lapse up --name second");
    }

    @Test
    void aStaleSocketIsRemovedAndTheDeadOwnerNamed() throws IOException {
        socket.bind().close(); // closing does not remove the file, as dying does not
        Files.writeString(folder.resolve("run/default.lock"), "4711");
        HandClient client = new HandClient(socket);

        assertThatThrownBy(() -> client.ask(STATUS, line -> {}))
                .satisfies(kind(Kind.HARNESS))
                .hasMessageContaining("process 4711, is gone");

        assertThat(socket.socket()).doesNotExist();
        assertThat(client.tryAsk(STATUS, line -> {})).isEmpty();
    }

    @Test
    void anOwnerTakesTheNameOverAStaleSocket() throws IOException {
        socket.bind().close();

        owned(
                desk((request, answer) -> answer.accept(HandAnswer.end(0))),
                () -> assertThat(new HandClient(socket).ask(STATUS, line -> {})).isEqualTo(HandAnswer.end(0)));
    }

    @Test
    void strangeRequestsAreErrorsAndNotSilence() {
        assertThatThrownBy(() -> HandRequest.parse("{\"verb\":\"DANCE\"}")).hasMessageContaining("this version");
        assertThatThrownBy(() -> HandRequest.parse("{}")).hasMessageContaining("this version");
        assertThatThrownBy(() -> HandRequest.parse(null)).hasMessageContaining("the end");
    }

    @Test
    void aNameThatIsNoFileNameIsRefused() {
        assertThatThrownBy(() -> new HandSocket(folder, "../x")).hasMessageContaining("--name must match");
    }

    private interface Work {
        void run() throws IOException;
    }

    private void owned(HandServer.Desk desk, Work work) {
        HandSocket.Held held = socket.hold();
        try {
            HandServer server = HandServer.open(socket, desk);
            try {
                work.run();
            } finally {
                server.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            held.close();
        }
    }

    private interface Answering {
        void answer(HandRequest request, Consumer<HandAnswer> answer);
    }

    private static HandServer.Desk desk(Answering answering) {
        return new HandServer.Desk() {
            @Override
            public void ask(HandRequest request, Consumer<HandAnswer> answer) {
                answering.answer(request, answer);
            }

            @Override
            public void left(HandRequest request) {}
        };
    }

    private static Consumer<Throwable> kind(Kind kind) {
        return error -> assertThat(((LapseException) error).kind()).isEqualTo(kind);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
