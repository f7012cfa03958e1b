package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Prediction;
import dev.lapse.oracle.Remedies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A primary whose host is lost for longer than writes may stop. */
final class OutageAsked implements Rule {
    static final String NAME = "failover-long";

    private static final int MOST_CURES = 3;

    @Override
    public Stream<Concern> judge(Design design) {
        Optional<Duration> limit = design.circumstances().writeOutage();
        if (limit.isEmpty() || design.cluster().nodes().size() < 2) {
            return Stream.empty(); // StartTimeout says that it was not asked
        }
        Client client = Client.usual(design.cluster());
        Incident lost = new Incident(
                FaultName.NETWORK_LOSS,
                FaultName.NETWORK_LOSS.flavours().get(0),
                Target.role(Target.Kind.PRIMARY),
                Map.of(),
                Optional.empty());
        Prediction prediction = design.oracle().predict(lost, client);
        if (prediction.formula().isEmpty()) {
            return Stream.of(Concern.notKnown(
                    NAME, "how long writes stop when the primary's host is lost: " + prediction.why()));
        }
        Formula formula = prediction.formula().get();
        Duration worst = formula.total().to();
        if (worst.compareTo(limit.get()) <= 0) {
            return Stream.empty();
        }
        Optional<Remedies> remedies =
                design.oracle().under(limit.get(), List.of(new Remedies.Case(List.of(lost), client)));
        List<Cure> cures = remedies.map(OutageAsked::cures).orElse(List.of());
        return Stream.of(Concern.error(
                        NAME,
                        "the loss of the primary's host may stop writes for " + DurationText.of(worst)
                                + ", and they may stop for " + DurationText.of(limit.get()))
                .because("as long as a lost primary holds its lease nobody takes over, and clients come back when the"
                        + " balancer has found the new one"
                        + (cures.isEmpty() ? "; no three settings that Lapse knows bring it under what is asked" : ""))
                .counting(PhaseSum.of(formula), DurationText.of(worst) + " > " + DurationText.of(limit.get()))
                .from("./lapse predict, for network-loss of the primary, " + client.text())
                .curedBy(cures)
                .shownBy("primary-network-loss"));
    }

    private static List<Cure> cures(Remedies remedies) {
        List<Remedies.Choice> choices = new ArrayList<>(remedies.enough());
        remedies.together().ifPresent(choices::add);
        return choices.stream()
                .limit(MOST_CURES)
                .map(choice -> Cure.settings(choice.settings())
                        .costing(Stream.concat(
                                        Stream.of(DurationText.of(choice.worst()) + " at most then"),
                                        choice.costs().stream())
                                .collect(Collectors.joining("; "))))
                .toList();
    }
}
