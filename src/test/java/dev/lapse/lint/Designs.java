package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.component.Components;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Timings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Designs to lint, and what rules say of them. */
final class Designs {
    private Designs() {}

    /** A topology with settings on top; timings may break Patroni's rule. */
    static Design topology(String name, String... set) {
        List<String> overrides = new ArrayList<>(List.of(set));
        overrides.add(Timings.OVERRIDE);
        Scenario scenario = ScenarioFile.byHand(name, Profile.DEFAULT, overrides);
        return new Design(scenario.cluster(), List.of(), Circumstances.UNKNOWN);
    }

    static Design scenario(String name, Profile profile) {
        Scenario scenario = ScenarioFile.read(Path.of("scenarios", name + ".yaml"), profile, List.of(Timings.OVERRIDE));
        return new Design(scenario.cluster(), scenario.lanes(), Circumstances.UNKNOWN);
    }

    /** The same without these hosts. */
    static Design without(Design design, String... hosts) {
        List<Host> left = design.cluster().hosts().stream()
                .filter(host -> !List.of(hosts).contains(host.name().value()))
                .toList();
        return of(design, left, design.cluster().suite());
    }

    /** The same with a host more, which carries this, and none that carried it under that name. */
    static Design withHost(Design design, String name, ComponentName... carries) {
        List<Host> more = new ArrayList<>(design.cluster().hosts().stream()
                .filter(host -> !host.name().value().equals(name))
                .toList());
        more.add(new Host(
                new NodeName(name),
                Stream.of(carries).map(Components.SHIPPED::named).collect(Collectors.toSet())));
        return of(design, more, design.cluster().suite());
    }

    static Design withMember(Design design, String name) {
        return withHost(design, name, ComponentName.ETCD);
    }

    /** The same with the versions of this suite. */
    static Design inSuite(Design design, String suite) {
        return of(design, design.cluster().hosts(), suite);
    }

    /** The same with a tag of Patroni that is on, at this node. */
    static Design tagged(Design design, String tag, String node) {
        List<Host> hosts = design.cluster().hosts().stream()
                .map(host -> host.name().value().equals(node)
                        ? new Host(host.name(), host.carries(), host.own().with(Section.PATRONI, "tags." + tag, "on"))
                        : host)
                .toList();
        return of(design, hosts, design.cluster().suite());
    }

    private static Design of(Design design, List<Host> hosts, String suite) {
        ClusterSpec cluster = design.cluster();
        boolean vip = cluster.vip() && hosts.stream().anyMatch(host -> host.carries(ComponentName.KEEPALIVED));
        return new Design(
                new ClusterSpec(cluster.topology(), hosts, vip, suite, cluster.settings(), cluster.auth()),
                design.lanes(),
                design.circumstances());
    }

    /** What is said by the rule of this name. */
    static Optional<Concern> of(Design design, String rule) {
        boolean searches = rule.startsWith(ServersUp.NAME); // its cures take long to find
        return Linter.RULES.stream()
                .filter(each -> searches == each instanceof ServersUp)
                .flatMap(each -> each.judge(design))
                .filter(concern -> concern.rule().equals(rule))
                .findFirst();
    }

    /** Applies each cure that is a setting: the components take it, or an error is thrown; and the concern is gone. */
    static void assertCures(Design design, Concern concern) {
        for (Cure cure : concern.cures()) {
            if (!cure.settings().isEmpty()) {
                Design cured = design.with(cure.settings());
                assertThat(of(cured, concern.rule()))
                        .as("%s with %s", concern.rule(), cure.settings())
                        .isEmpty();
                assertThat(Components.SHIPPED.remarks(cured.cluster()))
                        .filteredOn(remark -> remark.weight() == Remark.Weight.REFUSAL)
                        .isEmpty();
            }
        }
    }

    /** With this, which is just short of a cure, the concern is still there. */
    static void assertNotCured(Design design, String rule, Map<String, String> justShort) {
        assertThat(of(design.with(justShort), rule))
                .as("%s with %s", rule, justShort)
                .isPresent();
    }
}
