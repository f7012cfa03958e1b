package dev.lapse.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The faults there are: what each is aimed at, what becomes of the host, what the host must carry, and its flavours, of
 * which the first is the default. Code that has to know a fault asks here; nothing else lists them by name.
 */
public enum FaultName {
    CRASH(
            "crash",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.NOTHING,
            List.of("sigkill"),
            "kills every process of a host at once; heal starts the host with the data it had"),
    STOP(
            "stop",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.NOTHING,
            List.of("orderly"),
            "shuts a host down as systemd would, each component by its own stop signal; heal starts it"),
    POWER_LOSS(
            "power-loss",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.NOTHING,
            List.of("drop", "interface-down"),
            "drops every packet of a host and then kills it: its peers see silence, no FIN and no RST; heal starts it"),
    PAUSE(
            "pause",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.NOTHING,
            List.of("freezer"),
            "freezes every process of a host, while its kernel goes on accepting and acknowledging; heal thaws it"),
    KILL(
            "kill",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.PROCESS,
            List.of("sigkill"),
            "kills one process of a host; its supervisor restarts it at once, or with restart: off not before heal",
            FaultOption.process("patroni"),
            FaultOption.word("restart", "on", "off")),
    FREEZE(
            "freeze",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.PROCESS,
            List.of("sigstop"),
            "stops one process of a host by SIGSTOP: it keeps its sockets and says nothing; heal lets it go on",
            FaultOption.process("patroni")),
    ETCD_MEMBER_LOSS(
            "etcd-member-loss",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.ETCD,
            List.of("crash", "pause"),
            "takes one etcd member away while the others keep quorum"),
    QUORUM_LOSS(
            "quorum-loss",
            Aim.HOST,
            Harm.TAKES_HOST,
            Need.ETCD,
            List.of("crash", "pause"),
            "takes so many etcd members away that the rest have no quorum; its target is etcd-majority"),
    MOVE_LEADER(
            "move-leader",
            Aim.HOST,
            Harm.PLANNED,
            Need.ETCD,
            List.of("etcdctl"),
            "planned: has etcd's leader hand over to another member; its target is etcd-leader",
            FaultOption.refused()),
    NOSPACE(
            "nospace",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.ETCD,
            List.of("quota"),
            "fills etcd until it raises NOSPACE and takes no write; needs etcd: {quota-backend-bytes: 16777216} or so"),
    SLOW_DCS(
            "slow-dcs",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.ETCD_PROCESS,
            List.of("stutter"),
            "lets an etcd member run in short bursts only, as on a starved disk or CPU",
            FaultOption.duration("latency", "200ms")),
    SWITCHOVER(
            "switchover",
            Aim.HOST,
            Harm.PLANNED,
            Need.PATRONI,
            List.of("rest"),
            "planned: has Patroni hand the leader lock to a replica, or to the one that to names; its target is primary",
            FaultOption.node("to", "any", "replica", "sync-standby", "async-replica"),
            FaultOption.refused()),
    RESTART(
            "restart",
            Aim.HOST,
            Harm.PLANNED,
            Need.PATRONI,
            List.of("rest"),
            "planned: has Patroni restart PostgreSQL in place",
            FaultOption.refused()),
    REINITIALIZE(
            "reinitialize",
            Aim.HOST,
            Harm.PLANNED,
            Need.PATRONI,
            List.of("rest"),
            "planned: has Patroni throw a replica's data away and copy the primary anew",
            FaultOption.refused()),
    PATRONI_PAUSE(
            "patroni-pause",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.PATRONI,
            List.of("rest"),
            "maintenance mode, in which Patroni leaves PostgreSQL alone; heal resumes; its target is primary",
            FaultOption.refused()),
    NETWORK_LOSS(
            "network-loss",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("interface-down", "disconnect", "drop", "cable-pulled", "toxiproxy"),
            "takes a host off the data network; toxiproxy cuts its TCP links alone: who connects is accepted and then meets"
                    + " silence, and what is not TCP passes (VRRP, ICMP)"),
    ONE_WAY_LOSS(
            "one-way-loss",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("drop"),
            "drops what arrives at a host on the data network, or what leaves it, and lets the other way pass",
            FaultOption.word("direction", "in", "out")),
    PACKET_LOSS(
            "packet-loss",
            Aim.HOST,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("random"),
            "drops a share of a host's packets on the data network by chance",
            FaultOption.percent("percent", "20"),
            FaultOption.word("direction", "both", "in", "out")),
    PARTITION(
            "partition",
            Aim.GROUPS,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("drop"),
            "cuts groups of hosts off from each other, such as pg1+etcd1|pg2+pg3 or primary|others; clients reach all"),
    LINK_LOSS(
            "link-loss",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("drop"),
            "drops what passes on one link, such as primary-etcd or pg1-pg2, or a share of it by chance; clients and all"
                    + " other links are left alone",
            FaultOption.word("direction", "both", "in", "out"),
            FaultOption.percent("percent", "100")),
    LATENCY(
            "latency",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "delays the bytes of a link; downstream is from the end that accepts to the end that connects",
            FaultOption.duration("delay", "100ms"),
            FaultOption.duration("jitter", "0ms"),
            FaultOption.word("direction", "downstream", "upstream", "both")),
    BANDWIDTH(
            "bandwidth",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "limits what passes on a link to a rate in KB/s",
            FaultOption.count("rate", "100")),
    RESET(
            "reset",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "ends a link's connections, and every new one at its first bytes, by a reset (RST)"),
    TIMEOUT(
            "timeout",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "accepts a link's connections, drops every byte, and closes them after a while",
            FaultOption.duration("after", "1s")),
    STALL(
            "stall",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "accepts a link's connections and holds every byte back; they are delivered on heal"),
    SLOW_CLOSE(
            "slow-close",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "delays the end of a link's connections",
            FaultOption.duration("delay", "2s")),
    REFUSE(
            "refuse",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "closes a link's connections and refuses new ones"),
    BLACKHOLE(
            "blackhole",
            Aim.LINK,
            Harm.LEAVES_HOST,
            Need.NOTHING,
            List.of("toxiproxy"),
            "accepts a link's connections and drops every byte; heal closes them");

