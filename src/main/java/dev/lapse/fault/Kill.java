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
 * One process of a host killed by SIGKILL, with its workers where it has them; {@code restart: on} leaves it to its
 * supervisor, {@code off} has the supervisor keep it down until heal. PostgreSQL's supervisor is Patroni, which always
 * restarts it.
 *
 * <p>On the wire: the kernel lives and closes the sockets (FIN, or RST where data was unread); a new connect is refused
 * at once (RST) until it runs again. What that does:
 *
 * <ul>
 *   <li>patroni: PostgreSQL goes on without it, and has to, as evidence. Restarted within the lease nothing happens,
 *       but HAProxy's checks are refused meanwhile. Kept down, the lease expires, a replica is promoted, and the old
 *       PostgreSQL stays writable.
 *   <li>postgres (the postmaster): backends notice within seconds and end, clients lose their sessions. Patroni starts
 *       it again in place and keeps the lock, within {@code primary_start_timeout}.
 *   <li>pgbouncer: clients of that node are refused. Patroni's check does not look at it, so HAProxy goes on sending.
 *   <li>etcd: one member less. haproxy: its clients lose their sessions; keepalived moves the virtual address.
 *   <li>keepalived: the address stays on the host, and the other balancer takes it as well. vip-manager: it stays, and
 *       goes when vip-manager is back and another node leads.
 * </ul>
 */
final class Kill implements Fault {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    private final FaultSpec spec;
    private final boolean restarts;

    Kill(FaultSpec spec) {
        this.spec = spec;
        this.restarts = spec.option("restart").equals("on");
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        HostProcess process = spec.process(access.cluster().spec());
        ProcessLook look = new ProcessLook(process, access, target, "kill " + process.text());
        ProcessLook.ProcessState before = look.now();
        if (!before.runs()) {
            throw new LapseException(
                    Kind.HARNESS, "kill " + look.name() + ": expected it to run, saw that it " + before.text());
        }
        return new Killed(look, deadMan);
    }

    private final class Killed implements Injection {
        private final ProcessLook look;
        private final Duration after;
        private ProcessLook.ProcessState before;
        private final Optional<ProcessLook> beside;
        private final ProcessLook.@Nullable ProcessState besideBefore;
        private boolean injected;
        private @Nullable String timer;

        Killed(ProcessLook look, Duration after) {
            this.look = look;
            this.after = after;
            this.before = look.now();
            this.beside = look.beside();
            this.besideBefore = beside.map(ProcessLook::now).orElse(null);
        }

        @Override
        public void inject() {
            injected = true;
            if (!restarts) {
                timer = look.host().armed(after, "s6-svc -u " + look.process().service());
                look.host().run("s6-svc -O " + look.process().service());
            }
            before = look.now();
            if (!before.runs()) {
                throw new LapseException(
                        Kind.HARNESS, "kill " + look.name() + ": expected it to run, saw that it " + before.text());
            }
            look.signal("KILL", before);
        }

        @Override
        public Optional<Runnable> rehearsal() {
            return Optional.of(() -> look.rehearse(restarts ? 1 : 3));
        }

        @Override
        public String asks() {
            return look.name();
        }

        @Override
        public Evidence prove() {
            ProcessLook.ProcessState seen = look.await(now -> !now.isSameAs(before) && (restarts || !now.runs()));
            boolean gone = !seen.isSameAs(before) || !seen.runs();
            String text = look.name() + ": pid " + before.pid() + (gone ? " is gone" : " is still there");
            if (restarts) {
                return withBeside(gone, text + ", now " + seen.text());
            }
            Evidence silent = look.silent();
            ProcessLook.Supervisor supervisor = look.supervisor();
            return withBeside(
                    gone && !seen.runs() && supervisor.keepsDown() && silent.proves(),
                    text + ", " + supervisor.text() + "; " + silent.text());
        }

        private Evidence withBeside(boolean proves, String text) {
            if (beside.isEmpty() || besideBefore == null) {
                return new Evidence(proves, text);
            }
            Evidence postgres = beside.get().goesOn(besideBefore);
            return new Evidence(proves && postgres.proves(), text + "; " + postgres.text());
        }

        @Override
        public void heal() {
            if (!injected) {
                return;
            }
            if (!restarts) { // else it may be down because of another fault
                look.host().run("s6-svc -u " + look.process().service());
            }
            if (timer != null) {
                look.host().end(timer);
                timer = null;
            }
            injected = false;
        }

        @Override
        public Evidence proveHealed() {
            Evidence answers = look.answersWithin(BACK_WITHIN);
            ProcessLook.ProcessState seen = look.await(ProcessLook.ProcessState::runs);
            return new Evidence(
                    seen.runs() && !seen.isSameAs(before) && answers.proves(),
                    look.name() + ": " + seen.text() + ", was " + before.pid() + "; " + answers.text());
        }

        @Override
        public void close() {
            heal();
        }
    }
}
