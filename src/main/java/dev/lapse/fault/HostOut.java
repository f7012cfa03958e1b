package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.State;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A host that is taken out and brought back. Evidence is what the engine says of it and what a peer meets that knocks;
 * the watchdog holds the dead-man timer.
 */
final class HostOut implements Injection {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    /**
     * A way to take a host out.
     *
     * @param name for messages
     * @param strike returns when it is done, or ordered
     * @param status what it leads to
     * @param exitCode with EXITED: how the host ends
     * @param patience how long what was ordered may take to be done; zero where the strike does it
     */
    record Takedown(String name, Runnable strike, Status status, int exitCode, Duration patience) {
        boolean isReached(State state) {
            return state.status() == status && (status != Status.EXITED || state.exitCode() == exitCode);
        }
    }

    private final Access access;
    private final NodeName target;
    private final Duration after;
    private final Takedown takedown;
    private final Peers peers;
    private final int port;
    private final State before;
    private @Nullable DeadMan deadMan;

    HostOut(Access access, NodeName target, Duration after, Takedown takedown) {
        this.access = access;
        this.target = target;
        this.after = after;
        this.takedown = takedown;
        this.peers = new Peers(access);
        this.port = new Neighbours(access).port(target);
        this.before = access.power().state(target);
        if (before.status() != Status.RUNNING) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    takedown.name() + " of " + target + ": expected it to run, saw it " + before);
        }
    }

    @Override
    public void inject() {
        deadMan = access.power().reviveAfter(target, after);
        takedown.strike().run();
    }

    @Override
    public Duration patience() {
        return takedown.patience();
    }

    /** However it ends: with what exit code, the evidence tells. */
    @Override
    public boolean isUnderWay() {
        return access.power().state(target).status() != takedown.status();
    }

    @Override
    public String asks() {
        return "from another host at " + target + ":" + port;
    }

    @Override
    public Evidence prove() {
        State state = access.power().state(target);
        Evidence silent = peers.silent(target, port);
        return new Evidence(
                takedown.isReached(state) && silent.proves(), target + " is " + state + "; " + silent.text());
    }

    @Override
    public void heal() {
        if (deadMan == null) {
            return;
        }
        State state = access.power().state(target);
        boolean wouldNotEnd =
                state.status() == Status.RUNNING && takedown.status() == Status.EXITED && !isAnotherLife();
        if (wouldNotEnd) {
            access.power().kill(target);
        }
        if (state.status() == Status.PAUSED) {
            access.power().unpause(target);
        } else if (wouldNotEnd || state.status() != Status.RUNNING) {
            access.power().start(target);
        }
        if (isAnotherLife()) {
            access.links().hostRestarted(target);
        }
        deadMan.close();
        deadMan = null;
    }

    private boolean isAnotherLife() {
        return !access.power().state(target).startedAt().equals(before.startedAt());
    }

    @Override
    public Evidence proveHealed() {
        Evidence answers = peers.greeted(target, port, BACK_WITHIN);
        State state = access.power().state(target);
        String life = state.startedAt().equals(before.startedAt()) ? "" : ", started again";
        return new Evidence(
                state.status() == Status.RUNNING && answers.proves(),
                target + " is " + state + life + "; " + answers.text());
    }

    @Override
    public void close() {
        heal();
    }
}
