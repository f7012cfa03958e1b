package dev.lapse.run;

import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Sql;
import dev.lapse.component.Haproxy;
import java.time.Duration;
import java.util.Optional;

/** Answers the gate's questions as the fake cluster stands: a balancer's ports lead to whom they should. */
record FakeSql(FakeRun run) implements Sql {
    static final long BEGIN_MICROS = 1_700_000_000_000_000L;

    @Override
    public String ask(String address, int port, Duration timeout, String statement) {
        throw new AssertionError("no question that has a name: " + statement);
    }

    @Override
    public boolean isInRecovery(String address, int port, Duration timeout) {
        Optional<NodeName> answers = switch (port) {
            case Haproxy.WRITE_PORT -> run.primary();
            case Haproxy.READ_PORT -> run.replicas().stream().findFirst();
            default -> node(address);
        };
        return !answers.orElseThrow(() -> silent(address, port))
                .equals(run.primary().orElse(null));
    }

    @Override
    public Lsn flushed(String address, int port, Duration timeout) {
        node(address).orElseThrow(() -> silent(address, port));
        return new Lsn(0x5000000);
    }

    @Override
    public boolean hasReceived(String address, int port, Duration timeout, Lsn written) {
        node(address).orElseThrow(() -> silent(address, port));
        return true;
    }

    @Override
    public ClockReading readClock(String address, int port, Duration timeout, NanoClock clock) {
        node(address).orElseThrow(() -> silent(address, port));
        return new ClockReading(clock.nanos(), BEGIN_MICROS + run.time.nanos() / 1_000, clock.nanos());
    }

    private Optional<NodeName> node(String address) {
        return Optional.of(new NodeName(address.substring(address.indexOf('-') + 1)))
                .filter(run.cluster::runs);
    }

    private static LapseException silent(String address, int port) {
        return new LapseException(LapseException.Kind.HARNESS, "no answer at " + address + ":" + port);
    }
}
