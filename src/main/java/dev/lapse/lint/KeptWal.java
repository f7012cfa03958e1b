package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.component.Components;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** WAL that is gone when a replica that was away comes back for it. */
final class KeptWal implements Rule {
    static final String NAME = "wal-not-kept";

    private static final String LIMIT = "max_slot_wal_keep_size";
    private static final String KEEP = "wal_keep_size";
    private static final String SLOTS_TTL = "member_slots_ttl";

    /** What Lapse's clusters have where nobody asks. */
    private static final String USUAL_KEEP = "128MB";

    private static final String USUAL_SLOTS_SECONDS = "1800";

    @Override
    public Stream<Concern> judge(Design design) {
        if (design.cluster().nodes().size() < 2) {
            return Stream.empty();
        }
        boolean slots = !design.isOff(Section.PATRONI, "postgresql.use_slots");
        boolean isDropped = slots && isDropped(design);
        String name = slots && !isDropped ? LIMIT : KEEP;
        String value = design.get(Section.POSTGRESQL, name).orElse(name.equals(LIMIT) ? "-1" : USUAL_KEEP);
        if (value.startsWith("-")) {
            return Stream.empty();
        }
        OptionalLong rate = design.circumstances().walPerSecond();
        Optional<Duration> away = design.circumstances().replicaAway();
        if (rate.isEmpty() || away.isEmpty()) {
            return Stream.of(Concern.notKnown(
                    NAME, "how much WAL a replica misses; --wal-rate 5MB/s and --replica-away 1h say it"));
        }
        long kept = Math.max(
                ByteCount.ofMegabytes(value),
                ByteCount.ofMegabytes(design.get(Section.POSTGRESQL, KEEP).orElse(USUAL_KEEP)));
        long missed = (long) Math.ceil(rate.getAsLong() * (away.get().toNanos() / 1e9));
        if (missed <= kept) {
            return Stream.empty();
        }
        String without = isDropped
                ? "Patroni drops the slot of a replica that is away for longer than "
                        + (isOld(design) ? "ttl" : SLOTS_TTL + " " + slotsTtlSeconds(design) + "s") + ", and "
                : slots ? "" : "use_slots is off, and ";
        return Stream.of(Concern.error(
                        NAME,
                        without + name + " " + value + " is less than a replica misses that is away for "
                                + DurationText.of(away.get()))
                .because(
                        "the primary removes WAL that the replica still needs, and the replica does not come back until"
                                + " it is made anew")
                .counting(ByteCount.text(rate.getAsLong()) + "/s * " + DurationText.of(away.get()) + " = "
                        + ByteCount.text(missed) + " > " + ByteCount.text(kept))
                .from(
                        isDropped
                                ? "https://patroni.readthedocs.io/en/latest/dynamic_configuration.html (member_slots_ttl)"
                                : "https://www.postgresql.org/docs/17/runtime-config-replication.html (" + name + ")")
                .curedBy(cures(design, slots, name, missed))
                .shownBy(slots ? "" : "rejoin-impossible"));
    }

    /** Whether Patroni drops the slot of a replica while it is away: its key expires after ttl, the slot later. */
    private static boolean isDropped(Design design) {
        return design.circumstances()
                .replicaAway()
                .filter(away ->
                        away.toSeconds() > design.oracle().patroniTimings().ttlSeconds() + slotsTtlSeconds(design))
                .isPresent();
    }

    /** Before 4.0 there is no such setting, and the slot goes with the key. */
    private static long slotsTtlSeconds(Design design) {
        return isOld(design)
                ? 0
                : Long.parseLong(design.get(Section.PATRONI, SLOTS_TTL)
                        .map(text -> text.replace("s", ""))
                        .orElse(USUAL_SLOTS_SECONDS));
    }

    private static boolean isOld(Design design) {
        return Components.SHIPPED
                .remarks(design.with(Map.of("patroni." + SLOTS_TTL, "1s")).cluster())
                .stream()
                .anyMatch(remark -> remark.weight() == Remark.Weight.REFUSAL
                        && remark.name().equals(SLOTS_TTL));
    }

    private static List<Cure> cures(Design design, boolean slots, String name, long missed) {
        List<Cure> cures = new ArrayList<>();
        cures.add(Cure.setting("postgresql." + name, (missed + ByteCount.MEGA - 1) / ByteCount.MEGA + "MB")
                .costing("so much of the disk of pg_wal"));
        boolean isUnlimited = design.get(Section.POSTGRESQL, LIMIT)
                .filter(value -> !value.startsWith("-"))
                .isEmpty();
        if (isUnlimited && !(isDropped(design) && isOld(design))) {
            Duration away = design.circumstances().replicaAway().orElseThrow();
            Map<String, String> settings = new TreeMap<>();
            if (!slots) {
                settings.put("patroni.postgresql.use_slots", "on");
            }
            if (isDropped(design)) {
                settings.put("patroni." + SLOTS_TTL, away.plusMillis(999).toSeconds() + "s");
            }
            cures.add(Cure.settings(settings)
                    .costing("without max_slot_wal_keep_size WAL is kept until the disk is full"));
        }
        return cures;
    }
}
