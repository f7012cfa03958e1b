package dev.lapse.cli;
import picocli.CommandLine.Command;
@Command(name = "bench", description = "x")
final class BenchCommand implements Runnable { public void run() {} }
