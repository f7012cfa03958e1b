package dev.lapse.cli;

import dev.lapse.hand.OwnerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Injects a fault by hand. */
@Command(
        name = "inject",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Inject a fault into the cluster that is up, and return when there is evidence of it.",
            "It stays until heal or down, for 12 hours at most. lapse faults lists the faults.",
            "Exit codes: 0 proven, 2 not proven, 64 no such fault or target, 70 it failed."
        })
final class InjectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FAULT", description = "such as network-loss")
    private String fault = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description =
                    "a role (primary, replica, etcd-leader, ...), a host, or a link, as in scenario files; several"
                            + " with commas between them")
    private String target = "";

    @Option(names = "--flavour", paramLabel = "F", description = "the fault's flavour; default: its first")
    private @Nullable String flavour;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "what else the fault takes, as in scenario files; may come again")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--phase",
            paramLabel = "P",
            description =
                    "wait for this phase of the leader lease: after-renewal, before-renewal, or a share of loop_wait"
                            + " such as 0.5")
    private @Nullable String phase;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() {
        Map<String, String> words = new LinkedHashMap<>(options);
        if (flavour != null) {
            words.put("flavour", flavour);
        }
        if (phase != null) {
            words.put("phase", phase);
        }
        return name.ask(new OwnerRequest(OwnerRequest.Verb.INJECT, List.of(fault, target), words));
    }
}
