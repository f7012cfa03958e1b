package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** WAL that is gone when a replica that was away comes back for it. */
final class KeptWal implements Rule {
    static final String NAME = "wal-not-kept";

    @Override
    public Stream<Concern> judge(Design design) {
        boolean slots = !design.isOff(Section.PATRONI, "postgresql.use_slots");
        String name = slots ? "max_slot_wal_keep_size" : "wal_keep_size";
        String value = design.get(Section.POSTGRESQL, name).orElse(slots ? "-1" : "0");
        if (design.cluster().nodes().size() < 2 || value.startsWith("-")) {
            return Stream.empty();
        }
        OptionalLong rate = design.circumstances().walPerSecond();
        Optional<Duration> away = design.circumstances().replicaAway();
        if (rate.isEmpty() || away.isEmpty()) {
            return Stream.of(Concern.notKnown(
                    NAME, "how much WAL a replica misses; --wal-rate 5MB/s and --replica-away 1h say it"));
        }
        long kept = ByteCount.ofMegabytes(value);
        long missed = (long) Math.ceil(rate.getAsLong() * (away.get().toNanos() / 1e9));
        if (missed <= kept) {
            return Stream.empty();
        }
        List<Cure> cures = new ArrayList<>();
        cures.add(Cure.setting("postgresql." + name, (missed + ByteCount.MEGA - 1) / ByteCount.MEGA + "MB")
                .costing("so much of the disk of pg_wal"));
        if (!slots && design.get(Section.POSTGRESQL, "max_slot_wal_keep_size").isEmpty()) {
            cures.add(Cure.setting("patroni.postgresql.use_slots", "on")
                    .costing("without max_slot_wal_keep_size WAL is kept until the disk is full"));
        }
        return Stream.of(Concern.error(
                        NAME,
                        (slots ? "" : "use_slots is off, and ") + name + " " + value
                                + " is less than a replica misses that" + " is away for " + DurationText.of(away.get()))
                .because(
                        "the primary removes WAL that the replica still needs, and the replica does not come back until"
                                + " it is made anew")
                .counting(ByteCount.text(rate.getAsLong()) + "/s * " + DurationText.of(away.get()) + " = "
                        + ByteCount.text(missed) + " > " + ByteCount.text(kept))
                .from("https://www.postgresql.org/docs/17/runtime-config-replication.html (" + name + ")")
                .curedBy(cures)
                .shownBy(slots ? "" : "rejoin-impossible"));
    }
}
