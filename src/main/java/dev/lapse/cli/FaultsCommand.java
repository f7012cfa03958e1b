package dev.lapse.cli;

import dev.lapse.fault.FaultName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the faults. */
@Command(name = "faults", mixinStandardHelpOptions = true, description = "List the faults and their flavours.")
final class FaultsCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        for (FaultName fault : FaultName.values()) {
            System.out.printf(
                    "%-14s at a %-5s flavours: %s%n",
                    fault.text(),
                    fault.aim().name().toLowerCase(java.util.Locale.ROOT),
                    String.join(", ", fault.flavours()));
        }
        return 0;
    }
}
