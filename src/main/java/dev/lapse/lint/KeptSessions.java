package dev.lapse.lint;

import dev.lapse.cluster.Section;
import java.util.stream.Stream;

/** Sessions with a server that HAProxy has found down, and that it does not end. */
final class KeptSessions implements Rule {
    static final String NAME = "sessions-kept";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().balancers().isEmpty() || design.oracle().endsSessions()) {
            return Stream.empty();
        }
        return Stream.of(Concern.error(NAME, "HAProxy leaves sessions alone whose server it has found DOWN")
                .because("a client that waits for an answer of a silent primary waits on, and one whose old primary"
                        + " still answers writes to it though another node was promoted")
                .counting("such a session ends after timeout server "
                        + design.get(Section.HAPROXY, "timeout server").orElse("30m")
                        + " of silence, and one that is answered does not end")
                .from("https://docs.haproxy.org/3.0/configuration.html (on-marked-down)")
                .curedBy(Cure.setting("haproxy.on-marked-down", "shutdown-sessions")
                        .costing("queries of a replica that is marked down end as well"))
                .shownBy("patroni-killed-sessions-kept"));
    }
}
