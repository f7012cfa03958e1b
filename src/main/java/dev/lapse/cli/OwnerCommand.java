package dev.lapse.cli;

import dev.lapse.hand.ResidentOwner;
import dev.lapse.report.Colour;
import dev.lapse.report.TerminalSummary;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The process that {@code up} leaves behind. */
@Command(name = OwnerCommand.NAME, hidden = true, description = "What up starts in the background.")
final class OwnerCommand implements Callable<Integer> {
    static final String NAME = "owner";

    @Mixin
    private UpOptions options = new UpOptions();

    @Override
    public Integer call() {
        ResidentOwner owner =
                new ResidentOwner(options.plan(), options.name().socket(), options.run(), TerminalProgress::new);
        Interruption.stopping(owner::stop, System.err);
        return owner.own(
                System.err::println, result -> TerminalSummary.of(result.judgement(), result.report(), Colour.PLAIN));
    }
}
