package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of keepalived 2.3: lines of the {@code vrrp_instance}, and of the {@code vrrp_script} that asks whether
 * the balancer beside it is alive.
 */
final class KeepalivedNames {
    /** A command of the shell that succeeds where the address belongs, on the nodes. */
    static final String CHECK = "script";

    /** Lines of the instance where no setting says otherwise; preemption costs a second interruption. */
    static final Map<String, String> INSTANCE = ordered(
            "virtual_router_id",
            "51",
            "state",
            "BACKUP",
            "nopreempt",
            "",
            "priority",
            "100",
            "advert_int",
            "1",
            "garp_master_refresh",
            "10");

    /** Lines of the script where no setting says otherwise. */
    static final Map<String, String> SCRIPT = ordered("interval", "1", "timeout", "1", "fall", "2", "rise", "2");

    private static final SettingForm FLAG = SettingForm.text("\"\" or on to put it there, or off", "|" + Switch.PATTERN)
            .converting(text -> text.isEmpty() || Switch.isOn(text) ? "" : "off");

    private static final BigDecimal LONGEST_OF_3 = new BigDecimal("40.95");

    private static final SettingForm NUMBER = SettingForm.wholeNumber(0, 1_000_000);

    private static final SettingForm SCRIPT_TIME = SettingForm.SECONDS_OR_NUMBER
            .saying("seconds from 0.001 up, such as 1, 0.5 or 500ms")
            .converting(text -> between("0.001", "1000000", text));

    private static final SettingForm ADVERTS = SettingForm.SECONDS_OR_NUMBER
            .saying("seconds from 0.01 to 255, such as 1, 0.3 or 300ms")
            .converting(text -> between("0.01", "255", text));

    private static final SettingForm WEIGHT = SettingForm.text(
                    "a whole number from -253 to 253, with the word reverse behind it or not",
                    "-?(0|[1-9][0-9]{0,2})( +reverse)?")
            .within(SettingForm.Range.of(-253, 253))
            .converting(text -> {
                if (Math.abs(Integer.parseInt(text.split(" ")[0])) > 253) {
                    throw new IllegalArgumentException("\"" + text + "\" is out of range: expected -253 to 253");
                }
                return text;
            });

    private static final Map<String, SettingForm> FORMS = SettingNames.forms(Map.ofEntries(
            Map.entry(
                    SettingForm.SECONDS_OR_NUMBER,
                    "preempt_delay|garp_master_delay|garp_master_refresh|garp_lower_prio_delay|garp_interval|"
                            + "gna_interval"),
            Map.entry(SCRIPT_TIME, "interval|timeout"),
            Map.entry(ADVERTS, "advert_int"),
            Map.entry(NUMBER, "garp_master_repeat|garp_master_refresh_repeat|garp_lower_prio_repeat"),
            Map.entry(SettingForm.wholeNumber(1, 100), "down_timer_adverts"),
            Map.entry(SettingForm.wholeNumber(1, 1_000_000), "fall|rise"),
            Map.entry(SettingForm.wholeNumber(1, 255), "virtual_router_id"),
            Map.entry(
                    SettingForm.wholeNumber(1, 254)
                            .saying("a whole number from 1 to 254; 255 is of the owner of the address"),
                    "priority"),
            Map.entry(WEIGHT, "weight"),
            Map.entry(SettingForm.words("2", "3"), "version"),
            Map.entry(SettingForm.AS_WRITTEN, CHECK),
            Map.entry(SettingForm.words("MASTER", "BACKUP"), "state"),
            Map.entry(
                    FLAG,
                    "nopreempt|preempt|dont_track_primary|skip_check_adv_addr|accept|no_accept|promote_secondaries|"
                            + "init_fail|strict_mode")));

    private static final String NO_PASSWORD =
            "VRRP of version 3 has none, and of version 2 Lapse takes none either; leave it out";

