package dev.lapse.scenario;

import dev.lapse.component.SettingsList;
import java.util.List;

/** The settings that a probe takes for its clients, for a person who looks for one. */
public final class ClientSettingsList {
    private ClientSettingsList() {}

    public static List<SettingsList.SettingRow> all() {
        return ClientSetting.SECTIONS.stream()
                .flatMap(section -> ClientSetting.of(section).entrySet().stream()
                        .map(setting -> new SettingsList.SettingRow(
                                section,
                                setting.getKey(),
                                words(setting.getValue()),
                                "",
                                "the clients of a probe: {kind: write, " + section + ": {" + setting.getKey()
                                        + ": ...}}")))
                .toList();
    }

    private static String words(ClientSetting setting) {
        return switch (setting) {
            case DURATION -> "milliseconds, such as 500, 500ms or 5s";
            case SECONDS -> "whole seconds, such as 10 or 10s";
            case WHOLE_NUMBER -> "a whole number";
            case SWITCH -> "true or false";
            case SERVER_TYPE -> "one of " + String.join(", ", ClientSetting.SERVER_TYPES);
            case SSL_MODE -> "one of " + String.join(", ", ClientSetting.SSL_MODES);
            case GSS_MODE -> "one of " + String.join(", ", ClientSetting.GSS_MODES);
            case VERSION -> "a version such as 14, or " + ClientSetting.NONE;
            case SQLSTATES -> "SQLSTATEs such as \"25006, 57P01\"";
        };
    }
}
