package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.history.Recorder;
import dev.lapse.history.RejoinSeen;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads in each node's Patroni log how it came back during a run: Patroni says so nowhere else. What was in the log
 * before the run does not count.
 */
final class RejoinLog {
    private static final String LOG = "/var/log/lapse/patroni.log";
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Ports ports;
    private final Map<NodeName, Long> sizes;

    private RejoinLog(Ports ports, Map<NodeName, Long> sizes) {
        this.ports = ports;
        this.sizes = sizes;
    }

    static RejoinLog startingNow(Ports ports) {
        Map<NodeName, Long> sizes = new LinkedHashMap<>();
        for (NodeName node : ports.cluster().spec().nodes()) {
            String size = ports.shell()
                    .run(node, QUICK, List.of("stat", "-c", "%s", LOG))
                    .stdout()
                    .strip();
            sizes.put(node, size.isEmpty() ? 0L : Long.parseLong(size));
        }
        return new RejoinLog(ports, sizes);
    }

    /** Records one event per node whose log tells of pg_rewind or of a new base backup since the start. */
    void record(Recorder recorder, NanoClock clock) {
        sizes.forEach((node, size) -> {
            String line = lastLine(
                    node,
                    size,
                    "running pg_rewind from|replica has been created|pg_rewind exit code=[1-9]|Reinitialize");
            if (!line.isEmpty()) {
                String how = line.contains("running pg_rewind") ? "pg_rewind" : "basebackup";
                recorder.record(new RejoinSeen(clock.nanos(), node, how, line));
            }
        });
    }

    private String lastLine(NodeName node, long size, String pattern) {
        try {
            return ports.shell()
                    .run(
                            node,
                            QUICK,
                            List.of(
                                    "sh",
                                    "-c",
                                    "tail -c +" + (size + 1) + " " + LOG + " | grep -aE '" + pattern + "' | tail -n 1"))
                    .stdout()
                    .strip();
        } catch (LapseException e) {
            return ""; // the host is down: it did not come back at all
        }
    }
}
