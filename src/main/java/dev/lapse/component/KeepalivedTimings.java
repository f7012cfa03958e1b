package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.Map;

/**
 * The timings by which keepalived moves the virtual address (keepalived 2.3.3, VRRP version 3).
 *
 * @param advert {@code advert_int}
 * @param skew of the balancer that takes over: {@code (256 - priority) / 256 * advert_int}, for the lowest priority
 * @param interval between two runs of the check script
 * @param timeout after which a run is ended, and has failed
 * @param fall failed runs of it in a row that make a holder give the address up
 * @param rise good runs of it in a row that let a host take it
 */
public record KeepalivedTimings(
        Duration advert, Duration skew, Duration interval, Duration timeout, int fall, int rise) {
    private static final int PRIORITIES = 256;

    /** Of a cluster without keepalived, which asks for none of these. */
    private static final long LOWEST_PRIORITY = 101;

    /** Those of the file that this cluster's settings make. */
    public static KeepalivedTimings of(ClusterSpec cluster) {
        Map<String, String> given = cluster.settings().of(Section.KEEPALIVED);
        Duration advert = seconds(given.getOrDefault("advert_int", KeepalivedNames.INSTANCE.get("advert_int")));
        return new KeepalivedTimings(
                advert,
                advert.multipliedBy(PRIORITIES - lowestPriority(cluster)).dividedBy(PRIORITIES),
                seconds(ofScript("interval", given)),
                seconds(ofScript("timeout", given)),
                Integer.parseInt(ofScript("fall", given)),
                Integer.parseInt(ofScript("rise", given)));
    }

    private static long lowestPriority(ClusterSpec cluster) {
        return cluster.hostsWith(ComponentName.KEEPALIVED).stream()
                .mapToLong(host -> Long.parseLong(Keepalived.priority(cluster, host)))
                .min()
                .orElse(LOWEST_PRIORITY);
    }

    private static String ofScript(String name, Map<String, String> given) {
        return given.getOrDefault(name, KeepalivedNames.SCRIPT.get(name));
    }

    /** keepalived takes a number without a unit as seconds. */
    private static Duration seconds(String text) {
        return DurationText.parse(text.matches("[0-9.]+") ? text + "s" : text);
    }
}
