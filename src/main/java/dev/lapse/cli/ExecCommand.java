package dev.lapse.cli;

import dev.lapse.hand.CommandPlace;
import dev.lapse.hand.OwnerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command on a host of the cluster that is up. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run a command as root on a host of the cluster that is up.",
            "In a terminal it has this terminal; else input, output and errors are piped through.",
            "No shell is in between: for one, ./lapse exec pg1 sh -c 'patronictl -c /etc/lapse/patroni.yml list'.",
            "The exit code is that of the command."
        })
final class ExecCommand implements Callable<Integer> {
    @Mixin
    private HandName name = new HandName();

    @Parameters(index = "0", paramLabel = "HOST", description = "such as pg1 or lb1")
    private String host = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            arity = "1..*",
            description = "and its arguments, as they are; options of lapse go before HOST")
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() {
        CommandPlace place = CommandPlace.of(name.client().lines(OwnerRequest.of(OwnerRequest.Verb.EXEC, host)));
        return ForegroundCommand.run(place, command);
    }
}
