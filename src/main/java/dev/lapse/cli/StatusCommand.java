package dev.lapse.cli;

import dev.lapse.hand.OwnerRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the cluster that is up stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tell how the cluster that is up stands: who is primary, what HAProxy thinks, what is injected,"
                + " what each lane saw in the last second.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private HandName name = new HandName();

    @Option(
            names = "--credentials",
            description = "instead, print PGUSER, PGPASSWORD and PGDATABASE, for: env $(./lapse status --credentials)"
                    + " psql -h ... -p 5000")
    private boolean credentials;

    @Override
    public Integer call() {
        return name.ask(OwnerRequest.of(credentials ? OwnerRequest.Verb.CREDENTIALS : OwnerRequest.Verb.STATUS));
    }
}
