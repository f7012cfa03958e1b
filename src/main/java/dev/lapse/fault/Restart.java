package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.time.Duration;

/**
 * A planned restart of PostgreSQL in place: {@code POST /restart} at the node's Patroni.
 *
 * <p>On the wire: clients get 57P01 and FIN, new connects are refused (RST), then answered 57P03 while PostgreSQL
 * starts up. Patroni checkpoints first, keeps the leader lock, and goes on answering {@code /primary} with 200 or 503
 * as the server's state has it; there is no failover. Evidence is another postmaster.
 */
final class Restart implements Fault {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final FaultSpec spec;

    Restart(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        PatroniRest patroni = new PatroniRest(access, target, "restart");
        ProcessLook look = new ProcessLook(
                ProcessLook.processes(access, ComponentName.PATRONI).get(1), access, target, "restart");
        ProcessLook.ProcessState before = look.now();
        if (!before.runs()) {
            throw new LapseException(
                    Kind.HARNESS, "restart " + look.name() + ": expected it to run, saw that it " + before.text());
        }
        return new AskedOfPatroni(spec, patroni) {
            @Override
            public void inject() {
                ask("POST", "/restart", "{}");
            }

            @Override
            Evidence happened() {
                ProcessLook.ProcessState seen = look.now();
                return new Evidence(
                        seen.runs() && !seen.isSameAs(before),
                        look.name() + ": " + seen.text() + ", was " + before.pid());
            }

            @Override
            Evidence unchanged() {
                return look.goesOn(before);
            }

            @Override
            Evidence ledTo() {
                Evidence answers = look.answersWithin(ANSWERS_WITHIN);
                Evidence done = await(() -> new Evidence(said().endsWith(" 200"), said()));
                return new Evidence(answers.proves() && done.proves(), answers.text() + "; " + done.text());
            }
        };
    }
}
