package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingNames;
import dev.lapse.component.Components;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/** Lists of names in expected messages: a word such as {@code @CHECKS} stands for all that there are. */
public final class KnownNames {
    /** A message lists no more than this of a long list, the nearest first. */
    private static final int LISTED = 8;

    private KnownNames() {}

    /** The message with the lists in it. */
    public static String in(String message) {
        return message.replace("@FAULTS", String.join(", ", FaultName.texts()))
                .replace(
                        "@CHECKS",
                        joined(Arrays.stream(Expectation.Check.values()).map(Expectation.Check::text)))
                .replace(
                        "@COMPONENTS",
                        joined(Components.SHIPPED.names().stream().map(ComponentName::text)))
                .replace(
                        "@PROCESSES",
                        joined(Components.SHIPPED.processes().stream().map(HostProcess::text)))
                .replace("@SECTIONS", String.join(", ", Components.SHIPPED.sections()))
                .replace(
                        "@HAPROXY-TIME",
                        Components.SHIPPED.form(Section.HAPROXY, "inter").expected())
                .replace("@MORE-PATRONI", more(Section.PATRONI))
                .replace("@MORE-ETCD", more(Section.ETCD))
                .replace("@MORE-HAPROXY", more(Section.HAPROXY))
                .replace("@MORE-PGBOUNCER", more(Section.PGBOUNCER));
    }

    private static String joined(Stream<String> names) {
        return String.join(", ", names.toList());
    }

    private static String more(Section section) {
        return settings(section).size() - LISTED + " more";
    }

    private static Collection<String> settings(Section section) {
        return Components.SHIPPED.settings().stream()
                .filter(names -> names.section().equals(section))
                .map(SettingNames::names)
                .findFirst()
                .orElseThrow();
    }
}
