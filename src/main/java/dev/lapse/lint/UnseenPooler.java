package dev.lapse.lint;

import dev.lapse.cluster.Section;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import java.util.stream.Stream;

/** A balancer whose check asks Patroni, and sends clients to a pooler that it does not ask. */
final class UnseenPooler implements Rule {
    static final String NAME = "pooler-not-checked";

    @Override
    public Stream<Concern> judge(Design design) {
        boolean applies =
                !design.cluster().balancers().isEmpty() && design.cluster().pooled();
        if (!applies || design.isOn(Section.HAPROXY, "check-pooler")) {
            return Stream.empty();
        }
        return Stream.of(
                Concern.error(NAME, "HAProxy checks Patroni's port 8008 and sends clients to PgBouncer's port 6432")
                        .because(
                                "a primary whose PgBouncer is down or hangs stays UP, nobody fails over, and every client fails"
                                        + " until somebody starts PgBouncer again: no setting bounds that outage")
                        .from("https://github.com/autobase-tech/autobase/issues/539")
                        .curedBy(cure(design))
                        .shownBy("pooler-killed-not-restarted"));
    }

    private static Cure cure(Design design) {
        return Haproxy.in(design.cluster())
                .own()
                .map(file -> Cure.of("in " + file.file().name() + ": option tcp-check, which asks Patroni by tcp-check"
                        + " connect port " + Patroni.REST_PORT + ", send and expect, and then connects to the pooler"))
                .orElseGet(() -> Cure.setting("haproxy.check-pooler", "on")
                        .costing("a pooler that hangs at one node then costs its server; nothing fails over for it"));
    }
}
