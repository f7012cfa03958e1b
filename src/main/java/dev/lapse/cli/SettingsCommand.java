package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.component.SettingsList;
import dev.lapse.scenario.ClientSettingsList;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what scenario files can set. */
@Command(
        name = "settings",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "List the settings that scenario files take: name, form, default where it is known, and where it ends up.",
            "postgresql also takes the names of extensions, which have a dot; patroni also tags of one's own. haproxy"
                    + " takes write. or read. before a name, for one listener."
        })
final class SettingsCommand implements Callable<Integer> {
    private static final int LONGEST_DEFAULT = 40;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "COMPONENT",
            description =
                    "only those of patroni, postgresql, haproxy, pgbouncer, keepalived, vip-manager, etcd, hikari or"
                            + " pgjdbc")
    private @Nullable String section;

    @Parameters(index = "1", arity = "0..1", paramLabel = "WORD", description = "only names that have this in them")
    private String word = "";

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            description = "of the versions of this Debian suite; default: ${DEFAULT-VALUE}")
    private String suite = "trixie";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            SettingsList.refuseMisspelt(suite);
        } catch (IllegalArgumentException misspelt) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: " + misspelt.getMessage());
        }
        SettingsList.note(suite).ifPresent(note -> spec.commandLine().getErr().println("note: " + note));
        Map<String, List<SettingsList.SettingRow>> sections = Stream.concat(
                        SettingsList.of(suite).stream(), ClientSettingsList.all().stream())
                .collect(Collectors.groupingBy(
                        SettingsList.SettingRow::section, LinkedHashMap::new, Collectors.toList()));
        if (section != null && !sections.containsKey(section)) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    "lapse: " + Nearest.unknown("component", section, sections.keySet()));
        }
        List<SettingsList.SettingRow> rows = sections.entrySet().stream()
                .filter(entry -> section == null || entry.getKey().equals(section))
                .flatMap(entry -> entry.getValue().stream())
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)))
                .toList();
        if (rows.isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "lapse: no setting has \"" + word + "\" in its name");
        }
        print(rows, spec.commandLine().getOut());
        return 0;
    }

    /** A place stands once above the rows that it has in common. */
    private static void print(List<SettingsList.SettingRow> rows, PrintWriter out) {
        int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        int values = rows.stream()
                .mapToInt(row -> Math.min(row.value().length(), LONGEST_DEFAULT))
                .max()
                .orElse(0);
        String format = "  %-" + Math.max(names, 4) + "s  %-" + Math.max(values, 7) + "s  %s%n";
        Map<String, List<SettingsList.SettingRow>> places = rows.stream()
                .collect(Collectors.groupingBy(SettingsCommand::heading, LinkedHashMap::new, Collectors.toList()));
        out.printf(Locale.ROOT, format, "name", "default", "form");
        places.forEach((place, own) -> {
            out.println(place);
            own.forEach(row -> out.printf(Locale.ROOT, format, row.name(), shortened(row.value()), row.form()));
        });
        out.flush();
    }

    private static String heading(SettingsList.SettingRow row) {
        String place = row.place().replaceFirst(": \\{kind.*", "");
        return row.section() + (place.isEmpty() ? "" : " -> " + place);
    }

    private static String shortened(String value) {
        String shown = value.isEmpty() ? "-" : value;
        return shown.length() <= LONGEST_DEFAULT ? shown : shown.substring(0, LONGEST_DEFAULT - 1) + "…";
    }
}
