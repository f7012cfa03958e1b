package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Target;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Injects and heals the faults of a run, and records each phase with its instant and evidence. Closing it heals what is
 * still injected. One thread at a time.
 */
public final class Nemesis implements AutoCloseable {
    private final Ports ports;
    private final Recorder recorder;
    private final NanoClock clock;
    private final Random random;
    private final List<Active> active = new ArrayList<>();
    private final ArmedLinks links;

    /** @param random the run's one source of chance; it picks among replicas */
    public Nemesis(Ports ports, Recorder recorder, NanoClock clock, Random random) {
        this.ports = ports;
        this.links = new ArmedLinks(ports);
        this.recorder = recorder;
        this.clock = clock;
        this.random = random;
    }

    /** An injection that has not been healed and proven healed yet. */
    private record Active(String id, FaultSpec spec, List<NodeName> targets, Injection injection) {}

    /**
     * Checks that the faults can work here, and leads the links that are named through Toxiproxy, which has to be done
     * before the first client connects.
     *
     * @return whether links were led, whose connections were ended for it: the cluster needs a moment to be steady again
     * @throws LapseException when a fault cannot work on this engine or kernel
     */
    public boolean prepare(List<FaultSpec> specs) {
        Requirements.check(ports, specs);
        List<LinkName> named = specs.stream()
                .filter(Nemesis::isProxied)
                .map(spec -> link(spec))
                .distinct()
                .toList();
        named.forEach(links::arm);
        return !named.isEmpty();
    }

    private static boolean isProxied(FaultSpec spec) {
        return spec.target().kind() == Target.Kind.LINK && !spec.fault().equals(FaultName.LINK_LOSS.text());
    }

    private LinkName link(FaultSpec spec) {
        return LinkName.parse(spec.target().name(), ports.cluster().spec()).orElseThrow();
    }

    /**
     * Injects faults one after another and looks for evidence of each.
     *
     * @param step the step's name, for the record
     * @param deadMan after this time they undo themselves
     * @return when the last call that injects returned; holds run from there
     * @throws LapseException when a target does not exist, or an injection fails
     */
    public long inject(String step, List<FaultSpec> specs, Duration deadMan) {
        List<Active> injected = new ArrayList<>();
        for (FaultSpec spec : specs) {
            if (spec.target().kind() == Target.Kind.LINK || spec.target().kind() == Target.Kind.GROUPS) {
                injected.add(between(step + "/" + (injected.size() + 1), spec, deadMan));
                continue;
            }
            for (NodeName target : resolve(spec.target())) {
                String id = step + "/" + (injected.size() + 1);
                Injection injection = fault(spec).ready(ports, target, deadMan);
                injected.add(new Active(id, spec, List.of(target), injection));
            }
        }
        long last = clock.nanos();
        for (Active one : injected) {
            active.add(one);
            record(one, FaultPhase.REQUESTED, null);
            one.injection().inject();
            last = clock.nanos();
            record(one, FaultPhase.INJECTED, null);
        }
        for (Active one : injected) {
            Evidence evidence = one.injection().prove();
            record(one, evidence.proves() ? FaultPhase.PROVEN : FaultPhase.UNPROVEN, evidence.text());
        }
        return last;
    }

    /**
     * Heals what is injected, and looks for evidence of it.
     *
     * @param faults names of the faults to heal; empty: all
     */
    public void heal(List<String> faults) {
        List<Active> healing = active.stream()
                .filter(one -> faults.isEmpty() || faults.contains(one.spec().fault()))
                .toList();
        for (Active one : healing) {
            one.injection().heal();
            record(one, FaultPhase.HEALED, null);
        }
        for (Active one : healing) {
            Evidence evidence = one.injection().proveHealed();
            record(one, evidence.proves() ? FaultPhase.HEAL_PROVEN : FaultPhase.HEAL_UNPROVEN, evidence.text());
            one.injection().close();
        }
        active.removeAll(healing);
    }

    private Fault fault(FaultSpec spec) {
        return switch (FaultName.of(spec.fault())) {
            case NETWORK_LOSS ->
                switch (spec.flavour()) {
                    case "disconnect" -> new Disconnect();
                    case "drop" -> new PacketDrop(spec);
                    case "cable-pulled" -> new CablePulled();
                    default -> new InterfaceDown();
                };
            case ONE_WAY_LOSS -> new OneWayLoss(spec);
            case PACKET_LOSS -> new PacketLoss(spec);
            case PARTITION, LINK_LOSS, LATENCY, BANDWIDTH, RESET, TIMEOUT, STALL, SLOW_CLOSE, REFUSE, BLACKHOLE ->
                throw new IllegalArgumentException(spec.fault() + " hits no host by itself");
            case CRASH,
                    STOP,
                    POWER_LOSS,
                    PAUSE,
                    KILL,
                    FREEZE,
                    ETCD_MEMBER_LOSS,
                    QUORUM_LOSS,
                    MOVE_LEADER,
                    NOSPACE,
                    SLOW_DCS,
                    SWITCHOVER,
                    RESTART,
                    REINITIALIZE,
                    PATRONI_PAUSE ->
                throw new LapseException(Kind.HARNESS, "inject " + spec.fault() + ": it is not there yet");
        };
    }

