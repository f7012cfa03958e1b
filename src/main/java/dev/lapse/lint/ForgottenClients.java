package dev.lapse.lint;

import dev.lapse.cluster.Entrance;
import dev.lapse.component.ForgottenConnections;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyFull;
import dev.lapse.component.PgBouncer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Limits that are too small for what HAProxy forgets when it shuts the sessions of a silent server. */
final class ForgottenClients implements Rule {
    static final String NAME = "forgotten-connections";

    private static final String CLIENTS = "clients that connect 50 times a second";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().balancers().isEmpty()) {
            return Stream.empty();
        }
        Optional<ForgottenConnections> forgets = ForgottenConnections.of(design.cluster(), Entrance.WRITE);
        return Stream.concat(
                forgets.flatMap(each -> HaproxyFull.of(design.cluster(), Entrance.WRITE)).stream()
                        .filter(full ->
                                full.filledBy(ForgottenConnections.USUAL).isPresent())
                        .map(ForgottenClients::ofBalancer),
                forgets.filter(ForgottenConnections::isNarrow).stream().map(behind -> behindIt(design, behind)));
    }

    private static Concern ofBalancer(HaproxyFull full) {
        return base(Concern.error(NAME, full.place() + " fills for good while a primary is silent"))
                .because("HAProxy 3.0 keeps for ever what still connects when it marks the server down"
                        + " (on-marked-down shutdown-sessions), and takes nobody else until it is restarted")
                .counting(CLIENTS + ": "
                        + full.held().dividedBy(ForgottenConnections.USUAL)
                        + " that HAProxy connects for at once, each for timeout connect * (retries + 1)")
                .curedBy(Cure.of("a larger maxconn, such as 5000, in global and in the listener; or a smaller timeout"
                        + " connect; or a maxconn at each server that is smaller than these, and the others queue"));
    }

    private static Concern behindIt(Design design, ForgottenConnections behind) {
        boolean pooled = Haproxy.in(design.cluster()).connectsTo(PgBouncer.SQL, design.cluster());
        List<Cure> cures = new ArrayList<>();
        if (pooled) {
            cures.add(Cure.setting("pgbouncer.max_client_conn", Long.toString((behind.forgotten() / 1000 + 1) * 1000))
                    .costing("more than are forgotten, and what clients need"));
        }
        cures.add(Cure.settings(Map.of("haproxy.maxconn", Long.toString(behind.connections() / 2)))
                .costing(
                        "of each server; the others queue in HAProxy, which drops them when it marks the server down"));
        return base(Concern.warning(NAME, behind.place() + " fills when a silent primary is back"))
                .because("what HAProxy 3.0 forgot when it marked the server down (on-marked-down shutdown-sessions) is"
                        + " tried again by TCP for two minutes, and keeps its place until " + behind.timeout())
                .counting(
                        CLIENTS + ": up to " + behind.forgotten() + " forgotten, where " + behind.connections()
                                + " have room",
                        "measured: max_client_conn 100 turned everybody away for 63.2s, from 28s after the heal on;"
                                + " with client_login_timeout 5s for 11s")
                .curedBy(cures);
    }

    private static Concern base(Concern concern) {
        return concern.from(
                "https://docs.haproxy.org/3.0/configuration.html (on-marked-down, maxconn)",
                "https://www.pgbouncer.org/config.html (max_client_conn, client_login_timeout)");
    }
}
