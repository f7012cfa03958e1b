package dev.lapse.cli;

import dev.lapse.hand.OwnerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Heals by hand. */
@Command(
        name = "heal",
        mixinStandardHelpOptions = true,
        description = {
            "Heal what was injected into the cluster that is up, and return when there is evidence of it.",
            "Exit codes: 0 healed, 2 not proven healed, 64 no such fault is injected, 70 it failed."
        })
final class HealCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FAULT", arity = "0..*", description = "names of faults; default: all")
    private List<String> faults = new ArrayList<>();

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() {
        return name.ask(new OwnerRequest(OwnerRequest.Verb.HEAL, faults, Map.of()));
    }
}