    /** What a fault is aimed at. */
    public enum Aim {
        HOST,
        LINK,
        GROUPS;

        /** What a fault is aimed at that has this target. */
        public static Aim of(Target target) {
            return switch (target.kind()) {
                case LINK -> LINK;
                case GROUPS -> GROUPS;
                default -> HOST;
            };
        }
    }

    /** What becomes of the host that a fault hits. */
    public enum Harm {
        /** It is down or frozen from injection to heal: nothing on it can acknowledge anything. */
        TAKES_HOST,
        /** Its processes, or some of them, go on. */
        LEAVES_HOST,
        /** Nothing is broken: people do this to a cluster on purpose, and there is nothing to heal. */
        PLANNED
    }

    /** What a host must carry to be hit. */
    public enum Need {
        NOTHING,
        ETCD,
        /** The process of etcd itself is hit. */
        ETCD_PROCESS,
        PATRONI,
        /** What runs the process that the option {@code process} names. */
        PROCESS
    }

    private final String text;
    private final Aim aim;
    private final Harm harm;
    private final Need need;
    private final List<String> flavours;
    private final String does;
    private final List<FaultOption> options;

    FaultName(String text, Aim aim, Harm harm, Need need, List<String> flavours, String does, FaultOption... options) {
        this.text = text;
        this.aim = aim;
        this.harm = harm;
        this.need = need;
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

    /** @throws IllegalArgumentException when there is no such fault */
    public static FaultName of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("unknown fault " + text));
    }

    /** The fault of that name, if there is one. */
    public static Optional<FaultName> find(String text) {
        return Arrays.stream(values()).filter(name -> name.text.equals(text)).findFirst();
    }

    /** The names of all faults, in the order of this list. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(FaultName::text).toList();
    }

    /** Something that people do on purpose: nothing is broken, so there is nothing to heal. */
    public boolean isPlanned() {
        return harm == Harm.PLANNED;
    }

    /** Whether its whole host is down or frozen from injection to heal. */
    public boolean takesHost() {
        return harm == Harm.TAKES_HOST;
    }

    /**
     * Whether it hits as soon as it is called; else it has hit when the call returns. Of a host that is killed Docker
     * sends the signal first, and returns 0.3 to 0.9 s later, when the container is gone: in 12 crashes the lease ran
     * out 20.0 to 20.3 s after the last renewal before the call, of a ttl of 20 s.
     */
    public boolean hitsAtOnce(String flavour) {
        return flavour.equals("sigkill") && takesHost() || flavour.equals("crash");
    }

    public Need need() {
        return need;
    }

    public Aim aim() {
        return aim;
    }

    /** How it can be done; the first is meant when none is named. */
    public List<String> flavours() {
        return flavours;
    }

    /** The name in scenario files. */
    @Override
    public String toString() {
        return text;
    }
}