    /** What keepalived also has. */
    private static final List<String> OTHERS = List.of(
            ("global_defs vrrp_instance vrrp_sync_group vrrp_strict vrrp_garp_interval vrrp_gna_interval smtp_alert"
                            + " smtp_server smtp_connect_timeout notification_email notification_email_from"
                            + " enable_script_security script_user use_vmac use_ipvlan vmac_xmit_base"
                            + " use_vmac_addr native_ipv6 mcast_src_ip virtual_ipaddress_excluded virtual_routes"
                            + " virtual_rules dynamic_interfaces net_namespace lvs_sync_daemon lvs_sync_daemon_interface"
                            + " check_unicast_src unicast_ttl unicast_fault_no_peer debug notify_fault notify_stop"
                            + " notify_deleted notify_priority_changes notify_fifo track_bfd track_file vrrp_track_file"
                            + " track_src_ip vrrp_track_process vrrp_priority vrrp_no_swap vrrp_skip_check_adv_addr"
                            + " vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_mcast_group4"
                            + " virtual_server real_server preempt_no garp_extra_if user linkbeat_use_polling"
                            + " higher_prio_send_advert vrrp_higher_prio_send_advert vrrp_lower_prio_no_advert"
                            + " old_unicast_checksum owner_ignore_adverts thread_timer_expired max_auto_priority")
                    .split(" "));

    private static final String NO_ACCEPT = "no_accept";

