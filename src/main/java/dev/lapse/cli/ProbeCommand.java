package dev.lapse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "probe")
final class ProbeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
