package dev.lapse.cluster;

import dev.lapse.component.Carried;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster that does as it is told and keeps a diary: of any hosts, or of etcd1 to etcd3, pg1 (the primary) and pg2,
 * lb1. A question of one host to another is answered by whoever runs; what any other script on a host prints is found
 * by a part of it. A call can be upset: what is to happen before it happens once.
 */
public class FakeCluster implements DescribedCluster, Shell, Power, Control, Logs {
    /** One after another, so that a diary has one order. */
    public static final AtOnce IN_TURN = tasks -> tasks.forEach(Runnable::run);

    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final Map<String, String> prints = new HashMap<>();
    public final Map<NodeName, State> states = new ConcurrentHashMap<>();
    public AtOnce atOnce = IN_TURN;
    public boolean powerWorks = true;
    public boolean engineAnswers = true;
    public boolean linksWork = true;
    public Optional<NodeName> primary = Optional.of(new NodeName("pg1"));
    public List<NodeName> replicas = List.of(new NodeName("pg2"));
    public Optional<NodeName> etcdLeader = Optional.of(new NodeName("etcd2"));
    private final ClusterSpec spec;
    private final Map<String, Runnable> upsets = new HashMap<>();
    private int lives;

    public FakeCluster() {
        this(small());
    }

    public FakeCluster(ClusterSpec spec) {
        this.spec = spec;
        spec.hosts().forEach(host -> states.put(host.name(), new State(Status.RUNNING, 0, "life 0")));
    }

    public Access access() {
        return new Access(
                this,
                this,
                this,
                this,
                (address, port, timeout, statement) -> {
                    throw new UnsupportedOperationException();
                },
                this,
                null,
                atOnce);
    }

    public static NodeName host(String name) {
        return new NodeName(name);
    }

    /** Before this call, such as {@code start pg1}, that happens, once. */
    public void upset(String call, Runnable what) {
        upsets.put(call, what);
    }

    private void call(String call) {
        calls.add(call);
        Optional.ofNullable(upsets.remove(call)).ifPresent(Runnable::run);
    }

    public boolean runs(NodeName host) {
        return states.get(host).status() == Status.RUNNING;
    }

    /** The engine dies, and every host with it. */
    public void engineDies() {
        engineAnswers = false;
        states.replaceAll((host, state) -> new State(Status.EXITED, 137, state.startedAt()));
    }

    private void askEngine(String what) {
        if (!engineAnswers) {
            throw new LapseException(
                    LapseException.Kind.ENGINE_LOST, what + ": the Docker engine does not answer: connection refused");
        }
    }

    @Override
    public ClusterSpec spec() {
        return spec;
    }

    @Override
    public Optional<String> vip() {
        return spec.vip() ? Optional.of("vip") : Optional.empty();
    }

    private static ClusterSpec small() {
        List<Host> hosts = new ArrayList<>();
        for (String name : List.of("etcd1", "etcd2", "etcd3")) {
            hosts.add(new Host(host(name), Carried.of(ComponentName.ETCD)));
        }
        hosts.add(new Host(host("pg1"), Carried.of(ComponentName.PATRONI, ComponentName.PGBOUNCER)));
        hosts.add(new Host(host("pg2"), Carried.of(ComponentName.PATRONI, ComponentName.PGBOUNCER)));
        hosts.add(new Host(host("lb1"), Carried.of(ComponentName.HAPROXY)));
        return new ClusterSpec("fake", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    @Override
    public Result run(NodeName host, Duration timeout, List<String> command) {
        askEngine("run on " + host);
        String script = String.join(" ", command);
        if (script.startsWith("timeout ")) {
            Matcher asked = Pattern.compile("/dev/tcp/data-(\\w+)/").matcher(script);
            return asked.find() && speaks(host(asked.group(1)))
                    ? new Result(0, "0 connected 0\n0 answered 1\n", "")
                    : new Result(124, "", "");
        }
        calls.add(host + ": " + command.get(2)
                + String.join(" ", command.subList(3, command.size())).replace("lapse", ""));
        return prints.entrySet().stream()
                .filter(entry -> script.contains(entry.getKey()))
                .findFirst()
                .map(entry -> new Result(0, entry.getValue(), ""))
                .orElse(new Result(0, "", ""));
    }

    /**
     * Whether the host answers others on the data network: as it runs, where it is not told to be silent or to speak.
     */
    private boolean speaks(NodeName host) {
        return prints.containsKey("speaks " + host) || runs(host) && !prints.containsKey("silent " + host);
    }

    @Override
    public void kill(NodeName host) {
        become(host, "kill", Status.EXITED, 137);
    }

    @Override
    public void stop(NodeName host) {
        become(host, "stop", Status.EXITED, 0);
    }

    @Override
    public void start(NodeName host) {
        lives++;
        become(host, "start", Status.RUNNING, 0);
    }

    @Override
    public void pause(NodeName host) {
        become(host, "pause", Status.PAUSED, 0);
    }

    @Override
    public void unpause(NodeName host) {
        become(host, "unpause", Status.RUNNING, 0);
    }

    private void become(NodeName host, String call, Status status, int exitCode) {
        call(call + " " + host);
        askEngine(call + " " + host);
        if (powerWorks) {
            String life = call.equals("start") ? "life " + lives : state(host).startedAt();
            states.put(host, new State(status, exitCode, life));
        }
    }

    @Override
    public State state(NodeName host) {
        askEngine("ask the engine for the state of " + host);
        return states.get(host);
    }

    @Override
    public DeadMan reviveAfter(NodeName host, Duration after) {
        calls.add("arm " + host);
        return () -> calls.add("disarm " + host);
    }

    @Override
    public void hostRestarted(NodeName host) {
        calls.add("restarted " + host);
        if (!linksWork) {
            throw new LapseException(LapseException.Kind.HARNESS, "no sidecar");
        }
    }

    @Override
    public Sidecar join(NodeName host) {
        calls.add("join " + host);
        return new Sidecar() {
            @Override
            public Result run(Duration timeout, List<String> command) {
                String script = String.join(" ", command);
                calls.add("sidecar of " + host + ": " + (script.contains("-j DROP") ? "drop" : script));
                return new Result(0, prints.getOrDefault("iptables", ""), "");
            }

            @Override
            public void standing(String script) {
                calls.add((script.isEmpty() ? "nothing stands on " : "rules stand on ") + host);
            }

            @Override
            public void close() {
                calls.add("leave " + host);
            }
        };
    }

    @Override
    public Optional<NodeName> primary() {
        return primary;
    }

    @Override
    public List<NodeName> replicas() {
        return replicas;
    }

    @Override
    public Optional<NodeName> syncStandby() {
        return Optional.empty();
    }

    @Override
    public Optional<NodeName> dcsLeader() {
        return etcdLeader;
    }

    @Override
    public List<String> unsteady() {
        return List.of();
    }

    /** A line that tells whose log it is. */
    @Override
    public void copyTo(Path folder) {
        askEngine("copy logs");
        call("copy logs");
        try {
            Files.createDirectories(folder);
            for (Host host : spec.hosts()) {
                for (Component component : host.carries()) {
                    Files.writeString(
                            folder.resolve(host.name() + "." + component.name() + ".log"), "of " + host.name() + "\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
