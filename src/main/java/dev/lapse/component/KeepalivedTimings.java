package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
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
 * @param fall failed runs of it in a row that make a holder give the address up
 */
public record KeepalivedTimings(Duration advert, Duration skew, Duration interval, int fall) {
    private static final int PRIORITIES = 256;

    /** What the last balancer is given where no setting says otherwise. */
    private static final String LOWEST_PRIORITY = "101";

    /** Those of the file that this cluster's settings make. */
    public static KeepalivedTimings of(ClusterSpec cluster) {
        Map<String, String> given = cluster.settings().of(Section.KEEPALIVED);
        Duration advert = seconds(given.getOrDefault("advert_int", KeepalivedNames.INSTANCE.get("advert_int")));
        String priority = given.getOrDefault("priority", LOWEST_PRIORITY);
        return new KeepalivedTimings(
                advert,
                advert.multipliedBy(PRIORITIES - Long.parseLong(priority)).dividedBy(PRIORITIES),
                seconds(given.getOrDefault("interval", KeepalivedNames.SCRIPT.get("interval"))),
                Integer.parseInt(given.getOrDefault("fall", KeepalivedNames.SCRIPT.get("fall"))));
    }

    /** keepalived takes a number without a unit as seconds. */
    private static Duration seconds(String text) {
        return DurationText.parse(text.matches("[0-9.]+") ? text + "s" : text);
    }
}