    private static final String SHUT =
            "keepalived drops what is sent to the address, by a rule of the firewall, so no client gets in";

    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry(
                    "track_script",
                    "Lapse tracks a script of its own, which asks whether HAProxy beside it is alive;"
                            + " interval, timeout, fall, rise and weight say how; a file of your own may have others"
                            + " (topology.files.keepalived)"),
            Map.entry(
                    "vrrp_script",
                    "Lapse has a script of its own, which asks whether HAProxy beside it is alive;"
                            + " interval, timeout, fall, rise and weight say how; a file of your own may have others"
                            + " (topology.files.keepalived)"),
            Map.entry("interface", own()),
            Map.entry("unicast_src_ip", own()),
            Map.entry("unicast_peer", own()),
            Map.entry("virtual_ipaddress", own()),
            Map.entry("router_id", own()),
            Map.entry("vrrp_version", "write version, such as version: 2"),
            Map.entry("authentication", NO_PASSWORD),
            Map.entry("auth_type", NO_PASSWORD),
            Map.entry("auth_pass", NO_PASSWORD),
            Map.entry("track_process", "Lapse tracks HAProxy by a script of its own; leave it out"),
            Map.entry("track_interface", "the one interface is tracked without it; leave it out"),
            Map.entry("notify", "there is no script to call; leave it out"),
            Map.entry("notify_master", "there is no script to call; leave it out"),
            Map.entry("notify_backup", "there is no script to call; leave it out"));

    static final SettingNames NAMES = new SettingNames(
            Section.KEEPALIVED,
            FORMS,
            KeepalivedNames::open,
            SettingNames.Nesting.FLAT,
            new SettingNames.Lore(defaults(), KeepalivedNames::place));

    private KeepalivedNames() {}

    private static String own() {
        return "Lapse writes it itself, from the hosts of the topology; leave it out";
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>(INSTANCE);
        defaults.putAll(SCRIPT);
        defaults.put("nopreempt", "on (Lapse)");
        defaults.put("priority", "101 and up, by balancer");
        defaults.put("version", "3");
        return defaults;
    }

    private static Optional<SettingForm> open(String name) {
        String why = ELSEWHERE.get(name);
        if (why != null) {
            throw new IllegalArgumentException("keepalived setting \"" + name + "\": " + why);
        }
        if (OTHERS.contains(name)) {
            throw new IllegalArgumentException(
                    "keepalived setting \"" + name + "\": keepalived has it, and Lapse does not take it; leave it out");
        }
        return Optional.empty();
    }

    private static String between(String min, String max, String text) {
        String seconds = SettingForm.SECONDS_OR_NUMBER.toComponent(text);
        BigDecimal number = new BigDecimal(seconds);
        if (number.compareTo(new BigDecimal(min)) < 0 || number.compareTo(new BigDecimal(max)) > 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is out of range: expected seconds from " + min + " to " + max);
        }
        return seconds;
    }

    /** What keepalived would change when it starts ({@code vrrp.c}, {@code vrrp_complete_instance}). */
    static List<Remark> remarks(ClusterSpec cluster) {
        Map<String, String> settings = cluster.settings().of(Section.KEEPALIVED);
        List<Remark> remarks = new ArrayList<>();
        if (settings.containsKey(CHECK) && !cluster.addressFollowsPrimary()) {
            remarks.add(refused(
                    CHECK,
                    "on the balancers Lapse has a script of its own, which asks whether HAProxy beside it is alive; a"
                            + " command is taken where keepalived stands on the nodes"));
        }
        for (List<String> pair : List.of(List.of("preempt", "nopreempt"), List.of("accept", NO_ACCEPT))) {
            if (isThere(settings, pair.get(0)) && isThere(settings, pair.get(1))) {
                remarks.add(refused(
                        pair.get(1), pair.get(0) + " and " + pair.get(1) + " exclude each other; leave one out"));
            }
        }
        if (isThere(settings, NO_ACCEPT) && cluster.vip()) {
            remarks.add(Remark.note(Section.KEEPALIVED, NO_ACCEPT, SHUT));
        }
        if ("MASTER".equals(settings.get("state"))
                && !isThere(settings, "preempt")
                && !"off".equals(settings.get("nopreempt"))) {
            remarks.add(refused(
                    "state",
                    "with state MASTER keepalived drops nopreempt, which Lapse writes; write nopreempt: off beside it,"
                            + " or leave state out"));
        }
        Optional.ofNullable(settings.get("advert_int"))
                .filter(text -> !text.equals("off"))
                .map(BigDecimal::new)
                .ifPresent(seconds -> {
                    boolean old = "2".equals(settings.get("version"));
                    if (old && seconds.stripTrailingZeros().scale() > 0) {
                        remarks.add(refused("advert_int", "VRRP of version 2 has whole seconds, was " + seconds));
                    } else if (!old && seconds.compareTo(LONGEST_OF_3) > 0) {
                        remarks.add(refused(
                                "advert_int",
                                "VRRP of version 3 takes no more than " + LONGEST_OF_3 + " seconds, was " + seconds));
                    }
                });
        return remarks;
    }

    /** Why no client gets in by the address, if so: seen of 2.3.3, which makes a rule of nftables. */
    static Optional<String> shut(ClusterSpec cluster) {
        return cluster.hostsWith(ComponentName.KEEPALIVED).stream()
                .filter(host -> isThere(cluster.at(host).settings().of(Section.KEEPALIVED), NO_ACCEPT))
                .findFirst()
                .map(host -> "keepalived." + NO_ACCEPT + ": " + SHUT);
    }

    private static boolean isThere(Map<String, String> settings, String name) {
        return "".equals(settings.get(name));
    }

    private static Remark refused(String name, String message) {
        return Remark.refusedName(Section.KEEPALIVED, name, "keepalived." + name + ": " + message);
    }

    /** Whether its value is a number, or begins with one. */
    static boolean isCounted(String name) {
        SettingForm form = FORMS.getOrDefault(name, SettingForm.AS_WRITTEN);
        return !name.equals("state") && !form.equals(FLAG) && !form.equals(SettingForm.AS_WRITTEN);
    }

    /** All that are known, whether Lapse takes them as settings or not. */
    static Set<String> all() {
        Set<String> all = new HashSet<>(FORMS.keySet());
        all.addAll(OTHERS);
        all.addAll(ELSEWHERE.keySet());
        return all;
    }

    static boolean isOfScript(String name) {
        return List.of("interval", "timeout", "fall", "rise", "weight", "init_fail")
                .contains(name);
    }

    private static String place(String name) {
        if (isOfScript(name) || name.equals(CHECK)) {
            return "keepalived.conf, vrrp_script";
        }
        return "keepalived.conf, " + (name.equals("version") ? "global_defs" : "vrrp_instance");
    }
}
