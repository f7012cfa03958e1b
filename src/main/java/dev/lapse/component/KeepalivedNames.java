package dev.lapse.component;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Switch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of keepalived 2.3: lines of the {@code vrrp_instance}, and of the {@code vrrp_script} that asks whether
 * the balancer beside it is alive.
 */
final class KeepalivedNames {
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

    private static final SettingForm NUMBER = SettingForm.wholeNumber(0, 1_000_000);

    private static final Map<String, SettingForm> FORMS = SettingNames.forms(Map.of(
            SettingForm.SECONDS_OR_NUMBER,
            """
                    advert_int|preempt_delay|garp_master_delay|garp_master_refresh|garp_lower_prio_delay|
                    garp_interval|gna_interval""",
            SettingForm.SECONDS,
            "interval|timeout",
            NUMBER,
            """
                    garp_master_repeat|garp_master_refresh_repeat|garp_lower_prio_repeat|down_timer_adverts|
                    fall|rise""",
            SettingForm.wholeNumber(1, 255),
            "virtual_router_id|priority",
            SettingForm.wholeNumber(-253, 253),
            "weight",
            SettingForm.words("2", "3"),
            "version",
            SettingForm.words("MASTER", "BACKUP"),
            "state",
            FLAG,
            """
                    nopreempt|preempt|dont_track_primary|skip_check_adv_addr|accept|no_accept|promote_secondaries|
                    init_fail|strict_mode"""));

    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry(
                    "track_script",
                    "Lapse tracks a script of its own, which asks whether HAProxy beside it is alive;"
                            + " interval, timeout, fall, rise and weight say how"),
            Map.entry(
                    "vrrp_script",
                    "Lapse has a script of its own, which asks whether HAProxy beside it is alive;"
                            + " interval, timeout, fall, rise and weight say how"),
            Map.entry("script", "Lapse has a script of its own, which asks whether HAProxy beside it is alive"),
            Map.entry("interface", own()),
            Map.entry("unicast_src_ip", own()),
            Map.entry("unicast_peer", own()),
            Map.entry("virtual_ipaddress", own()),
            Map.entry("router_id", own()),
            Map.entry("authentication", "VRRP of version 3 has none; leave it out"),
            Map.entry("auth_type", "VRRP of version 3 has none; leave it out"),
            Map.entry("auth_pass", "VRRP of version 3 has none; leave it out"),
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
        return Optional.empty();
    }

    static boolean isOfScript(String name) {
        return List.of("interval", "timeout", "fall", "rise", "weight", "init_fail")
                .contains(name);
    }

    private static String place(String name) {
        if (isOfScript(name)) {
            return "keepalived.conf, vrrp_script";
        }
        return "keepalived.conf, " + (name.equals("version") ? "global_defs" : "vrrp_instance");
    }
}
