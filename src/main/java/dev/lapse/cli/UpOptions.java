package dev.lapse.cli;

import dev.lapse.hand.SessionPlan;
import dev.lapse.run.RunOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a cluster for use by hand is made from. */
final class UpOptions {
    @Parameters(
            paramLabel = "TOPOLOGY",
            arity = "0..1",
            description =
                    "name of a topology (reference, two-node, two-node-strict, all-in-one, no-pooler, or a file in topologies"
                            + " or scenarios/topologies), or a topology or scenario file; default: ${DEFAULT-VALUE}. Of a"
                            + " scenario the cluster and the probes are taken")
    private String topology = "reference";

    @Mixin
    private HandName name = new HandName();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ExpectOption expect = new ExpectOption();

    @Option(
            names = "--despite-differences",
            description = "go on although settings that were asked for are not in effect; without it the cluster is"
                    + " removed then. The verdict is UNKNOWN in any case")
    private boolean despiteDifferences;

    HandName name() {
        return name;
    }

    SessionPlan plan() {
        return SessionPlan.read(topology, cluster.profile(), cluster.overrides())
                .expecting(expect.expectations());
    }

    RunOptions run() {
        return despiteDifferences ? cluster.run().despiteDifferences() : cluster.run();
    }
}
