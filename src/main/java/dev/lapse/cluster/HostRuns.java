package dev.lapse.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * With which settings of a section one host runs.
 *
 * @param settings name to value, all of the section; empty where they are not known
 * @param unseen why they are not known; empty: they are
 */
public record HostRuns(NodeName host, Section section, Map<String, String> settings, String unseen) {
    public HostRuns {
        settings = Map.copyOf(new TreeMap<>(settings));
    }

    public static HostRuns seen(NodeName host, Section section, Map<String, String> settings) {
        return new HostRuns(host, section, settings, "");
    }

    public static HostRuns notSeen(NodeName host, Section section, String why) {
        return new HostRuns(host, section, Map.of(), why);
    }

    /** Whether they are known. */
    public boolean tells() {
        return unseen.isEmpty();
    }
}
