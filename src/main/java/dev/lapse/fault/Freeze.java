package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of a host stopped by SIGSTOP, with its workers where it has them: starved of CPU, hung on its disk, under
 * a debugger. Its supervisor sees nothing wrong.
 *
 * <p>On the wire: its sockets stay open and the kernel goes on accepting and acknowledging for it; no byte comes back.
 * What that does:
 *
 * <ul>
 *   <li>patroni: the lease expires and a replica is promoted, while PostgreSQL here stays writable for whoever reaches
 *       it: split brain, unless a watchdog fences. HAProxy's checks hang for {@code timeout check} each.
 *   <li>postgres (the postmaster): live sessions work, new ones hang. Patroni asks over a session it has, so it renews
 *       its lease and there is no failover.
 *   <li>pgbouncer, haproxy: their clients hang. etcd: a member that holds its connections and says nothing.
 *   <li>keepalived: no more advertisements; the other balancer takes the virtual address, and this one keeps it too.
 *       vip-manager: the address stays, and a new primary takes it too.
 * </ul>
 *
 * After the thaw it does first what it was about to do when it was stopped.
 */
final class Freeze implements Fault {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    private final FaultSpec spec;

    Freeze(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        HostProcess process = spec.process(access.cluster().spec());
        ProcessLook look = new ProcessLook(process, access, target, "freeze " + process.text());
        ProcessLook.ProcessState before = look.now();
        if (!before.runs()) {
            throw new LapseException(
                    Kind.HARNESS, "freeze " + look.name() + ": expected it to run, saw that it " + before.text());
        }
        return new Frozen(look, deadMan);
    }

    private final class Frozen implements Injection {
        private final ProcessLook look;
        private final Duration after;
        private final Optional<ProcessLook> beside;
        private ProcessLook.@Nullable ProcessState besideBefore;
        private ProcessLook.@Nullable ProcessState frozen;
        private @Nullable String timer;

        Frozen(ProcessLook look, Duration after) {
            this.look = look;
            this.after = after;
            this.beside = look.beside();
        }

        @Override
        public void inject() {
            besideBefore = beside.map(ProcessLook::now).orElse(null);
            ProcessLook.ProcessState hit = look.now();
            if (!hit.runs()) {
                throw new LapseException(
                        Kind.HARNESS, "freeze " + look.name() + ": expected it to run, saw that it " + hit.text());
            }
            frozen = hit;
            timer = look.host()
                    .armed(after, "kill -s CONT -- " + (look.process().isGroup() ? "-" : "") + hit.pid());
            look.signal("STOP", hit);
        }

        @Override
        public Optional<Runnable> rehearsal() {
            return Optional.of(() -> {
                beside.ifPresent(ProcessLook::now);
                look.rehearse(2);
            });
        }

        @Override
        public String asks() {
            return look.name();
        }

        @Override
        public Evidence prove() {
            ProcessLook.ProcessState seen = look.await(ProcessLook.ProcessState::isStopped);
            Evidence silent = look.silent();
            boolean proves = seen.isStopped() && frozen != null && seen.isSameAs(frozen) && silent.proves();
            String text = look.name() + ": " + seen.text() + "; " + silent.text();
            if (beside.isEmpty() || besideBefore == null) {
                return new Evidence(proves, text);
            }
            Evidence postgres = beside.get().goesOn(besideBefore);
            return new Evidence(proves && postgres.proves(), text + "; " + postgres.text());
        }

        @Override
        public void heal() {
            if (frozen == null) {
                return;
            }
            if (look.now().isSameAs(frozen)) { // else it has ended meanwhile
                look.signal("CONT", frozen);
            }
            if (timer != null) {
                look.host().end(timer);
                timer = null;
            }
            frozen = null;
        }

        @Override
        public Evidence proveHealed() {
            Evidence answers = look.answersWithin(BACK_WITHIN);
            ProcessLook.ProcessState seen =
                    look.await(now -> now.runs() && !now.states().contains("T"));
            return new Evidence(
                    seen.runs() && !seen.states().contains("T") && answers.proves(),
                    look.name() + ": " + seen.text() + "; " + answers.text());
        }

        @Override
        public void close() {
            heal();
        }
    }
}
