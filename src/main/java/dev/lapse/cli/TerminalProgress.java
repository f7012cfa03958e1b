package dev.lapse.cli;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.EngineLost;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.HaproxySeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LogSeen;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PhaseReached;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunStarted;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.StoreSeen;
import dev.lapse.history.Trouble;
import dev.lapse.report.PhaseLine;
import dev.lapse.run.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells a person what happens while it happens: a line per thing, with the run's time ({@code t+10.113}). Lanes speak
 * at their first failure and at the first success after which they stay well for a second.
 */
final class TerminalProgress implements Progress {
    /** Shorter than this the blindness of an observer is worth no line. */
    private static final long BLIND = 3_000_000_000L;

    private final Consumer<String> out;
    private final Map<LaneName, LaneVoice> lanes = new HashMap<>();
    private final Map<NodeName, String> roles = new HashMap<>();
    private final Map<String, String> servers = new HashMap<>();
    private final Map<String, String> others = new HashMap<>();

    TerminalProgress(PrintStream out) {
        this(out::println);
    }

    /** @param out told one line at a time */
    TerminalProgress(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public synchronized void say(String line) {
        out.accept("lapse: " + line);
    }

    @Override
    public synchronized void event(Event event) {
        if (event instanceof Attempt attempt) {
            LaneVoice voice = lanes.get(attempt.lane());
            if (voice != null) {
                voice.hear(attempt, this::at);
            }
        } else if (event instanceof LaneOpened opened) {
            Lane lane = opened.lane();
            if (lane.isClient()) {
                lanes.put(lane.name(), new LaneVoice(lane));
            }
        } else if (event instanceof RunStarted started) {
            at(0, "run %s, profile %s, seed %d".formatted(started.scenario(), started.profile(), started.seed()));
        } else if (event instanceof ClusterReady ready) {
            if (!ready.effective().isEmpty()) { // else the cluster never got steady
                at(ready.atNanos(), "replication: " + ready.replication().text());
            }
            List<NotInEffect> differing = ready.notInEffect() == null ? List.of() : ready.notInEffect();
            NotInEffect.texts(differing).forEach(each -> at(ready.atNanos(), "NOT IN EFFECT: " + each));
        } else if (event instanceof StepStarted step) {
            if (step.kind() != StepKind.INJECT && step.kind() != StepKind.HEAL) {
                at(step.atNanos(), step.text());
            }
        } else if (event instanceof FaultSeen fault) {
            fault(fault);
        } else if (event instanceof PhaseReached phase) {
            at(phase.atNanos(), PhaseLine.of(phase));
        } else if (event instanceof LeaderSeen leader) {
            at(leader.atNanos(), "leader lock: " + (leader.holder() == null ? "free" : leader.holder()));
        } else if (event instanceof PatroniSeen seen) {
            patroni(seen);
        } else if (event instanceof HaproxySeen seen) {
            haproxy(seen);
        } else if (event instanceof StoreSeen seen) {
            store(seen);
        } else if (event instanceof PoolerSeen pooler) {
            tellChange(pooler.atNanos(), pooler.node() + ": pooler", pooler.up() ? "up" : "down");
        } else if (event instanceof LeaseRenewed renewed && renewed.by() == LeaseRenewed.By.STORE_LEADER) {
            at(renewed.atNanos(), "leader lease: granted anew by a new leader of the store");
        } else if (event instanceof ObserverBlind blind && blind.atNanos() - blind.sinceNanos() > BLIND) {
            at(
                    blind.atNanos(),
                    String.format(
                            Locale.ROOT,
                            "observer %s could not look since t+%.3f",
                            blind.observer(),
                            blind.sinceNanos() / 1e9));
        } else if (event instanceof SteadySeen steady) {
            String what = steady.reached() ? "steady" : "NOT steady: " + steady.detail();
            at(steady.atNanos(), what + " (" + steady.gate() + ")");
        } else if (event instanceof RejoinSeen rejoin) {
            at(rejoin.atNanos(), rejoin.node() + " came back by " + rejoin.how());
        } else if (event instanceof RejoinLogRead read) {
            read.failures()
                    .forEach(failure -> at(read.atNanos(), read.node() + " failed to come back: " + failure.how()));
        } else if (event instanceof Salvaged salvaged) {
            salvaged(salvaged);
        } else if (event instanceof EngineLost lost) {
            at(lost.atNanos(), "the Docker engine does not answer: " + lost.what());
        } else if (event instanceof Trouble trouble) {
            at(trouble.atNanos(), "TROUBLE: " + trouble.what());
        } else if (event instanceof RunEnded ended) {
            at(ended.atNanos(), "run " + ended.how());
        }
    }

    /** What logs tell is known only when the run is over; told in its place where the place is known. */
    synchronized void logged(LogSeen seen) {
        String about = seen.about().equals(seen.host()) ? "" : " " + seen.about();
        at(seen.atNanos(), seen.host() + " logged: " + seen.fact().text() + about);
    }

    private void fault(FaultSeen fault) {
        String what = "%s (%s) %s"
                .formatted(fault.fault(), fault.flavour(), fault.targets().get(0));
        String evidence = fault.evidence() == null ? "" : ": " + fault.evidence();
        String line = switch (fault.phase()) {
            case REQUESTED ->
                "inject " + what + (fault.targets().get(0).value().equals(fault.role()) ? "" : ", the " + fault.role());
            case INJECTED -> "injected";
            case PROVEN -> "proven" + evidence;
            case UNPROVEN -> "NOT PROVEN" + evidence;
            case NOT_REFUSED -> "NOT REFUSED" + evidence;
            case HEALED -> "healed " + what;
            case HEAL_PROVEN -> "proven healed" + evidence;
            case HEAL_UNPROVEN -> "NOT PROVEN healed" + evidence;
        };
        at(fault.atNanos(), line);
    }

    /** Of each reading one line, and none of a node that was not changed. */
    private void salvaged(Salvaged seen) {
        String what = seen.lane() == null
                ? "not salvaged: " + seen.detail()
                : "salvaged on timeline " + seen.timeline() + ": " + seen.how() + ", " + seen.detail();
        if (!seen.how().equals(Salvaged.FOLLOW) && !what.equals(others.put(seen.node() + ": salvage", what))) {
            at(seen.atNanos(), seen.node() + " " + what);
        }
    }

    private void patroni(PatroniSeen seen) {
        String role = seen.role() == null
                ? seen.state().word()
                : seen.role() + (seen.state().runs() ? "" : ", " + seen.state());
        String before = roles.put(seen.node(), role);
        if (before != null && !before.equals(role)) {
            at(
                    seen.atNanos(),
                    seen.node() + ": " + role + (seen.timeline() == null ? "" : ", timeline " + seen.timeline()));
        }
    }

    private void store(StoreSeen seen) {
        String leader = seen.leader() == null ? "no leader" : "leader " + seen.leader() + ", term " + seen.term();
        tellChange(seen.atNanos(), seen.member() + ": store", seen.answers() ? leader : "does not answer");
    }

    /** What a thing is like at first goes without saying. */
    private void tellChange(long nanos, String what, String like) {
        String before = others.put(what, like);
        if (before != null && !before.equals(like)) {
            at(nanos, what + " " + like);
        }
    }

    private void haproxy(HaproxySeen seen) {
        String status = seen.status().split(" ")[0];
        String before = servers.put(seen.balancer() + " " + seen.proxy() + " " + seen.server(), status);
        if (before != null && !before.equals(status)) {
            at(
                    seen.atNanos(),
                    "%s: %s on %s is %s (%s)"
                            .formatted(seen.balancer(), seen.server(), seen.proxy(), status, seen.check()));
        }
    }

    private void at(long nanos, String line) {
        out.accept(String.format(Locale.ROOT, "t+%.3f %s", nanos / 1e9, line));
    }
}
