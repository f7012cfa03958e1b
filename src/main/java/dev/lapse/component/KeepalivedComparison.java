package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds keepalived's settings against the data that the running process writes on {@code SIGUSR1} ({@code
 * vrrp_print.c}, {@code dump_vrrp}). These do not have the state to begin with and some switches; of those only its log
 * tells, when it does not take them.
 */
final class KeepalivedComparison {
    private static final String PREFIX = Section.KEEPALIVED.text() + ".";

    private static final String COMPLAINT =
            "nknown|nvalid|ignor|not |annot|rror|incompatible|resetting|clearing|must match";

    /** Prints the data of the running process. */
    static final String DUMP = """
            rm -f /tmp/keepalived.data
            kill -USR1 "$(s6-svstat -o pid /run/s6/keepalived)" || exit 1
            tries=30
            until grep -qs 'VRRP Sockpool' /tmp/keepalived.data; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || { echo 'keepalived wrote no data within 3s' >&2; exit 1; }
                sleep 0.1
            done
            sed -n '/VRRP Topology/,/VRRP Sockpool/p' /tmp/keepalived.data""";

    /** What the data call a setting. */
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("advert_int", "Advert interval"),
            Map.entry("down_timer_adverts", "Down timer adverts"),
            Map.entry("garp_lower_prio_delay", "Gratuitous ARP lower priority delay"),
            Map.entry("garp_lower_prio_repeat", "Gratuitous ARP lower priority repeat"),
            Map.entry("garp_master_delay", "Gratuitous ARP delay"),
            Map.entry("garp_master_refresh", "Gratuitous ARP refresh"),
            Map.entry("garp_master_refresh_repeat", "Gratuitous ARP refresh repeat"),
            Map.entry("garp_master_repeat", "Gratuitous ARP repeat"),
            Map.entry("preempt_delay", "Preempt delay"),
            Map.entry("priority", "Priority"),
            Map.entry("version", "VRRP Version"),
            Map.entry("virtual_router_id", "Virtual Router ID"));

    /** Names that stand alone, and what the data then say. */
    private static final Map<String, String> SWITCHES = Map.of(
            "accept", "Accept = enabled",
            "no_accept", "Accept = disabled",
            "nopreempt", "Preempt = disabled",
            "preempt", "Preempt = enabled",
            "promote_secondaries", "Promote_secondaries = enabled");

    /** Names of which the data only say a line of their own. */
    private static final Map<String, String> LINES = Map.of(
            "skip_check_adv_addr", "Skip checking advert IP addresses",
            "strict_mode", "Enforcing strict VRRP compliance");

    private KeepalivedComparison() {}

    static Comparison of(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.KEEPALIVED);
        return new Comparison(
                asked,
                List.of(
                        new Ask(Means.SHELL, AskedSettings.orComplaint(DUMP, "keepalived", COMPLAINT)),
                        new Ask(
                                Means.SHELL,
                                "grep -aE '" + COMPLAINT
                                        + "' /var/log/lapse/keepalived.log | sed 's/^.* 20[0-9][0-9]: //' || true"),
                        new Ask(Means.SHELL, "cat /etc/lapse/vip-check 2>/dev/null || true")),
                answers -> differences(asked, answers));
    }

    static List<Difference> differences(Map<String, String> asked, List<String> answers) {
        if (!answers.get(0).contains("VRRP Instance")) {
            return asked.keySet().stream()
                    .map(name -> AskedSettings.notKnown(name, "keepalived's data had no instance"))
                    .toList();
        }
        Map<String, String> data = new HashMap<>();
        answers.get(0)
                .lines()
                .map(String::strip)
                .filter(line -> line.contains(" = "))
                .forEach(line -> {
                    int at = line.indexOf(" = ");
                    data.putIfAbsent(line.substring(0, at), line.substring(at + 3));
                });
        List<String> log = answers.get(1).lines().toList();
        data.put(KeepalivedNames.CHECK, answers.size() > 2 ? answers.get(2).strip() : "");
        return asked.entrySet().stream()
                .flatMap(
                        entry -> difference(
                                entry.getKey().substring(PREFIX.length()), entry.getValue(), data, answers.get(0), log)
                                .stream())
                .toList();
    }

    private static Optional<Difference> difference(
            String name, String value, Map<String, String> data, String dump, List<String> log) {
        Optional<String> said = complaint(name, log);
        String why = "that is what keepalived says of itself"
                + said.map(line -> "; its log: " + line).orElse("");
        boolean off = value.equals("off");
        if (SWITCHES.containsKey(name)) {
            String field = SWITCHES.get(name).split(" = ")[0];
            String seen = data.getOrDefault(field, "nothing");
            boolean holds = SWITCHES.get(name).equals(field + " = " + seen);
            return holds != off ? Optional.empty() : differs(name, field + " = " + seen, why);
        }
        if (LINES.containsKey(name)) {
            boolean holds = dump.contains(LINES.get(name));
            return holds != off ? Optional.empty() : differs(name, holds ? "on" : "off", why);
        }
        if (name.equals(KeepalivedNames.CHECK)) {
            String runs = data.get(name);
            return runs.equals(value.strip()) ? Optional.empty() : differs(name, runs, "that is what the check runs");
        }
        if (off) {
            return Optional.empty(); // the line is left out, and keepalived has its default
        }
        String seen = data.get(FIELDS.getOrDefault(name, name));
        if (FIELDS.containsKey(name)) {
            return seen != null && (isSameNumber(value, seen) || value.equalsIgnoreCase(seen))
                    ? Optional.empty()
                    : differs(name, seen == null ? "nothing" : seen, why);
        }
        return said.map(line -> Difference.of(PREFIX + name, "a complaint", "keepalived's log: " + line));
    }

    /** The last line of the log that complains of this setting, and not of one before it in the line. */
    private static Optional<String> complaint(String name, List<String> log) {
        Pattern first = Pattern.compile(
                "(?i)(?<![a-z_])(state|" + String.join("|", FIELDS.keySet()) + "|" + String.join("|", SWITCHES.keySet())
                        + "|" + String.join("|", LINES.keySet()) + "|" + Pattern.quote(name) + ")(?![a-z_])");
        return log.stream()
                .filter(line -> {
                    Matcher word = first.matcher(line);
                    return word.find() && word.group().equalsIgnoreCase(name);
                })
                .reduce((earlier, later) -> later)
                .map(String::strip);
    }

    /** {@code 300 milli-sec}, {@code 2 sec}, {@code 5 secs} or a plain number. */
    private static boolean isSameNumber(String asked, String seen) {
        String[] words = seen.split(" +");
        Optional<BigDecimal> number = AskedSettings.number(words[0])
                .map(value -> words.length > 1 && words[1].startsWith("milli") ? value.movePointLeft(3) : value)
                .map(value -> words.length > 1 && words[1].startsWith("usec") ? value.movePointLeft(6) : value);
        return number.filter(value -> AskedSettings.number(asked)
                        .filter(wanted -> wanted.compareTo(value) == 0)
                        .isPresent())
                .isPresent();
    }

    private static Optional<Difference> differs(String name, String seen, String why) {
        return Optional.of(Difference.of(PREFIX + name, seen, why));
    }
}
