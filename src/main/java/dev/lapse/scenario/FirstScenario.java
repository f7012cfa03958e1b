package dev.lapse.scenario;

/** The text of a scenario to start from: it is valid as it stands, and its comments say what else there is. */
public final class FirstScenario {
    private static final String TEXT = """
            # Hypothesis: when the primary loses its network, writes are back within 45 s and reads within 15 s, a replica is
            # promoted, and the old primary rejoins as a replica once its network is back. Say here what you expect.
            name: %s
            # topology: two-node             # or two-node-strict, all-in-one, no-pooler, a file in topologies/; else: reference
            # timings: fixed                 # keep the timings of this file, whatever --profile says
            patroni: {synchronous_mode: "off"}   # yours, for example {ttl: 30s, loop_wait: 10s, retry_timeout: 10s}
            # load: {clients: 8, rate: 500/s}   # writes beside the lanes: rows are lost where many are written
            probes:
              - {kind: write, via: haproxy, every: 20ms, timeout: 1s}   # via: vip, haproxy, pooler, postgres
              - {kind: read, via: haproxy, every: 20ms, timeout: 1s}
            steps:
              - steady: 10s                  # waits until the cluster is steady, then watches it; nothing is injected before
              - inject: {network-loss: primary}
              # others: {kill: primary} {network-loss: replica} {stop: etcd-leader} {crash: primary, phase: after-renewal}
              # all faults, flavours and options: ./lapse faults
              - hold: {default: 60s, fast: 30s}
              - heal: all
              - settle: 120s                 # a deadline: it ends as soon as the cluster is steady again
            expect:
              write_outage: {default: 45s, fast: 30s}
              read_outage: 15s
              lost_writes: 25                # asynchronous: the last rows may be lost; with synchronous_mode "on" expect 0
              dual_primary: never
              rejoined: all
              # lost_writes: {min: 1} demands the harm; write_outage: predicted takes the limit from the settings
            """;

    private FirstScenario() {}

    /** @throws IllegalArgumentException when no scenario can have this name; the message says what is allowed */
    public static String text(String name) {
        Scenario.requireName(name);
        return TEXT.formatted(name);
    }
}
