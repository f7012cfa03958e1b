package dev.lapse.component;

import dev.lapse.cluster.Entrance;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The pages of Patroni's REST API that a balancer may ask (docs/rest_api.rst). */
final class PatroniPages {
    /** What Patroni answers of, each alone or in a longer path. */
    static final List<String> ALL = List.of(
            "/primary",
            "/replica",
            "/leader",
            "/master",
            "/read-write",
            "/read-only",
            "/standby-leader",
            "/health",
            "/liveness",
            "/readiness",
            "/synchronous",
            "/sync",
            "/asynchronous",
            "/async",
            "/quorum",
            "/read-only-sync",
            "/read-only-quorum",
            "/patroni");

    /** What it answers on the leader alone. */
    private static final Set<String> OF_LEADER = Set.of("/", "/primary", "/master", "/leader", "/read-write");

    /** What no node of a cluster with a primary of its own answers. */
    private static final String OF_STANDBY_CLUSTER = "/standby-leader";

    private PatroniPages() {}

    /**
     * Whom a page that is answered lets through.
     *
     * @param page without its query
     */
    static Optional<Entrance> passedBy(String page) {
        String plain = page.length() > 1 ? page.replaceFirst("/$", "") : page;
        if (OF_LEADER.contains(plain)) {
            return Optional.of(Entrance.WRITE);
        }
        return ALL.contains(plain) && !plain.equals(OF_STANDBY_CLUSTER) ? Optional.of(Entrance.READ) : Optional.empty();
    }
}
