package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Target;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A crash recovery that Patroni waits for longer than writes may stop. */
final class StartTimeout implements Rule {
    static final String NAME = "start-timeout-long";

    private static final String SETTING = "patroni.primary_start_timeout";
    private static final String USUAL_SECONDS = "300";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().nodes().size() < 2) {
            return Stream.empty();
        }
        Optional<Duration> limit = design.circumstances().writeOutage();
        if (limit.isEmpty()) {
            return Stream.of(Concern.notKnown(NAME, "for how long writes may stop; --write-outage 60s says it"));
        }
        Duration patience = patience(design);
        Optional<Duration> replaced = replaced(design);
        Duration loop = Duration.ofSeconds(design.oracle().patroniTimings().loopWaitSeconds());
        if (replaced.isEmpty() || worst(patience, loop, replaced.get()).compareTo(limit.get()) <= 0) {
            return Stream.empty();
        }
        Duration tail = replaced.get();
        return Stream.of(Concern.error(
                        NAME,
                        "a crash recovery may take primary_start_timeout " + DurationText.of(patience)
                                + ", and writes may stop for " + DurationText.of(limit.get()))
                .because(
                        "Patroni starts a PostgreSQL that crashed where it was, and fails over only when it is not ready"
                                + " in that time"
                                + (cures(limit.get(), loop, tail).isEmpty()
                                        ? "; the failover alone takes longer than asked, so no value of it is enough"
                                        : ""))
                .counting(
                        patience.isZero()
                                ? "a failover at the next loop: " + DurationText.of(tail) + " at most"
                                : "loop_wait " + DurationText.of(loop) + " + " + DurationText.of(patience)
                                        + " + the failover of " + DurationText.of(tail) + " = "
                                        + DurationText.of(worst(patience, loop, tail)) + " > "
                                        + DurationText.of(limit.get()))
                .from("https://patroni.readthedocs.io/en/latest/dynamic_configuration.html (primary_start_timeout)")
                .curedBy(cures(limit.get(), loop, tail)));
    }

    private static Duration patience(Design design) {
        String text = design.get(Section.PATRONI, "primary_start_timeout")
                .or(() -> design.get(Section.PATRONI, "master_start_timeout"))
                .orElse(USUAL_SECONDS);
        return Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
    }

    /** The longest outage where a PostgreSQL that crashed is not waited for. */
    private static Optional<Duration> replaced(Design design) {
        Incident killed = new Incident(
                FaultName.KILL,
                FaultName.KILL.flavours().get(0),
                Target.role(Target.Kind.PRIMARY),
                Map.of("process", "postgres", "restart", "on"),
                Optional.empty());
        Client client = Client.usual(design.cluster());
        return design.oracle()
                .with(Map.of(SETTING, "0s"))
                .formula(killed, client)
                .map(formula -> formula.total().to());
    }

    private static Duration worst(Duration patience, Duration loop, Duration replaced) {
        return patience.isZero() ? replaced : loop.plus(patience).plus(replaced);
    }

    private static List<Cure> cures(Duration limit, Duration loop, Duration replaced) {
        List<Cure> cures = new ArrayList<>();
        long left = limit.minus(loop).minus(replaced).toSeconds();
        if (left > 0) {
            cures.add(Cure.setting(SETTING, left + "s")
                    .costing("a recovery that takes longer becomes a failover, and asynchronous replicas lose rows"));
        } else if (replaced.compareTo(limit) <= 0) {
            cures.add(Cure.setting(SETTING, "0s")
                    .costing("each crash becomes a failover, and asynchronous replicas lose rows"));
        }
        return cures;
    }
}
