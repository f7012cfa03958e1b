package dev.lapse.component;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.component.IniFile.IniLine;
import dev.lapse.component.IniFile.IniSection;
import dev.lapse.component.PgBouncerOwnFile.PoolEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What of a {@code pgbouncer.ini} can be neither kept nor replaced here. */
final class PgBouncerUnfit {
    private final PgBouncerOwnFile own;
    private final NodeName pooler;
    private final List<Host> hosts;
    private final List<Unfit> found = new ArrayList<>();

    /** @param pooler the host that runs with it */
    PgBouncerUnfit(PgBouncerOwnFile own, NodeName pooler, List<Host> hosts) {
        this.own = own;
        this.pooler = pooler;
        this.hosts = hosts;
    }

    /** @param named what somebody named the entry for; that one is not there is told where it is named */
    List<Unfit> all(Set<Entrance> named) {
        IniFile ini = own.ini();
        Map<String, PoolEntry> entries = PgBouncerOwnFile.entries(ini);
        if (!own.databases().containsKey(Entrance.WRITE) && !named.contains(Entrance.WRITE)) {
            unknown(ini, entries);
        }
        new TreeSet<>(own.databases().values()).forEach(name -> {
            PoolEntry entry = entries.get(name);
            if (entry != null) {
                entry(entry);
            }
        });
        own.said().forEach((name, line) -> {
            if (PgBouncerNames.isCounted(name)) {
                FileSays.complaint(PgBouncerNames.NAMES.form(name), name, line.value())
                        .ifPresent(why -> unfit(line, why));
            }
        });
        for (IniLine line : ini.of(IniSection.PEERS)) {
            if (ConnectWords.of(line).hosts().stream().anyMatch(PgBouncerOwnFile::isLocal)) {
                unfit(line, "not supported: a peer on the same host; one PgBouncer runs on each host");
            }
        }
        return found;
    }

    private void unfit(IniLine line, String why) {
        found.add(new Unfit(own.file().name(), line.number(), why));
    }

    private void unknown(IniFile ini, Map<String, PoolEntry> entries) {
        int line = entries.values().stream()
                .skip(1)
                .findFirst()
                .map(PoolEntry::line)
                .or(() -> ini.head(IniSection.DATABASES))
                .map(IniLine::number)
                .orElse(1);
        found.add(new Unfit(
                own.file().name(),
                line,
                entries.isEmpty()
                        ? "no entry in [databases]: clients would have nowhere to go; expected one, such as * ="
                                + " host=127.0.0.1 port=5432"
                        : "which of " + String.join(", ", entries.keySet()) + " do clients ask for? write database: "
                                + entries.keySet().iterator().next() + " beside via of a probe of kind write"));
    }

    private void entry(PoolEntry entry) {
        List<String> addresses =
                entry.words().hosts().isEmpty() ? List.of("/") : entry.words().hosts();
        for (String address : addresses) {
            boolean socket = address.startsWith("/") || address.startsWith("@");
            boolean local = PgBouncerOwnFile.isLocal(address);
            NodeName host =
                    local ? pooler : FileAddresses.host(own.names(), address).orElse(pooler);
            int port = PgBouncerOwnFile.port(own.names(), entry.words().port());
            boolean known = local || FileAddresses.host(own.names(), address).isPresent();
            Set<Integer> listening = FileAddresses.listening(hosts, host);
            if (local) {
                listening.remove(PgBouncer.PORT);
            }
            boolean beside =
                    hosts.stream().anyMatch(each -> each.name().equals(host) && each.carries(ComponentName.PATRONI));
            if (socket && !beside) {
                unfit(
                        entry.line(),
                        entry.name() + ": no PostgreSQL runs beside the pooler of host " + host
                                + "; expected host=, such as host="
                                + hosts.get(0).name());
            } else if (known && !listening.contains(port)) {
                unfit(
                        entry.line(),
                        entry.name() + ": nothing listens at port "
                                + entry.words().port() + " of host " + host
                                + "; there are " + listening + "; "
                                + balancer(host, port)
                                        .orElse("write names: {\":"
                                                + entry.words().port()
                                                + "\": 5432} in the topology for one that stands for another"));
            }
        }
    }

    /** What to do where it is the port of a balancer that stands elsewhere. */
    private Optional<String> balancer(NodeName host, int port) {
        return hosts.stream()
                .filter(other -> other.carries(ComponentName.HAPROXY)
                        && FileAddresses.listening(hosts, other.name()).contains(port))
                .findFirst()
                .map(other -> "it is the balancer's at host " + other.name() + "; write " + ComponentName.HAPROXY
                        + " into the list of host " + host + " too where one runs there");
    }
}
