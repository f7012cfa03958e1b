package dev.lapse.cli;

import dev.lapse.hand.OwnerAnswer;
import dev.lapse.hand.OwnerClient;
import dev.lapse.hand.OwnerRequest;
import dev.lapse.hand.OwnerSocket;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** Which of several clusters a hand command is about, and how it is asked. */
final class HandName {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "which cluster, to have several at once; default: ${DEFAULT-VALUE}")
    private String name = OwnerSocket.DEFAULT_NAME;

    OwnerSocket socket() {
        return new OwnerSocket(OwnerSocket.usualFolder(System.getenv()), name);
    }

    OwnerClient client() {
        return new OwnerClient(socket());
    }

    /** Asks the owner, shows its answer, and returns the exit code. */
    int ask(OwnerRequest request) {
        return shown(client().ask(request, HandName::show));
    }

    /** Progress to stderr, what was asked for to stdout. */
    static void show(OwnerAnswer answer) {
        PrintStream to = answer.kind() == OwnerAnswer.LineKind.OUTPUT ? System.out : System.err;
        to.println(answer.text());
        to.flush();
    }

    /** Shows the error message of an answer's end, if it has one. */
    static int shown(OwnerAnswer end) {
        end.text().lines().forEach(line -> System.err.println("lapse: " + line));
        return end.code();
    }
}
