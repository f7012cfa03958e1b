package dev.lapse.lint;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.component.Components;
import dev.lapse.component.HaproxyMet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All rules. */
public final class Linter {
    static final List<Rule> RULES = List.of(
            new ServersUp(),
            new ChangedTimings(),
            new UnseenPooler(),
            new KeptSessions(),
            new ForgottenClients(),
            new NoSocketTimeout(),
            new PoolRules(),
            new SenderTimeout(),
            new StoreOnNodes(),
            new StoreMembers(),
            new StoreSites(),
            new StoreSilence(),
            new StorePatience(),
            new FailsafeOff(),
            new StartTimeout(),
            new OutageAsked(),
            new LagLimit(),
            new StandbyCount(),
            new LoneCandidate(),
            new PromotedAlone(),
            new KeptWal(),
            new NoRewind(),
            new Preemption(),
            new AddressNeedsStore(),
            new WithoutEffect());

    private Linter() {}

    /**
     * What the rules say of this design, errors first, else in the order of the rules. Where balancers differ, it is
     * said of each what is not said of the first.
     */
    public static List<Concern> judge(Design design) {
        ClusterSpec cluster = design.cluster();
        List<NodeName> balancers = cluster.balancers();
        if (!HaproxyMet.differ(cluster, balancers)) {
            return sorted(concerns(design));
        }
        Map<String, Concern> concerns = new LinkedHashMap<>();
        for (NodeName balancer : balancers) {
            concerns(design.of(HaproxyMet.through(cluster, balancer)))
                    .forEach(concern -> concerns.putIfAbsent(
                            concern.rule() + concern.what(),
                            balancer.equals(balancers.get(0)) ? concern : concern.asRunOn(balancer)));
        }
        return sorted(concerns.values().stream());
    }

    private static Stream<Concern> concerns(Design design) {
        return RULES.stream()
                .flatMap(rule -> rule.judge(design))
                .map(concern -> concern.curedBy(concern.cures().stream()
                        .map(cure -> takenBy(design, cure))
                        .toList()));
    }

    /** A setting that cannot be laid over a file of the user's own has to be written in it. */
    private static Cure takenBy(Design design, Cure cure) {
        if (cure.settings().isEmpty()) {
            return cure;
        }
        return Components.SHIPPED.remarks(design.with(cure.settings()).cluster()).stream()
                .filter(remark -> remark.weight() == Remark.Weight.REFUSAL
                        && cure.settings().containsKey(remark.setting()))
                .findFirst()
                .map(refused -> Cure.of(cure.line() + " (not as a setting: " + refused.message() + ")"))
                .orElse(cure);
    }

    static List<Concern> sorted(Stream<Concern> concerns) {
        return concerns.sorted(Comparator.comparing(Concern::severity)).toList();
    }
}
