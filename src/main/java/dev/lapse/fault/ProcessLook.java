package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Components;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Looks at one process of a host through {@code /proc} and its supervisor, and knocks at its port. */
final class ProcessLook {
    private static final String NO_PORT = "it has no port to ask at";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final HostProcess process;
    private final Access access;
    private final NodeName target;
    private final OnHost host;

    ProcessLook(HostProcess process, Access access, NodeName target, String doing) {
        this.process = process;
        this.access = access;
        this.target = target;
        this.host = new OnHost(access.shell(), target, doing);
    }

    HostProcess process() {
        return process;
    }

    OnHost host() {
        return host;
    }

    /**
     * A process at a moment.
     *
     * @param pid empty when none runs
     * @param born when, in the kernel's ticks: the same pid born at another time is another process
     * @param states one letter of {@code /proc/PID/stat} for each process of the group, itself first, such as
     *     {@code S}, or {@code T} for stopped
     */
    record ProcessState(String pid, String born, String states) {
        boolean runs() {
            return !pid.isEmpty() && !states.isEmpty() && states.charAt(0) != 'Z';
        }

        boolean isStopped() {
            return runs() && states.chars().allMatch(state -> state == 'T' || state == 'Z');
        }

        boolean isSameAs(ProcessState other) {
            return pid.equals(other.pid) && born.equals(other.born);
        }

        String text() {
            return runs() ? "pid " + pid + " in state " + states : "does not run";
        }
    }

    ProcessState now() {
        String members = process.isGroup() ? "$pid $(pgrep -g $pid | grep -vx $pid)" : "$pid";
        String script = "pid=$(" + process.pidScript() + "); [ -n \"$pid\" ] || exit 0; echo $pid;"
                + " sed 's/.*) //' /proc/$pid/stat 2>/dev/null | cut -d' ' -f20;"
                + " for p in " + members + "; do sed 's/.*) //' /proc/$p/stat 2>/dev/null | cut -d' ' -f1; done";
        List<String> lines = Arrays.stream(host.run(script).split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.size() < 3
                ? new ProcessState("", "", "")
                : new ProcessState(lines.get(0), lines.get(1), String.join("", lines.subList(2, lines.size())));
    }

    /** Looks until it is as wanted, for some seconds at most; what was seen last. */
    ProcessState await(Predicate<ProcessState> wanted) {
        ProcessState[] last = {new ProcessState("", "", "")};
        try {
            return Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(SOON)
                    .until(() -> last[0] = now(), wanted);
        } catch (ConditionTimeoutException e) {
            return last[0];
        }
    }

    /** Evidence that a peer that asks it gets no byte; a process without a port says none. */
    Evidence silent() {
        return process.port().isEmpty()
                ? Evidence.proof(NO_PORT)
                : new Peers(access).silent(target, process.port().getAsInt());
    }

    /** Looks once, and runs so many commands on the host that do nothing. */
    void rehearse(int commands) {
        now();
        for (int i = 0; i < commands; i++) {
            host.run("true");
        }
    }

    /** Waits until a peer is answered again. */
    Evidence answersWithin(Duration deadline) {
        return process.port().isEmpty()
                ? Evidence.proof(NO_PORT)
                : new Peers(access).greeted(target, process.port().getAsInt(), deadline);
    }

    /** Sends a signal to it. The {@code -s} matters: dash takes no {@code --} after {@code kill -STOP}. */
    void signal(String name, ProcessState to) {
        host.run("kill -s " + name + " -- " + (process.isGroup() ? "-" : "") + to.pid());
    }

    /**
     * Whether the supervisor has it up, and whether it wants it up: one that is down and wanted up is about to be
     * restarted.
     */
    record Supervisor(boolean up, boolean wantedUp) {
        boolean keepsDown() {
            return !up && !wantedUp;
        }

        String text() {
            return "s6 says " + (up ? "up" : "down") + ", wanted " + (wantedUp ? "up" : "down");
        }
    }

    Supervisor supervisor() {
        String[] words =
                host.run("s6-svstat -o up,wantedup " + process.service()).split("\\s+");
        return new Supervisor(words[0].equals("true"), words.length < 2 || words[1].equals("true"));
    }

    /**
     * With the main process of a component: what else runs of it, and has to outlive it, as PostgreSQL does Patroni.
     */
    Optional<ProcessLook> beside() {
        List<HostProcess> all = processes(access, process.component());
        return all.size() > 1 && all.get(0).equals(process)
                ? Optional.of(new ProcessLook(all.get(1), access, target, host.doing()))
                : Optional.empty();
    }

    /** What runs of this component on a host that carries it, the main process first. */
    static List<HostProcess> processes(Access access, ComponentName component) {
        return Components.SHIPPED.and(access.cluster().spec()).named(component).processes();
    }

    /** Whether this is still the process that was seen before, alive and not stopped. */
    Evidence goesOn(ProcessState before) {
        if (!before.runs()) {
            return Evidence.proof(name() + " did not run before");
        }
        ProcessState seen = now();
        boolean same = seen.runs() && !seen.states().contains("T") && seen.isSameAs(before);
        return new Evidence(same, name() + (same ? " goes on: " : ": was pid " + before.pid() + ", ") + seen.text());
    }

    String name() {
        return process.text() + " of " + target;
    }
}
