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
            "network-loss",
            Aim.HOST,
            List.of("interface-down", "disconnect", "drop", "cable-pulled", "toxiproxy"),
            "takes a host off the data network; toxiproxy cuts its TCP links alone: who connects is accepted and then meets"
                    + " silence, and what is not TCP passes (VRRP, ICMP)"),
    ONE_WAY_LOSS(
            "one-way-loss",
            Aim.HOST,
            List.of("drop"),
            "drops what arrives at a host on the data network, or what leaves it, and lets the other way pass",
            FaultOption.word("direction", "in", "out")),
    PACKET_LOSS(
            "packet-loss",
            Aim.HOST,
            List.of("random"),
            "drops a share of a host's packets on the data network by chance",
            FaultOption.percent("percent", "20"),
            FaultOption.word("direction", "both", "in", "out")),
    PARTITION(
            "partition",
            Aim.GROUPS,
            List.of("drop"),
            "cuts groups of hosts off from each other, such as pg1+etcd1|pg2+pg3 or primary|others; clients reach all"),
    LINK_LOSS(
            "link-loss",
            Aim.LINK,
            List.of("drop"),
            "drops what passes on one link, such as primary-etcd or pg1-pg2; clients and all other links are left alone",
            FaultOption.word("direction", "both", "in", "out")),
    LATENCY(
            "latency",
            Aim.LINK,
            List.of("toxiproxy"),
            "delays the bytes of a link; downstream is from the end that accepts to the end that connects",
            FaultOption.duration("delay", "100ms"),
            FaultOption.duration("jitter", "0ms"),
            FaultOption.word("direction", "downstream", "upstream", "both")),
    BANDWIDTH(
            "bandwidth",
            Aim.LINK,
            List.of("toxiproxy"),
            "limits what passes on a link to a rate in KB/s",
            FaultOption.count("rate", "100")),
    RESET(
            "reset",
            Aim.LINK,
            List.of("toxiproxy"),
            "ends a link's connections, and every new one at its first bytes, by a reset (RST)"),
    TIMEOUT(
            "timeout",
            Aim.LINK,
            List.of("toxiproxy"),
            "accepts a link's connections, drops every byte, and closes them after a while",
            FaultOption.duration("after", "1s")),
    STALL(
            "stall",
            Aim.LINK,
            List.of("toxiproxy"),
            "accepts a link's connections and holds every byte back; they are delivered on heal"),
    SLOW_CLOSE(
            "slow-close",
            Aim.LINK,
            List.of("toxiproxy"),
            "delays the end of a link's connections",
            FaultOption.duration("delay", "2s")),
    REFUSE("refuse", Aim.LINK, List.of("toxiproxy"), "closes a link's connections and refuses new ones"),
    BLACKHOLE(
            "blackhole",
            Aim.LINK,
            List.of("toxiproxy"),
            "accepts a link's connections and drops every byte; heal closes them");

    /** What a fault is aimed at. */
    public enum Aim {
        HOST,
        LINK,
        GROUPS
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
