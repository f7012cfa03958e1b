package dev.lapse.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command in a container that runs with the input and output of this process, as {@code docker exec} does it. One
 * thread runs it; any other may send it signals or tell it a new size of the terminal.
 */
public final class AttachedCommand implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedCommand.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STDERR = 2;
    private static final int HEADER_BYTES = 8;
    private static final int TRIES = 50;
    private static final long PAUSE_MILLIS = 20;

    /** The engine does not tell a process id that means something inside: what runs is known by its environment. */
    private static final String MARK = "LAPSE_COMMAND";

    private static final String SIGNAL = "for process in /proc/[0-9]*; do"
            + " grep -qzx \"" + MARK + "=$1\" $process/environ 2>/dev/null && kill -s \"$2\" ${process#/proc/};"
            + " done; true";

    /** Whether the command has a terminal of its own: what it writes comes as one stream then. */
    public enum Terminal {
        NONE,
        OWN
    }

    /**
     * What is to run.
     *
     * @param where the host's name, for messages
     * @param environment beside what the container has; it is in no list of processes
     */
    public record Order(
            String container, String where, List<String> command, Map<String, String> environment, Terminal terminal) {
        public Order {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /** Where output goes. */
    public record Outputs(OutputStream out, OutputStream err) {}

    private final EngineApi engine;
    private final Order order;
    private final String mark = UUID.randomUUID().toString();
    private final String id;
    private final EngineStream stream;

    private AttachedCommand(EngineApi engine, Order order) throws IOException {
        this.engine = engine;
        this.order = order;
        this.id = created(engine, order, mark);
        ObjectNode start = JSON.createObjectNode().put("Detach", false).put("Tty", isTerminal());
        this.stream = EngineStream.conversation(engine, "/exec/" + id + "/start", start.toString());
        if (stream.status() != 101 && stream.status() != 200) {
            try (stream) {
                throw refused(order, stream.refusal());
            }
        }
    }

    /**
     * Starts it, as root. Its input stays open until {@link #feed} has come to an end, or it is closed.
     *
     * @throws LapseException when the engine refuses, such as of a host that does not run
     */
    public static AttachedCommand start(Order order) {
        if (Engine.wantsTls()) {
            throw new LapseException(
                    Kind.NO_ENGINE,
                    "run a command on " + order.where() + ": Lapse does not do this over TLS; use docker exec -it "
                            + order.container());
        }
        EngineApi engine = EngineApi.find();
        try {
            return new AttachedCommand(engine, order);
        } catch (IOException e) {
            throw lost(order, e);
        }
    }

    private static String created(EngineApi engine, Order order, String mark) throws IOException {
        ObjectNode create = JSON.createObjectNode()
                .put("User", "0")
                .put("AttachStdin", true)
                .put("AttachStdout", true)
                .put("AttachStderr", true)
                .put("Tty", order.terminal() == Terminal.OWN);
        ArrayNode command = create.putArray("Cmd");
        order.command().forEach(command::add);
        ArrayNode environment = create.putArray("Env").add(MARK + "=" + mark);
        order.environment().forEach((name, value) -> environment.add(name + "=" + value));
        try (EngineStream answer =
                EngineStream.request(engine, "POST", "/containers/" + order.container() + "/exec", create.toString())) {
            if (!answer.succeeded()) {
                throw refused(order, answer.refusal());
            }
            return answer.json().path("Id").asText();
        }
    }

    private static LapseException refused(Order order, String said) {
        String reason = said.contains("is paused")
                ? "the host is paused; ./lapse heal makes it go on"
                : said.contains("is not running")
                        ? "the host does not run"
                        : said.contains("No such container") ? "the host is gone" : said;
        return new LapseException(
                Kind.HARNESS,
                "run " + String.join(" ", order.command()) + " on " + order.where() + ": " + reason,
                new IllegalStateException(said));
    }

    private static LapseException lost(Order order, IOException e) {
        return new LapseException(
                Kind.HARNESS,
                "run " + String.join(" ", order.command()) + " on " + order.where()
                        + ": the Docker engine does not answer: " + e.getMessage(),
                e);
    }

    private boolean isTerminal() {
        return order.terminal() == Terminal.OWN;
    }

    /** Hands this input to the command in a thread of its own, and its end. */
    public void feed(InputStream input) {
        Thread feeder = new Thread(() -> copy(input), "command-input");
        feeder.setDaemon(true);
        feeder.start();
    }

    private void copy(InputStream input) {
        byte[] buffer = new byte[1 << 15];
        try {
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                stream.write(buffer, read);
            }
            stream.endOutput();
        } catch (IOException ended) {
            return; // the command is over, and takes no more
        }
    }

    /**
     * Hands on what the command writes, until it ends.
     *
     * @return its exit code
     * @throws IOException when the outputs take no more; the command runs on
     */
    public int run(Outputs outputs) throws IOException {
        if (isTerminal()) {
            stream.input().transferTo(outputs.out());
        } else {
            demultiplex(outputs);
        }
        outputs.out().flush();
        outputs.err().flush();
        return exitCode();
    }

    /** Each part has a header: the stream's number, three zeros, the length. */
    private void demultiplex(Outputs outputs) throws IOException {
        while (true) {
            byte[] header = next(HEADER_BYTES);
            if (header.length == 0) {
                return;
            }
            int length =
                    (header[4] & 0xff) << 24 | (header[5] & 0xff) << 16 | (header[6] & 0xff) << 8 | header[7] & 0xff;
            OutputStream to = header[0] == STDERR ? outputs.err() : outputs.out();
            to.write(next(length));
            to.flush();
        }
    }

    private byte[] next(int length) {
        try {
            return stream.exactly(length).orElse(new byte[0]);
        } catch (IOException e) {
            throw lost(order, e);
        }
    }

    private int exitCode() {
        try {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                try (EngineStream answer = EngineStream.request(engine, "GET", "/exec/" + id + "/json", "")) {
                    JsonNode state = answer.json();
                    if (!state.path("Running").asBoolean()) {
                        return state.path("ExitCode").asInt(Kind.HARNESS.exitCode());
                    }
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // its output ended, and the engine is to hear of its end
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw lost(order, e);
        }
        throw new LapseException(
                Kind.HARNESS,
                "run " + String.join(" ", order.command()) + " on " + order.where()
                        + ": its output has ended, and the engine does not say how it ended");
    }

    /** Sends a signal, such as {@code INT}, to the command and to what it has started. */
    public void signal(String name) {
        Order kill = new Order(
                order.container(),
                order.where(),
                List.of("sh", "-c", SIGNAL, "sh", mark, name),
                Map.of(),
                Terminal.NONE);
        try (AttachedCommand killing = start(kill)) {
            killing.run(new Outputs(OutputStream.nullOutputStream(), OutputStream.nullOutputStream()));
        } catch (IOException e) {
            throw lost(order, e);
        }
    }

    /** Tells the size of the terminal. */
    public void resize(int rows, int columns) {
        String path = "/exec/" + id + "/resize?h=" + rows + "&w=" + columns;
        try (EngineStream answer = EngineStream.request(engine, "POST", path, "")) {
            LOG.debug("resize: {}", answer.status());
        } catch (IOException e) {
            LOG.debug("lines wrap at the wrong place", e);
        }
    }

    /** Ends the conversation; a command that reads its input sees the end of it. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
