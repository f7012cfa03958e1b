package dev.lapse.hand;

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
class OwnerSocketTest {
    private static final OwnerRequest STATUS = OwnerRequest.of(OwnerRequest.Verb.STATUS);

    @TempDir
    private Path folder;

    private OwnerSocket socket;

    @BeforeEach
    void prepare() {
        socket = new OwnerSocket(folder.resolve("run"), "default");
        socket.prepare();
    }

    @Test
    void answersComeLineByLineAndEndWithACode() {
        OwnerServer.Responder responder = responder((request, answer) -> {
            answer.accept(OwnerAnswer.progress("inject " + request.words() + " " + request.options()));
            answer.accept(OwnerAnswer.output("a \"quoted\"\nline, ü"));
            answer.accept(OwnerAnswer.end(2));
        });
        OwnerRequest request = new OwnerRequest(
                OwnerRequest.Verb.INJECT, List.of("network-loss", "primary"), Map.of("flavour", "disconnect"));
        List<OwnerAnswer> lines = new ArrayList<>();

        owned(
                responder,
                () -> assertThat(new OwnerClient(socket).ask(request, lines::add))
                        .isEqualTo(OwnerAnswer.end(2)));

        assertThat(lines)
                .containsExactly(
                        OwnerAnswer.progress("inject [network-loss, primary] {flavour=disconnect}"),
                        OwnerAnswer.output("a \"quoted\"\nline, ü"));
    }

    @Test
    void onlyTheUserCanReachTheSocket() {
        owned(responder((request, answer) -> {}), () -> {
            assertThat(permissions(socket.socket())).isEqualTo("rw-------");
            assertThat(permissions(socket.socket().getParent())).isEqualTo("rwx------");
        });
        assertThat(socket.socket()).doesNotExist();
    }

    @Test
    void aSecondOwnerIsRefusedAndToldHowToStopTheFirst() {
        owned(responder((request, answer) -> {}), () -> {
            assertThatThrownBy(socket::reserve)
                    .satisfies(kind(Kind.BAD_INPUT))
                    .hasMessageContaining(
                            "owner process " + ProcessHandle.current().pid())
                    .hasMessageContaining("./lapse down")
                    .hasMessageContaining("--name");
            new OwnerSocket(folder.resolve("run"), "other").reserve().close();
        });
        socket.reserve().close();
    }

    @Test
    void ofTwoThatStartAtOnceOneIsRefused() {
        try (OwnerSocket.HeldName first = socket.reserve()) {
            assertThatThrownBy(socket::reserve)
                    .satisfies(kind(Kind.BAD_INPUT))
                    .hasMessageContaining("another process is bringing this cluster up")
                    .hasMessageContaining("--name");
            new OwnerSocket(folder.resolve("run"), "other").reserve().close();
            owned(
                    responder((request, answer) -> {}),
                    () -> assertThat(socket.isHeld()).isTrue());
        }
        socket.reserve().close();
    }

    @Test
    void withoutOwnerTheCommandSaysHowToStartOne() {
        OwnerClient client = new OwnerClient(new OwnerSocket(folder.resolve("run"), "second"));

        assertThatThrownBy(() -> client.ask(STATUS, line -> {}))
                .satisfies(kind(Kind.BAD_INPUT))
                .hasMessageContaining("no cluster is up")
                .hasMessageContaining("./lapse up --name second");
    }

    @Test
    void aStaleSocketIsRemovedAndTheDeadOwnerNamed() throws IOException {
        socket.bind().close(); // closing does not remove the file, as dying does not
        Files.writeString(folder.resolve("run/default.lock"), "4711");
        OwnerClient client = new OwnerClient(socket);

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
                responder((request, answer) -> answer.accept(OwnerAnswer.end(0))),
                () -> assertThat(new OwnerClient(socket).ask(STATUS, line -> {}))
                        .isEqualTo(OwnerAnswer.end(0)));
    }

    @Test
    void strangeRequestsAreErrorsAndNotSilence() {
        assertThatThrownBy(() -> OwnerRequest.parse("{\"verb\":\"DANCE\"}")).hasMessageContaining("this version");
        assertThatThrownBy(() -> OwnerRequest.parse("{}")).hasMessageContaining("this version");
        assertThatThrownBy(() -> OwnerRequest.parse(null)).hasMessageContaining("the end");
    }

    @Test
    void anOwnerOfAnOlderVersionIsNamedAsSuch() {
        String older = "talk to the owner: expected a line of JSON that this version of Lapse knows, saw \"{}\"";

        owned(
                responder((request, answer) -> answer.accept(OwnerAnswer.end(new LapseException(Kind.HARNESS, older)))),
                () -> assertThatThrownBy(
                                () -> new OwnerClient(socket).lines(OwnerRequest.of(OwnerRequest.Verb.PSQL, "write")))
                        .satisfies(kind(Kind.HARNESS))
                        .hasMessageStartingWith("psql: the owner of this cluster is of another version of Lapse")
                        .hasMessageContaining("./lapse down"));
    }

    @Test
    void whereTheReportIsCanBeFoundWhenTheOwnerIsGone() throws IOException {
        assertThat(socket.lastReport()).isEmpty();
        Path report = Files.createDirectory(folder.resolve("report"));

        socket.keepReport(report);

        assertThat(new OwnerSocket(folder.resolve("run"), "default").lastReport())
                .contains(report);
        Files.delete(report);
        assertThat(socket.lastReport()).isEmpty();
    }

    @Test
    void aNameThatIsNoFileNameIsRefused() {
        assertThatThrownBy(() -> new OwnerSocket(folder, "../x")).hasMessageContaining("--name must match");
    }

    private interface Work {
        void run() throws IOException;
    }

    private void owned(OwnerServer.Responder responder, Work work) {
        OwnerSocket.HeldName held = socket.hold();
        try {
            OwnerServer server = OwnerServer.open(socket, responder);
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
        void answer(OwnerRequest request, Consumer<OwnerAnswer> answer);
    }

    private static OwnerServer.Responder responder(Answering answering) {
        return new OwnerServer.Responder() {
            @Override
            public void ask(OwnerRequest request, Consumer<OwnerAnswer> answer) {
                answering.answer(request, answer);
            }

            @Override
            public void left(OwnerRequest request) {}
        };
    }

    private static Consumer<Throwable> kind(Kind kind) {
        return error -> assertThat(((LapseException) error).kind()).isEqualTo(kind);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
