package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Power.Status;
import dev.lapse.cluster.Target;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** By injection, from when on it may have undone itself. */
    private final Map<String, Long> selfHealing = new HashMap<>();

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
    private record Active(String id, FaultSpec spec, List<NodeName> targets, Injection injection) {
        String step() {
            return id.substring(0, id.indexOf('/'));
        }

        Stream<Aimed> aims() {
            return targets.stream().map(target -> new Aimed(spec, target));
        }
    }

    /**
     * Checks that the faults can work here, and leads through Toxiproxy the links that are named and all links of every
     * host that a fault may cut off by it. That has to be done before the first client connects.
     *
     * @return whether links were led, whose connections were ended for it: the cluster needs a moment to be steady again
     * @throws LapseException when a fault cannot work on this engine or kernel
     */
    public boolean prepare(List<FaultSpec> specs) {
        Requirements.check(ports, specs);
        List<FaultSpec> proxied = specs.stream().filter(FaultSpec::isProxied).toList();
        proxied.stream().filter(Nemesis::isBetween).map(this::link).distinct().forEach(links::arm);
        List<NodeName> hosts = proxied.stream()
                .filter(spec -> !isBetween(spec))
                .flatMap(spec -> LinkName.candidates(
                        spec.target().name(), ports.cluster().spec())
                        .stream())
                .distinct()
                .toList();
        links.armHosts(hosts);
        return !proxied.isEmpty();
    }

    private LinkName link(FaultSpec spec) {
        return LinkName.parse(spec.target().name(), ports.cluster().spec()).orElseThrow();
    }

    /**
     * Injects faults one after another and looks for evidence of each; of a planned one also for the state that it led
     * to, since nothing heals it.
     *
     * @param step the step's name, for the record
     * @param deadMan after this time they undo themselves
     * @return when the last call that injects returned; holds run from there
     * @throws LapseException when a target does not exist, or an injection fails
     */
    public long inject(String step, List<FaultSpec> specs, Duration deadMan) {
        List<Active> injected = new ArrayList<>();
        long last = clock.nanos();
        long undone = last + deadMan.toNanos();
        try {
            ready(step, specs, deadMan, injected);
            for (Active one : injected) {
                active.add(one);
                selfHealing.put(one.id(), undone);
                record(one, FaultPhase.REQUESTED, null);
                one.injection().inject();
                last = clock.nanos();
                record(one, FaultPhase.INJECTED, null);
            }
        } catch (RuntimeException e) {
            FirstError errors = new FirstError();
            errors.keep(() -> {
                throw e;
            });
            injected.stream().filter(one -> !active.contains(one)).forEach(one -> errors.keep(one.injection()::close));
            throw e;
        }
        for (Active one : injected) {
            Evidence evidence = one.injection().prove();
            record(one, evidence.proves() ? FaultPhase.PROVEN : FaultPhase.UNPROVEN, evidence.text());
        }
        List<Active> planned =
                injected.stream().filter(one -> one.spec().isPlanned()).toList();
        planned.forEach(this::proveHealed);
        active.removeAll(planned);
        return last;
    }

    /** Makes all of them ready before the first one hits, or throws; those that are ready by then are in the list. */
    private void ready(String step, List<FaultSpec> specs, Duration deadMan, List<Active> ready) {
        List<Aimed> aims = aims(specs);
        for (FaultSpec spec : specs.stream().filter(Nemesis::isBetween).toList()) {
            // links first: a host that is down can no longer be told anything
            ready.add(between(step + "/" + (ready.size() + 1), spec, deadMan));
        }
        for (Aimed aimed : aims) {
            Injection injection = aimed.spec().isProxied()
                    ? new LinkInjection(ports, LinkFault.of(aimed.spec()), links.ofHost(aimed.target()), deadMan)
                    : Faults.of(aimed.spec()).ready(ports, aimed.target(), deadMan);
            ready.add(new Active(step + "/" + (ready.size() + 1), aimed.spec(), List.of(aimed.target()), injection));
        }
    }

    /** A fault and the host that it is about to hit. */
    private record Aimed(FaultSpec spec, NodeName target) {}

    /**
     * The faults with their hosts, each fault once for each host: two roles can be one host.
     *
     * @throws LapseException when a target does not exist, or two faults cannot be on one host at once
     */
    private List<Aimed> aims(List<FaultSpec> specs) {
        List<Aimed> aims = new ArrayList<>();
        for (FaultSpec spec : specs.stream().filter(spec -> !isBetween(spec)).toList()) {
            for (NodeName target : targets(spec)) {
                boolean again = aims.stream()
                        .anyMatch(
                                aim -> aim.target().equals(target) && aim.spec().isSameButTarget(spec));
                if (!again) {
                    Stream<Aimed> there = active.stream()
                            .filter(one -> !isBetween(one.spec())) // links and filters follow a host into its next life
                            .flatMap(Active::aims);
                    Stream.concat(there, aims.stream())
                            .filter(aim -> aim.target().equals(target))
                            .flatMap(aim -> aim.spec().clash(spec).stream())
                            .findFirst()
                            .ifPresent(clash -> {
                                throw new LapseException(Kind.HARNESS, "inject at " + target + ": " + clash);
                            });
                    aims.add(new Aimed(spec, target));
                }
            }
        }
        return aims;
    }

    /**
     * Heals what is injected, the latest step first, and looks for evidence of it.
     *
     * @param faults names of the faults to heal; empty: all
     * @throws LapseException when one cannot be healed, after all were tried
     */
    public void heal(List<String> faults) {
        List<Active> healing = latestStepFirst(active.stream()
                .filter(one ->
                        faults.isEmpty() || faults.contains(one.spec().fault().text()))
                .toList());
        FirstError errors = new FirstError();
        List<Active> healed = new ArrayList<>();
        for (Active one : healing) {
            errors.keep(() -> {
                healed(one, one.injection()::heal);
                healed.add(one);
            });
        }
        healed.forEach(one -> errors.keep(() -> proveHealed(one)));
        active.removeAll(healed); // what could not be healed stays, to be tried again
        errors.rethrow();
    }

    /** What was done last may be in the way of undoing what was done before; the faults of a step keep their order. */
    private static List<Active> latestStepFirst(List<Active> injected) {
        List<Active> latestFirst = new ArrayList<>();
        int sameStep = 0;
        for (Active one : injected) {
            sameStep = !latestFirst.isEmpty() && latestFirst.get(0).step().equals(one.step()) ? sameStep + 1 : 0;
            latestFirst.add(sameStep, one);
        }
        return latestFirst;
    }

    /** @throws LapseException that says what is not healed */
    private void healed(Active one, Runnable heal) {
        try {
            heal.run();
        } catch (LapseException e) {
            String gone = one.targets().stream()
                    .filter(host -> ports.power().state(host).status() == Status.GONE)
                    .map(host -> "; the container of " + host + " was removed")
                    .collect(Collectors.joining());
            throw new LapseException(
                    e.kind(),
                    one.spec().fault() + " of " + one.targets() + " is NOT healed, its healing failed: "
                            + e.getMessage() + gone,
                    e);
        }
        record(one, FaultPhase.HEALED, null);
    }

    private void proveHealed(Active one) {
        boolean late = clock.nanos() >= selfHealing.getOrDefault(one.id(), Long.MAX_VALUE);
        try {
            Evidence evidence = one.injection().proveHealed();
            record(
                    one,
                    evidence.proves() && !late ? FaultPhase.HEAL_PROVEN : FaultPhase.HEAL_UNPROVEN,
                    (late ? "its timer had run out, so it may have ended by itself before; " : "") + evidence.text());
        } finally {
            one.injection().close();
        }
    }

    private static boolean isBetween(FaultSpec spec) {
        return spec.target().kind() == Target.Kind.LINK || spec.target().kind() == Target.Kind.GROUPS;
    }

    /** What hits more than one host: a partition, or a link. */
    private Active between(String id, FaultSpec spec, Duration deadMan) {
        ClusterSpec cluster = ports.cluster().spec();
        if (active.stream().anyMatch(one -> one.spec().equals(spec))) {
            throw new LapseException(
                    Kind.HARNESS, "inject at " + spec.target() + ": " + spec.fault() + " is injected already");
        }
        if (spec.target().kind() == Target.Kind.GROUPS) {
            List<List<NodeName>> sides = Groups.of(spec.target().name()).resolve(cluster, this::hosts);
            return new Active(id, spec, Partition.filtered(sides), Partition.ready(ports, spec, sides, deadMan));
        }
        LinkName link = link(spec);
        if (link.ofClients()) {
            List<ProxiedHop> hops = links.ofClients(link.balancers(cluster));
            return new Active(
                    id, spec, link.balancers(cluster), new LinkInjection(ports, LinkFault.of(spec), hops, deadMan));
        }
        List<LinkName.HostPair> hops = link.hops(hosts(link.from()), hosts(link.to()), cluster);
        if (hops.isEmpty()) {
            throw new LapseException(Kind.HARNESS, "inject at " + link + ": both ends are the same host now");
        }
        List<NodeName> sources =
                hops.stream().map(LinkName.HostPair::from).distinct().toList();
        Injection injection = spec.isProxied()
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

    /** A node that could not come back runs as nothing, and it is whom reinitialize is for before any running replica. */
    private List<NodeName> targets(FaultSpec spec) {
        if (spec.fault() == FaultName.REINITIALIZE && spec.target().kind() == Target.Kind.REPLICA) {
            List<NodeName> stranded = new ArrayList<>(ports.cluster().spec().nodes());
            stranded.remove(
                    need(Target.role(Target.Kind.PRIMARY), ports.control().primary()));
            stranded.removeAll(ports.control().replicas());
            if (!stranded.isEmpty()) {
                return List.of(stranded.get(random.nextInt(stranded.size())));
            }
        }
        return resolve(spec.target());
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
            case ETCD_LEADER -> List.of(need(target, ports.control().dcsLeader()));
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
        List<NodeName> members = ports.cluster().spec().hostsWith(ComponentName.ETCD);
        List<NodeName> lost = new ArrayList<>(members);
        NodeName leader = need(target, ports.control().dcsLeader());
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
        FirstError errors = new FirstError();
        for (Active one : latestStepFirst(active)) {
            errors.keep(() -> healed(one, one.injection()::close));
        }
        active.clear();
        errors.keep(links::close);
        errors.rethrow();
    }
}
