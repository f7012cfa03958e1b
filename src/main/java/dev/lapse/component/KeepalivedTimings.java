package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The timings by which keepalived moves the virtual address (keepalived 2.3.3, {@code vrrp.h}).
 *
 * @param advert {@code advert_int}
 * @param adverts {@code down_timer_adverts}: so many without a sign of the holder, and skew, and it is down
 * @param skew of the balancer that takes over: {@code (256 - priority) / 256} of {@code advert_int} in VRRP version 3,
 *     and of one second in version 2; for the lowest priority
 * @param interval between two runs of the check script
 * @param timeout after which a run is ended, and has failed
 * @param fall failed runs of it in a row that make a holder give the address up
 * @param rise good runs of it in a row that let a host take it
 */
public record KeepalivedTimings(
        Duration advert, int adverts, Duration skew, Duration interval, Duration timeout, int fall, int rise) {
    private static final int PRIORITIES = 256;

    /** Of the file that Lapse writes. */
    private static final String VERSION = "3";

    /** What keepalived takes where nothing is said. */
    private static final String ADVERTS = "3";

    /** Of a cluster without keepalived, which asks for none of these. */
    private static final long LOWEST_PRIORITY = 101;

    /** Those of each host, in their order; equal ones once. */
    public static List<KeepalivedTimings> each(ClusterSpec cluster) {
        List<KeepalivedTimings> each = cluster.hostsWith(ComponentName.KEEPALIVED).stream()
                .map(host -> of(cluster, cluster.at(host).settings().of(Section.KEEPALIVED)))
                .distinct()
                .toList();
        return each.isEmpty() ? List.of(of(cluster, cluster.settings().of(Section.KEEPALIVED))) : each;
    }

    /** Those by which a lost holder is missed for longest. */
    public static KeepalivedTimings slowest(ClusterSpec cluster) {
        return each(cluster).stream()
                .max(Comparator.comparing(KeepalivedTimings::down))
                .orElseThrow();
    }

    private static KeepalivedTimings of(ClusterSpec cluster, Map<String, String> given) {
        Duration advert = seconds(given.getOrDefault("advert_int", KeepalivedNames.INSTANCE.get("advert_int")));
        Duration skewed = given.getOrDefault("version", VERSION).equals("2") ? Duration.ofSeconds(1) : advert;
        return new KeepalivedTimings(
                advert,
                Integer.parseInt(given.getOrDefault("down_timer_adverts", ADVERTS)),
                skewed.multipliedBy(PRIORITIES - lowestPriority(cluster)).dividedBy(PRIORITIES),
                seconds(ofScript("interval", given)),
                seconds(timeout(cluster, given)),
                Integer.parseInt(ofScript("fall", given)),
                Integer.parseInt(ofScript("rise", given)));
    }

    /** Without a sign of the holder for so long, and {@link #skew}, and another takes the address. */
    public Duration silence() {
        return advert.multipliedBy(adverts);
    }

    /** The most that passes from the holder's last sign until another takes the address. */
    public Duration down() {
        return silence().plus(skew);
    }

    /** How {@link #down} comes about: {@code 3 advert_int + skew}. */
    public String downText() {
        return adverts + " advert_int + skew";
    }

    private static long lowestPriority(ClusterSpec cluster) {
        return cluster.hostsWith(ComponentName.KEEPALIVED).stream()
                .mapToLong(host -> Long.parseLong(Keepalived.priority(cluster, host)))
                .min()
                .orElse(LOWEST_PRIORITY);
    }

    /** A file of the user's own that says nothing leaves it to keepalived, which takes the interval. */
    private static String timeout(ClusterSpec cluster, Map<String, String> given) {
        boolean isOwn = Keepalived.in(cluster).own().isPresent();
        return given.getOrDefault("timeout", ofScript(isOwn ? "interval" : "timeout", given));
    }

    /** What passes between the starts of two runs that hang: while one is under way, its turn is left out. */
    public Duration hanging() {
        return interval.multipliedBy(timeout.dividedBy(interval) + 1);
    }

    private static String ofScript(String name, Map<String, String> given) {
        return given.getOrDefault(name, KeepalivedNames.SCRIPT.get(name));
    }

    /** keepalived takes a number without a unit as seconds. */
    private static Duration seconds(String text) {
        return DurationText.parse(text.matches("[0-9.]+") ? text + "s" : text);
    }
}