    /** What hits more than one host: a partition, or a link. */
    private Active between(String id, FaultSpec spec, Duration deadMan) {
        ClusterSpec cluster = ports.cluster().spec();
        if (spec.target().kind() == Target.Kind.GROUPS) {
            List<List<NodeName>> sides = Groups.of(spec.target().name()).resolve(cluster, this::hosts);
            return new Active(id, spec, Partition.filtered(sides), Partition.ready(ports, spec, sides, deadMan));
        }
        LinkName link = link(spec);
        if (link.ofClients()) {
            List<ProxiedHop> hops = links.ofClients();
            return new Active(
                    id, spec, cluster.balancers(), new LinkInjection(ports, LinkFault.of(spec), hops, deadMan));
        }
        List<LinkName.Hop> hops = link.hops(hosts(link.from()), hosts(link.to()), cluster);
        if (hops.isEmpty()) {
            throw new LapseException(Kind.HARNESS, "inject at " + link + ": both ends are the same host now");
        }
        List<NodeName> sources =
                hops.stream().map(LinkName.Hop::from).distinct().toList();
        Injection injection = isProxied(spec)
                ? new LinkInjection(ports, LinkFault.of(spec), links.of(hops), deadMan)
                : LinkLoss.ready(ports, spec, link, hops, deadMan);
        return new Active(id, spec, sources, injection);
    }

    /** Who is meant by a word of a link or a group now. */
    private List<NodeName> hosts(String word) {
        Optional<Target> role = Target.ofRole(word);
        return role.isPresent()
                ? resolve(role.get())
                : LinkName.candidates(word, ports.cluster().spec());
    }

    private List<NodeName> resolve(Target target) {
        return switch (target.kind()) {
            case PRIMARY -> List.of(need(target, ports.control().primary()));
            case REPLICA -> {
                List<NodeName> replicas = ports.control().replicas();
                yield List.of(need(
                        target,
                        replicas.isEmpty()
                                ? Optional.empty()
                                : Optional.of(replicas.get(random.nextInt(replicas.size())))));
            }
            case ALL_REPLICAS -> {
                List<NodeName> replicas = ports.control().replicas();
                need(target, replicas.stream().findFirst());
                yield replicas;
            }
            case SYNC_STANDBY -> List.of(need(target, ports.control().syncStandby()));
            case ETCD_LEADER -> List.of(need(target, ports.control().etcdLeader()));
            case ETCD_MAJORITY -> etcdMajority(target);
            case VIP_HOLDER -> List.of(need(target, vipHolder()));
            case HOST -> List.of(new NodeName(target.name()));
            case LINK, GROUPS -> throw new IllegalArgumentException(target + " is no host");
        };
    }

    private static NodeName need(Target target, Optional<NodeName> found) {
        return found.orElseThrow(() ->
                new LapseException(Kind.HARNESS, "inject at " + target + ": the cluster has no " + target + " now"));
    }

    private List<NodeName> etcdMajority(Target target) {
        List<NodeName> members = ports.cluster().spec().hostsWith(Component.ETCD);
        List<NodeName> lost = new ArrayList<>(members);
        NodeName leader = need(target, ports.control().etcdLeader());
        lost.remove(leader);
        Collections.shuffle(lost, random);
        lost.add(0, leader);
        return List.copyOf(lost.subList(0, (members.size() + 1) / 2));
    }

    private Optional<NodeName> vipHolder() {
        return ports.cluster()
                .vip()
                .flatMap(vip -> ports.cluster().spec().balancers().stream()
                        .filter(host -> ports.shell()
                                .run(host, Duration.ofSeconds(5), List.of("ip", "-o", "-4", "addr", "show"))
                                .stdout()
                                .contains(" " + vip + "/"))
                        .findFirst());
    }

    private void record(Active one, FaultPhase phase, @Nullable String evidence) {
        recorder.record(new FaultSeen(
                clock.nanos(),
                one.id(),
                phase,
                one.spec().fault(),
                one.spec().flavour(),
                one.targets(),
                one.spec().target().toString(),
                evidence));
    }

    /** Heals what is still injected; the first error is thrown after all were tried. */
    @Override
    public void close() {
        List<RuntimeException> errors = new ArrayList<>();
        for (Active one : active) {
            try {
                one.injection().close();
                record(one, FaultPhase.HEALED, null);
            } catch (RuntimeException e) {
                errors.add(e);
            }
        }
        active.clear();
        try {
            links.close();
        } catch (RuntimeException e) {
            errors.add(e);
        }
        if (!errors.isEmpty()) {
            RuntimeException first = errors.get(0);
            errors.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
