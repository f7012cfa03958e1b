package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

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

    /** What is said by the rule of this name. */
    static Optional<Concern> of(Design design, String rule) {
        return Linter.judge(design).stream()
                .filter(concern -> concern.rule().equals(rule))
                .findFirst();
    }

    /** Applies each cure that is a setting: it is one that the components take, and the concern is gone. */
    static void assertCures(Design design, Concern concern) {
        for (Cure cure : concern.cures()) {
            if (!cure.settings().isEmpty()) {
                cure.settings().forEach(Designs::assertTaken);
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

    /** A scenario file takes this value; those of clients are the business of their own test. */
    private static void assertTaken(String name, String value) {
        String section = name.substring(0, name.indexOf('.'));
        if (!List.of("hikari", "pgjdbc").contains(section)) {
            assertThatCode(() -> Components.SHIPPED
                            .form(new Section(section), name.substring(section.length() + 1))
                            .toComponent(value))
                    .as("%s: %s", name, value)
                    .doesNotThrowAnyException();
        }
    }

    /** With this, which is just short of a cure, the concern is still there. */
    static void assertNotCured(Design design, String rule, Map<String, String> justShort) {
        assertThat(of(design.with(justShort), rule))
                .as("%s with %s", rule, justShort)
                .isPresent();
    }
}
