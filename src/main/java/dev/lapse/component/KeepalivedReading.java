package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * keepalived's settings as the data of the running process tell them: {@code advert_int}, {@code nopreempt}, and a
 * {@code priority} that was asked for. The others are as they were asked for.
 */
final class KeepalivedReading {
    private static final Pattern ADVERT = Pattern.compile("Advert interval = ([0-9.]+) (milli-)?sec");
    private static final Pattern PREEMPT = Pattern.compile("Preempt = (enabled|disabled)");
    private static final Pattern PRIORITY = Pattern.compile("(?m)^ *Priority = ([0-9]+)");

    private KeepalivedReading() {}

    static SectionReading of(ClusterSpec cluster) {
        Map<String, String> asked = cluster.settings().of(Section.KEEPALIVED);
        return new SectionReading(
                Section.KEEPALIVED,
                List.of(new Ask(
                        Means.SHELL,
                        AskedSettings.orComplaint(KeepalivedComparison.DUMP, "keepalived", "nvalid|ignor|rror"))),
                answers -> settings(asked, answers.get(0)));
    }

    static Map<String, String> settings(Map<String, String> asked, String data) {
        Matcher advert = ADVERT.matcher(data);
        Matcher preempt = PREEMPT.matcher(data);
        if (!advert.find() || !preempt.find()) {
            throw new IllegalArgumentException("keepalived's data had no instance");
        }
        Map<String, String> settings = new TreeMap<>(asked);
        BigDecimal seconds = new BigDecimal(advert.group(1)).movePointLeft(advert.group(2) == null ? 0 : 3);
        put(settings, "advert_int", seconds.stripTrailingZeros().toPlainString());
        String nopreempt = asked.getOrDefault("nopreempt", KeepalivedNames.INSTANCE.get("nopreempt"));
        boolean isOff = preempt.group(1).equals("enabled");
        if (asked.containsKey("preempt")) {
            settings.put("preempt", isOff == isOn(asked.get("preempt")) ? asked.get("preempt") : isOff ? "" : "off");
        } else if (isOff != "off".equals(nopreempt)) {
            settings.put("nopreempt", isOff ? "off" : "");
        }
        Matcher priority = PRIORITY.matcher(data);
        if (asked.containsKey("priority") && priority.find()) {
            put(settings, "priority", priority.group(1));
        }
        return settings;
    }

    /** A name that stands alone is there. */
    private static boolean isOn(String value) {
        return !value.equals("off");
    }

    /** In the words of who asked for it, where it is the same; what is usual is not told where nobody asked. */
    private static void put(Map<String, String> settings, String name, String seen) {
        String expected = settings.getOrDefault(name, KeepalivedNames.INSTANCE.getOrDefault(name, ""));
        if (!AskedSettings.sameNumber(expected, seen)) {
            settings.put(name, seen);
        }
    }
}
