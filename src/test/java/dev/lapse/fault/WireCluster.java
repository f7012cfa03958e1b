package dev.lapse.fault;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Toxic;
import dev.lapse.component.Carried;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The shared fake as the reference topology, seen from the wire: it writes down what is run where, and answers as it
 * is told. Addresses are {@code data.HOST} and {@code watch.HOST}.
 */
final class WireCluster extends FakeCluster {
    final List<String> said = new ArrayList<>();
    final List<String> standing = new ArrayList<>();

    /** Answers a script on a host; sidecars are {@code HOST/sidecar}. */
    BiFunction<String, String, Shell.Result> answers = (where, script) -> ok("");

    int openSidecars;

    /** The link that cannot be cured. */
    String stuck = "";

    /** Hosts that are down. */
    final Set<NodeName> down = new HashSet<>();

    static Shell.Result ok(String stdout) {
        return new Shell.Result(0, stdout, "");
    }

    /** The same to every question of a script; a script that was not answered is answered as a whole. */
    static Shell.Result numbered(String script, Shell.Result toEach) {
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            if (script.contains("'s/^/" + i + " /'")) {
                for (String line : toEach.stdout().lines().toList()) {
                    said.append(i)
                            .append(' ')
                            .append(line.replaceFirst("^0 ", ""))
                            .append('\n');
                }
            }
        }
        return new Shell.Result(toEach.exitCode(), said.toString(), toEach.stderr());
    }

    static Shell.Result failed(int code, String stderr) {
        return new Shell.Result(code, "", stderr);
    }

    static NodeName node(String name) {
        return new NodeName(name);
    }

    WireCluster() {
        this(reference());
    }

    WireCluster(ClusterSpec spec) {
        super(spec);
    }

    @Override
    public State state(NodeName host) {
        return new State(down.contains(host) ? Status.EXITED : Status.RUNNING, 0, "life 0");
    }

    /** All that was run at this place. */
    List<String> saidAt(String where) {
        return said.stream().filter(line -> line.startsWith(where + ": ")).toList();
    }

    private static ClusterSpec reference() {
        List<Host> hosts = new ArrayList<>();
        add(hosts, "etcd", 3, ComponentName.ETCD);
        add(hosts, "pg", 3, ComponentName.PATRONI, ComponentName.PGBOUNCER);
        add(hosts, "lb", 2, ComponentName.HAPROXY, ComponentName.KEEPALIVED);
        return new ClusterSpec("reference", hosts, true, "trixie", Settings.NONE, Auth.MD5);
    }

    private static void add(List<Host> hosts, String prefix, int count, ComponentName... carried) {
        for (int i = 1; i <= count; i++) {
            hosts.add(new Host(new NodeName(prefix + i), Carried.of(carried)));
        }
    }

    @Override
    public Shell.Result run(NodeName host, Duration timeout, List<String> command) {
        if (down.contains(host)) {
            throw new LapseException(LapseException.Kind.HARNESS, "container " + host + " is not running");
        }
        return answer(host.value(), command);
    }

    private Shell.Result answer(String where, List<String> command) {
        String script = command.get(command.size() - 1);
        said.add(where + ": " + script);
        return answers.apply(where, script);
    }

    private Sidecar sidecar(String where) {
        openSidecars++;
        return new Sidecar() {
            private boolean open = true;

            @Override
            public Shell.Result run(Duration timeout, List<String> command) {
                return answer(where, command);
            }

            @Override
            public void standing(String script) {
                standing.add(script);
            }

            @Override
            public void close() {
                openSidecars -= open ? 1 : 0;
                open = false;
            }
        };
    }

    @Override
    public Sidecar join(NodeName host) {
        return sidecar(host + "/sidecar");
    }

    @Override
    public Sidecar joinEngine() {
        return sidecar("engine");
    }

    @Override
    public List<ProxiedLink> proxyClients(NodeName host, List<Door> doors) {
        return doors.stream()
                .map(door -> link(door.byAddress().map(NodeName::toString).orElse("clients")
                        + (door.byAddress().isPresent() ? " by the address to " : " of ")
                        + host
                        + ":"
                        + door.port()
                        + (door.except().isEmpty() ? "" : " but " + door.except())))
                .toList();
    }

    @Override
    public List<ProxiedLink> proxy(NodeName source, List<Hop> hops) {
        return hops.stream()
                .map(hop -> link(source + " to " + hop.peer() + ":" + hop.port()))
                .toList();
    }

    private static String words(Toxic toxic) {
        return toxic.kind() + " " + toxic.stream() + " " + toxic.value();
    }

    private ProxiedLink link(String name) {
        said.add("armed: " + name);
        return new ProxiedLink() {
            @Override
            public void refuse() {
                said.add(name + ": refuse");
            }

            @Override
            public void admit() {
                said.add(name + ": admit");
            }

            @Override
            public void add(List<Toxic> toxics) {
                toxics.forEach(toxic -> said.add(name + ": " + words(toxic)));
            }

            @Override
            public void remove(List<Toxic> toxics) {
                toxics.forEach(toxic -> said.add(name + ": no " + words(toxic)));
                if (stuck.equals(name)) {
                    throw new LapseException(LapseException.Kind.HARNESS, name + " does not answer");
                }
            }

            @Override
            public DeadMan restoreAfter(Duration deadMan) {
                said.add(name + ": restore after " + deadMan.toSeconds() + "s");
                return () -> said.add(name + ": disarm");
            }

            @Override
            public void restore() {
                said.add(name + ": restore");
            }

            @Override
            public String describe() {
                return name;
            }

            @Override
            public void close() {
                said.add(name + ": close");
            }
        };
    }

    @Override
    public String dataAddress(NodeName host) {
        return "data." + host;
    }

    @Override
    public String watchAddress(NodeName host) {
        return "watch." + host;
    }

    @Override
    public void hostRestarted(NodeName host) {
        said.add(host + ": restarted");
    }
}
