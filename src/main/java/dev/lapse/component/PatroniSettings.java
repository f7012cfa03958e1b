package dev.lapse.component;

import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of Patroni: dynamic configuration of 4.x (docs/dynamic_configuration.rst). PostgreSQL's names are too
 * many and depend on extensions: only their syntax is looked at.
 */
final class PatroniSettings {
    /** Below these Patroni's names are open. */
    private static final List<String> OPEN =
            List.of("postgresql.", "watchdog.", "tags.", "log.", "restapi.", "standby_cluster.", "slots.");

    private static final String PARAMETERS = "postgresql.parameters.";

    static final SettingNames OF_PATRONI = new SettingNames(
            Section.PATRONI,
            SettingNames.forms(Map.of(
                    SettingForm.SECONDS, """
                            ttl|loop_wait|retry_timeout|primary_start_timeout|primary_stop_timeout|
                            primary_race_backoff|master_start_timeout|master_stop_timeout|member_slots_ttl""",
                    SettingForm.SWITCH, "failsafe_mode|synchronous_mode_strict|check_timeline",
                    SettingForm.SYNCHRONOUS_MODE, "synchronous_mode",
                    SettingForm.WHOLE_NUMBER, "synchronous_node_count|maximum_lag_on_failover|max_timelines_history",
                    SettingForm.AS_WRITTEN, "maximum_lag_on_syncnode")),
            PatroniSettings::patroni,
            SettingNames.Nesting.DOTTED);

    static final SettingNames OF_POSTGRESQL =
            new SettingNames(Section.POSTGRESQL, Map.of(), PatroniSettings::postgresql, SettingNames.Nesting.FLAT);

    private PatroniSettings() {}

    private static Optional<SettingForm> patroni(String name) {
        if (name.startsWith(PARAMETERS)) {
            throw new IllegalArgumentException("\"" + name + "\" is PostgreSQL's; write "
                    + name.substring(PARAMETERS.length()) + " in the section postgresql");
        }
        return OPEN.stream().anyMatch(name::startsWith) ? Optional.of(SettingForm.AS_WRITTEN) : Optional.empty();
    }

    private static Optional<SettingForm> postgresql(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)*")) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a PostgreSQL parameter");
        }
        return Optional.of(SettingForm.AS_WRITTEN);
    }
}
