package dev.lapse.lint;

import dev.lapse.cluster.Section;
import java.util.stream.Stream;

/** Sessions with a server that HAProxy has found down, and that it does not end. */
final class KeptSessions implements Rule {
    static final String NAME = "sessions-kept";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().balancers().isEmpty()) {
            return Stream.empty();
        }
        boolean keepsWriters = !design.oracle().endsSessions();
        if (!keepsWriters && !keepsReaders(design)) {
            return Stream.empty();
        }
        String cure = "haproxy." + (keepsWriters ? "" : "read.") + "on-marked-down";
        return Stream.of(Concern.of(
                        keepsWriters ? Severity.ERROR : Severity.WARNING,
                        NAME,
                        "HAProxy leaves sessions alone whose server it has found DOWN"
                                + (keepsWriters ? "" : ", in the listener for reads"))
                .because(
                        keepsWriters
                                ? "a client that waits for an answer of a silent primary waits on, and one whose old"
                                        + " primary still answers writes to it though another node was promoted"
                                : "a reader that waits for an answer of a silent replica waits on, and one whose node"
                                        + " was promoted reads on there")
                .counting("such a session ends after timeout server "
                        + design.get(Section.HAPROXY, "timeout server").orElse("30m")
                        + " of silence, and one that is answered does not end")
                .from("https://docs.haproxy.org/3.0/configuration.html (on-marked-down)")
                .curedBy(Cure.setting(cure, "shutdown-sessions")
                        .costing("queries of a replica that is marked down end as well"))
                .shownBy(keepsWriters ? "patroni-killed-sessions-kept" : ""));
    }

    private static boolean keepsReaders(Design design) {
        return design.get(Section.HAPROXY, "read.on-marked-down")
                .or(() -> design.get(Section.HAPROXY, "on-marked-down"))
                .filter(value -> !value.equals("shutdown-sessions"))
                .isPresent();
    }
}
