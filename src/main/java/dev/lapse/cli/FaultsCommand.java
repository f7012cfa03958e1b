package dev.lapse.cli;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.component.Components;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the faults. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = "List the faults and their flavours and options.")
final class FaultsCommand implements Callable<Integer> {
    private static final String LINKS = """

            A link is FROM-TO, such as primary-etcd, haproxy-rest, pg1-pg2, client-haproxy. FROM connects: a role, node,
            haproxy, etcd or a host. TO is the same, or a service, which is one port: etcd, rest, pooler, postgres.
            Groups are hosts and roles joined by +, sides parted by |; others is every host that no side names.
            Several targets are a list, such as {target: [primary-etcd, primary-replica], delay: 40ms}; by hand they have
            commas between them. With refused: true a planned action must be refused: its words are the evidence.""";

    @Override
    public Integer call() {
        for (FaultName fault : FaultName.values()) {
            System.out.printf("%-17s %s%n", fault.text(), fault.does());
            System.out.printf(
                    "%17s %s; flavours: %s%s%n",
                    "",
                    where(fault.aim()),
                    String.join(", ", fault.flavours()),
                    fault.options().stream().map(FaultsCommand::text).collect(Collectors.joining()));
        }
        System.out.println(LINKS);
        return 0;
    }

    static String where(FaultName.Aim aim) {
        return switch (aim) {
            case HOST -> "at a host";
            case LINK -> "at a link";
            case GROUPS -> "at groups of hosts";
        };
    }

    private static String text(FaultOption option) {
        List<String> words = Components.SHIPPED.words(option);
        String host = option.kind() == FaultOption.Kind.NODE ? " | a host" : "";
        String values =
                (words.isEmpty() ? option.kind().name().toLowerCase(Locale.ROOT) : String.join(" | ", words)) + host;
        return "; " + option.name() + ": " + values + " (" + option.defaultValue() + ")";
    }
}
