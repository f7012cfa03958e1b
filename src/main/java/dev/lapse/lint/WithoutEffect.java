package dev.lapse.lint;

import dev.lapse.cluster.Remark;
import dev.lapse.component.Components;
import java.util.stream.Stream;

/**
 * Settings that do nothing in this cluster or version, as the components say themselves. What does nothing in a
 * container alone, such as the watchdog, is no fault of the settings: elsewhere it may be what protects.
 */
final class WithoutEffect implements Rule {
    static final String NAME = "without-effect";

    @Override
    public Stream<Concern> judge(Design design) {
        return Components.SHIPPED.and(design.cluster()).remarks(design.cluster()).stream()
                .filter(remark -> remark.weight() == Remark.Weight.NOTE)
                .filter(remark -> remark.message().startsWith("it does nothing")
                        || remark.message().contains("Patroni counts no more"))
                .filter(remark -> !remark.message().contains("the containers have no"))
                .map(WithoutEffect::concern);
    }

    private static Concern concern(Remark remark) {
        String name = remark.setting();
        return Concern.warning(NAME, name + ": " + remark.message())
                .because("who reads the file believes that it protects something")
                .from("./lapse settings " + remark.section() + " " + remark.name())
                .curedBy(Cure.of("leave " + name + " out"));
    }
}
