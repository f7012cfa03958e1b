package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.ReplicationMode;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Prediction;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Commits that wait for more standbys than are left when one is lost. */
final class StandbyCount implements Rule {
    static final String NAME = "standbys-few";

    @Override
    public Stream<Concern> judge(Design design) {
        if (!design.cluster().acknowledgesOnStandby()) {
            return Stream.empty();
        }
        ReplicationMode mode = ReplicationMode.of(design.cluster());
        long standbys = design.cluster().fewestStandbys();
        long left = standbys - 1;
        if (mode.standbys() <= left) {
            return Stream.empty();
        }
        long waits = Math.min(mode.standbys(), standbys); // Patroni counts no more than there are
        Cure more = Cure.of("topology: " + (mode.standbys() + 1) + " standbys");
        return Stream.of(Concern.warning(
                        NAME,
                        "commits wait for " + waits + " of " + standbys + (standbys == 1 ? " standby" : " standbys")
                                + (mode.strict() ? ", strictly" : ""))
                .because(
                        mode.strict() && left < 1
                                ? "when the standby is lost, no commit is acknowledged until it is back"
                                : "when one standby is lost, commits wait until Patroni no longer asks for it")
                .counting(
                        "one lost leaves " + Math.max(0, left) + " < synchronous_node_count " + mode.standbys(),
                        lost(design))
                .from("https://github.com/patroni/patroni/blob/v4.0.7/patroni/ha.py"
                        + " (_process_multisync_replication, _process_quorum_replication)")
                .curedBy(
                        left >= 1
                                ? new Cure[] {
                                    Cure.setting("patroni.synchronous_node_count", Long.toString(left))
                                            .costing("a commit is then on one standby less"),
                                    more
                                }
                                : new Cure[] {more})
                .shownBy(
                        mode.strict() && left < 1
                                ? "primary-network-loss-two-node-strict"
                                : mode.standbys() == 2 ? "sync-two-standbys-one-lost" : "sync-standby-network-loss"));
    }

    private static String lost(Design design) {
        Incident silent = new Incident(
                FaultName.NETWORK_LOSS,
                FaultName.NETWORK_LOSS.flavours().get(0),
                Target.role(Target.Kind.SYNC_STANDBY),
                Map.of(),
                Optional.empty());
        Client client = Client.usual(design.cluster());
        Prediction prediction = design.oracle().predict(silent, client);
        return prediction
                .formula()
                .map(formula -> formula.total().written())
                .map(StandbyCount::text)
                .orElse("one that loses its network: " + prediction.why());
    }

    private static String text(Interval length) {
        return "one that loses its network: commits wait for " + DurationText.of(length.from()) + " to "
                + DurationText.of(length.to());
    }
}
