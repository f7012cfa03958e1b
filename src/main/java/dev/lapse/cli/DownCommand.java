package dev.lapse.cli;

import dev.lapse.hand.OwnerRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the use of a cluster by hand. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Heal everything, leave the report of what was done, and remove the cluster.",
            "It judges what up --expect asked; nothing is assumed. Faults must be proven and probes healthy, as always.",
            "Before it judges, it waits until the cluster is steady and reads what became of the writes.",
            "The exit code is the verdict's."
        })
final class DownCommand implements Callable<Integer> {
    private static final Duration OWNER_ENDS = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    @Mixin
    private HandName name = new HandName();

    @Override
    public Integer call() throws InterruptedException {
        int code = name.ask(OwnerRequest.of(OwnerRequest.Verb.DOWN));
        long end = System.nanoTime() + OWNER_ENDS.toNanos();
        while (name.socket().isHeld() && System.nanoTime() < end) { // the next up would find it still there
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return code;
    }
}
