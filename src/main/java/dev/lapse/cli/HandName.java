package dev.lapse.cli;

import dev.lapse.run.HandAnswer;
import dev.lapse.run.HandClient;
import dev.lapse.run.HandRequest;
import dev.lapse.run.HandSocket;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** Which of several clusters a hand command is about, and how it is asked. */
final class HandName {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "which cluster, to have several at once; default: ${DEFAULT-VALUE}")
    private String name = HandSocket.DEFAULT_NAME;

    HandSocket socket() {
        return new HandSocket(HandSocket.usualFolder(System.getenv()), name);
    }

    HandClient client() {
        return new HandClient(socket());
    }

    /** Asks the owner, shows its answer, and returns the exit code. */
    int ask(HandRequest request) {
        return shown(client().ask(request, HandName::show));
    }

    /** Progress to stderr, what was asked for to stdout. */
    static void show(HandAnswer answer) {
        PrintStream to = answer.kind() == HandAnswer.Kind.OUTPUT ? System.out : System.err;
        to.println(answer.text());
        to.flush();
    }

    /** Shows the error message of an answer's end, if it has one. */
    static int shown(HandAnswer end) {
        end.text().lines().forEach(line -> System.err.println("lapse: " + line));
        return end.code();
    }
}
