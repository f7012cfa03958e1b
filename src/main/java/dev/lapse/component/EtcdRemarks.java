package dev.lapse.component;

import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** With which settings etcd does not start ({@code embed/config.go}, {@code Validate}). */
final class EtcdRemarks {
    private static final String HEARTBEAT = "heartbeat-interval";
    private static final String ELECTION = "election-timeout";
    private static final String RETENTION = "auto-compaction-retention";
    private static final String MODE = "auto-compaction-mode";
    private static final String LEASES = "experimental-enable-lease-checkpoint";

    /** How many heartbeats an election must wait for at least. */
    private static final long HEARTBEATS = 5;

    private static final long LONGEST_MILLIS = 50_000;

    private final Map<String, String> settings;
    private final List<Remark> remarks = new ArrayList<>();

    private EtcdRemarks(Map<String, String> settings) {
        this.settings = settings;
    }

    static List<Remark> of(Map<String, String> settings) {
        EtcdRemarks all = new EtcdRemarks(settings);
        all.timings();
        if (!settings.getOrDefault(RETENTION, "0").matches("0[a-z]*") && !settings.containsKey(MODE)) {
            all.refuse(RETENTION, "does nothing in a configuration file without " + MODE + ": periodic beside it");
        }
        if (Switch.isOn(settings.getOrDefault(LEASES + "-persist", "false"))
                && !Switch.isOn(settings.getOrDefault(LEASES, "false"))) {
            all.refuse(LEASES + "-persist", "needs " + LEASES + ": true beside it");
        }
        return all.remarks;
    }

    private void timings() {
        for (String name : List.of(HEARTBEAT, ELECTION)) {
            if (settings.containsKey(name) && millis(name) <= 0) {
                refuse(name, "must be > 0ms, was " + millis(name) + "ms");
                return;
            }
        }
        if (millis(ELECTION) > LONGEST_MILLIS) {
            refuse(ELECTION, "must be <= " + LONGEST_MILLIS + "ms, was " + millis(ELECTION) + "ms");
        } else if (millis(ELECTION) < HEARTBEATS * millis(HEARTBEAT)) {
            boolean ofElection = settings.containsKey(ELECTION);
            remarks.add(Remark.refusedName(
                    Section.ETCD,
                    ofElection ? ELECTION : HEARTBEAT,
                    "etcd." + ELECTION + " must be >= " + HEARTBEATS + " * " + HEARTBEAT + ", was " + told(ELECTION)
                            + " < " + HEARTBEATS + " * " + told(HEARTBEAT)));
        }
    }

    private String told(String name) {
        return millis(name) + "ms" + (settings.containsKey(name) ? "" : " (etcd's default)");
    }

    private long millis(String name) {
        return Long.parseLong(
                settings.getOrDefault(name, EtcdNames.NAMES.defaultOf(name).orElseThrow()));
    }

    private void refuse(String name, String message) {
        remarks.add(Remark.refusedValue(Section.ETCD, name, "etcd." + name + " " + message));
    }
}
