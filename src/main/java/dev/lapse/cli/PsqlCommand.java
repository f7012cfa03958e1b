package dev.lapse.cli;

import dev.lapse.hand.CommandPlace;
import dev.lapse.hand.OwnerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** psql into the cluster that is up. */
@Command(
        name = "psql",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run psql against the cluster that is up: against one node, or through the entrance for writes or for reads.",
            "It is the psql of the host image; this machine needs none, and no password is typed or shown.",
            "A node is reached inside its host, whatever fault is on its network; write and read go as a client goes.",
            "Input is piped through: ./lapse psql write -f - < file.sql (files are looked for in the container).",
            "The exit code is that of psql."
        })
final class PsqlCommand implements Callable<Integer> {
    private static final String SUPERUSER = "--superuser";

    @Option(
            names = SUPERUSER,
            description = "as the role postgres; of a node only, where poolers stand before PostgreSQL")
    private boolean superuser;

    @Mixin
    private HandName name = new HandName();

    @Parameters(
            paramLabel = "[NODE|write|read] [ARGUMENT...]",
            arity = "0..*",
            description = "where to; default: write. Arguments go to psql as they are: ./lapse psql pg1 -c 'select 1'")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(words);
        String target = arguments.isEmpty() || arguments.get(0).startsWith("-") ? "write" : arguments.remove(0);
        boolean asSuperuser = superuser;
        if (!arguments.isEmpty() && arguments.get(0).equals(SUPERUSER)) {
            asSuperuser = true;
            arguments.remove(0);
        }
        CommandPlace place = CommandPlace.of(name.client()
                .lines(new OwnerRequest(
                        OwnerRequest.Verb.PSQL, List.of(target), asSuperuser ? Map.of("superuser", "yes") : Map.of())));
        arguments.add(0, "psql");
        return ForegroundCommand.run(place, arguments);
    }
}
