package dev.lapse.lint;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.Vantage;
import java.util.List;
import java.util.stream.Stream;

/** Clients that wait for ever for a server that is silent. */
final class NoSocketTimeout implements Rule {
    static final String NAME = "no-socket-timeout";

    static final String SETTING = "pgjdbc.socketTimeout";

    @Override
    public Stream<Concern> judge(Design design) {
        List<Lane> known = design.lanes().stream()
                .filter(Lane::isClient)
                .filter(lane -> lane.vantage() == Vantage.POOL || lane.vantage() == Vantage.MULTI_HOST)
                .toList();
        if (known.isEmpty()) {
            return Stream.of(Concern.notKnown(
                    NAME, "how clients are configured: there is no probe of vantage pool or multi-host"));
        }
        List<Lane> waiting = known.stream()
                .filter(lane -> lane.settings().getOrDefault(SETTING, "0").matches("0[a-z]*"))
                .toList();
        if (waiting.isEmpty()) {
            return Stream.empty();
        }
        boolean ended = waiting.stream().allMatch(lane -> isEnded(design, lane));
        return Stream.of(Concern.of(
                        ended ? Severity.WARNING : Severity.ERROR,
                        NAME,
                        "no socketTimeout: " + String.join(", ", names(waiting)))
                .because(
                        ended
                                ? "a session whose server is silent ends when HAProxy has that server down; when the"
                                        + " balancer itself is silent, nothing ends it"
                                : "nothing ends a session whose server is silent, and the client waits in it")
                .counting("a statement that the server has not confirmed: 924s (net.ipv4.tcp_retries2 15);"
                        + " one whose answer is awaited: for ever")
                .from("https://jdbc.postgresql.org/documentation/use/ (socketTimeout)")
                .curedBy(Cure.setting(SETTING, "30s").costing("more than the longest statement takes")));
    }

    private static boolean isEnded(Design design, Lane lane) {
        return (lane.via() == Entrypoint.HAPROXY || lane.via() == Entrypoint.VIP)
                && design.oracle().endsSessions();
    }

    static List<String> names(List<Lane> lanes) {
        return lanes.stream().map(lane -> lane.name().toString()).toList();
    }
}
