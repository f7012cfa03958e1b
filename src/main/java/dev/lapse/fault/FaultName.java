package dev.lapse.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The faults there are, with their flavours; the first flavour is the default. */
public enum FaultName {
    CRASH(
            "crash",
            Aim.HOST,
            List.of("sigkill"),
            "kills every process of a host at once; heal starts the host with the data it had"),
    STOP(
            "stop",
            Aim.HOST,
            List.of("orderly"),
            "shuts a host down as systemd would, each component by its own stop signal; heal starts it"),
    POWER_LOSS(
            "power-loss",
            Aim.HOST,
            List.of("drop", "interface-down"),
            "swallows every packet of a host and then kills it, so that nobody is told; heal starts it"),
    PAUSE(
            "pause",
            Aim.HOST,
            List.of("freezer"),
            "freezes every process of a host, while its kernel goes on accepting and acknowledging; heal thaws it"),
    KILL(
            "kill",
            Aim.HOST,
            List.of("sigkill"),
            "kills one process of a host; its supervisor restarts it at once, or with restart: off not before heal",
            HostProcess.OPTION,
            FaultOption.word("restart", "on", "off")),
    FREEZE(
            "freeze",
            Aim.HOST,
            List.of("sigstop"),
            "stops one process of a host by SIGSTOP: it keeps its sockets and says nothing; heal lets it go on",
            HostProcess.OPTION),
    ETCD_MEMBER_LOSS(
            "etcd-member-loss",
            Aim.HOST,
            List.of("crash", "pause"),
            "takes one etcd member away while the others keep quorum"),
    QUORUM_LOSS(
            "quorum-loss",
            Aim.HOST,
            List.of("crash", "pause"),
            "takes so many etcd members away that the rest have no quorum; its target is etcd-majority"),
    MOVE_LEADER(
            "move-leader",
            Aim.HOST,
            List.of("etcdctl"),
            "planned: has etcd's leader hand over to another member; its target is etcd-leader"),
    NOSPACE(
            "nospace",
            Aim.HOST,
            List.of("quota"),
            "fills etcd until it raises NOSPACE and takes no write; needs etcd: {quota-backend-bytes: 16777216} or so"),
    SLOW_DCS(
            "slow-dcs",
            Aim.HOST,
            List.of("stutter"),
            "lets an etcd member run in short bursts only, as on a starved disk or CPU",
            FaultOption.duration("latency", "200ms")),
    SWITCHOVER(
            "switchover",
            Aim.HOST,
            List.of("rest"),
            "planned: has Patroni hand the leader lock to a replica; its target is primary"),
    RESTART("restart", Aim.HOST, List.of("rest"), "planned: has Patroni restart PostgreSQL in place"),
    REINITIALIZE(
            "reinitialize",
            Aim.HOST,
            List.of("rest"),
            "planned: has Patroni throw a replica's data away and copy the primary anew"),
    PATRONI_PAUSE(
            "patroni-pause",
            Aim.HOST,
            List.of("rest"),
            "maintenance mode, in which Patroni leaves PostgreSQL alone; heal resumes; its target is primary"),
    NETWORK_LOSS(
            "network-loss", Aim.HOST, List.of("interface-down", "disconnect"), "takes a host off the data network"),
    REFUSE("refuse", Aim.LINK, List.of("toxiproxy"), "closes a link's connections and refuses new ones"),
    BLACKHOLE("blackhole", Aim.LINK, List.of("toxiproxy"), "accepts a link's connections and drops every byte");

    /** What a fault is aimed at. */
    public enum Aim {
        HOST,
        LINK
    }

    private final String text;
    private final Aim aim;
    private final List<String> flavours;
    private final String does;
    private final List<FaultOption> options;

    FaultName(String text, Aim aim, List<String> flavours, String does, FaultOption... options) {
        this.text = text;
        this.aim = aim;
        this.flavours = flavours;
        this.does = does;
        this.options = List.of(options);
    }

    /** The name in scenario files. */
    public String text() {
        return text;
    }

    /** What it does, in one sentence without its subject and its full stop. */
    public String does() {
        return does;
    }

    public List<FaultOption> options() {
        return options;
    }

    public Optional<FaultOption> option(String name) {
        return options.stream().filter(option -> option.name().equals(name)).findFirst();
    }

    /** The fault of that name, which is known to exist: scenario files are checked when they are read. */
    public static FaultName of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("unknown fault " + text));
    }

    static Optional<FaultName> find(String text) {
        return Arrays.stream(values()).filter(name -> name.text.equals(text)).findFirst();
    }

    /** Something that people do on purpose: nothing is broken, so there is nothing to heal. */
    public boolean isPlanned() {
        return this == MOVE_LEADER || this == SWITCHOVER || this == RESTART || this == REINITIALIZE;
    }

    public Aim aim() {
        return aim;
    }

    public List<String> flavours() {
        return flavours;
    }
}
