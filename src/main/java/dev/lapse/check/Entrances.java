package dev.lapse.check;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The testimony of clients: two nodes that acknowledged writes which came by one entrance.
 *
 * <p>Terms. An <i>entrance</i> is where clients of several nodes connect: the virtual address, one balancer, or every
 * node's pooler or PostgreSQL from which the client chooses. The pooler of one node leads to that node alone. Windows
 * are those of {@link ForkedWrites} of the entrance's own lanes, so a client that stays with the old primary shows one
 * only when another client of the same entrance has come to the new one.
 */
final class Entrances implements Fold {
    private static final String NOBODY = "no client writes by an entrance that leads to more than one node";
    private static final String NO_NAME = "no acknowledgement of a client told node and timeline";

    private final Map<String, EntranceWrites> entrances = new LinkedHashMap<>();
    private final Set<NodeName> nodes;

    private final class EntranceWrites {
        private final ForkedWrites writes;
        private Duration period = Duration.ZERO;
        private boolean told;

        EntranceWrites(String name, Denials denials) {
            writes = new ForkedWrites(
                    denials, log -> name(log).equals(name), log -> name(log).equals(name));
        }
    }

    Entrances(RunLog run, Denials denials) {
        nodes = run.of(PatroniSeen.class).stream().map(PatroniSeen::node).collect(Collectors.toSet());
        for (LaneLog log : run.lanes()) {
            if (log.isClient(LaneKind.WRITE) && !name(log).isEmpty()) {
                EntranceWrites entrance =
                        entrances.computeIfAbsent(name(log), name -> new EntranceWrites(name, denials));
                Duration period = log.lane().period();
                entrance.period = entrance.period.compareTo(period) < 0 ? period : entrance.period;
            }
        }
    }

    /** Empty: it leads to one node, or it is not known where it leads. */
    private String name(LaneLog log) {
        Lane lane = log.lane();
        if (log.isDirect() || lane.via() == Entrypoint.APPLICATION) {
            return "";
        }
        boolean apart = !nodes.isEmpty()
                && lane.via() == Entrypoint.POOLER
                && lane.node() != null
                && !nodes.contains(lane.node());
        boolean several =
                lane.via() == Entrypoint.VIP || lane.via() == Entrypoint.HAPROXY || lane.isMultiHost() || apart;
        return several ? lane.via().text() + (lane.node() == null ? "" : " of " + lane.node()) : "";
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        EntranceWrites entrance = entrances.get(name(log));
        if (entrance != null) {
            entrance.writes.begun(log, sample);
            entrance.told |= ForkedWrites.acknowledging(log, sample) != null;
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        EntranceWrites entrance = entrances.get(name(log));
        if (entrance != null) {
            entrance.writes.ended(log, sample);
        }
    }

    /** When there are no more attempts. */
    Testimony testimony(RunLog run, Steps.Span watched) {
        if (entrances.values().stream().noneMatch(entrance -> entrance.told)) {
            return Testimony.notObserved(Witness.CLIENTS, entrances.isEmpty() ? NOBODY : NO_NAME);
        }
        List<Sighting> sightings = new ArrayList<>();
        entrances.forEach((name, entrance) -> entrance.writes
                .windows()
                .forEach(window -> sightings.add(window.window(run, watched).at(name))));
        return new Testimony(
                Witness.CLIENTS,
                true,
                gaps(),
                sightings.stream()
                        .sorted(Comparator.comparingLong(Sighting::fromNanos))
                        .toList(),
                List.of(),
                told().map(entrance -> entrance.period)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                List.copyOf(entrances.keySet()),
                told().mapToLong(entrance -> entrance.writes.late()).sum());
    }

    private Stream<EntranceWrites> told() {
        return entrances.values().stream().filter(entrance -> entrance.told);
    }

    private List<String> gaps() {
        return entrances.entrySet().stream()
                .filter(entry -> !entry.getValue().told)
                .map(entry -> "by " + entry.getKey() + " " + NO_NAME)
                .toList();
    }
}
