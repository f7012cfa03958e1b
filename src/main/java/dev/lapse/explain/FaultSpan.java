package dev.lapse.explain;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A fault from its injection to its heal, as the history has it. */
record FaultSpan(List<FaultSeen> phases) {
    /** From the call until the host is dead, where Docker's call returns later than it. */
    private static final long AT_ONCE_NANOS = 150_000_000;

    /** The faults of a run, in the order in which they were requested. */
    static List<FaultSpan> of(List<FaultSeen> seen) {
        Map<String, List<FaultSeen>> byInjection = new LinkedHashMap<>();
        seen.forEach(one -> byInjection
                .computeIfAbsent(one.injection(), injection -> new ArrayList<>())
                .add(one));
        return byInjection.values().stream().map(FaultSpan::new).toList();
    }

    String injection() {
        return phases.get(0).injection();
    }

    /** The step that injected it. */
    String step() {
        String injection = injection();
        int slash = injection.indexOf('/');
        return slash < 0 ? injection : injection.substring(0, slash);
    }

    FaultName fault() {
        return phases.get(0).fault();
    }

    String flavour() {
        return phases.get(0).flavour();
    }

    String role() {
        return phases.get(0).role();
    }

    List<NodeName> targets() {
        return phases.get(0).targets();
    }

    boolean hits(NodeName host) {
        return targets().contains(host);
    }

    /** Empty: the history is of before they were recorded. */
    Optional<Map<String, String>> options() {
        return Optional.ofNullable(phases.get(0).options());
    }

    /** Whether it is at a process of that name: its options say so, or, in histories without them, its evidence. */
    boolean isOf(String process) {
        return options()
                .map(options -> options.get("process"))
                .map(process::equals)
                .orElseGet(() -> phases.stream()
                        .map(FaultSeen::evidence)
                        .anyMatch(evidence -> evidence != null && evidence.startsWith(process + " of ")));
    }

    long requestedNanos() {
        return phases.get(0).atNanos();
    }

    /** When it had hit, at the latest. */
    long injectedNanos() {
        long returned = at(FaultPhase.INJECTED).orElse(requestedNanos());
        return fault().hitsAtOnce(flavour()) ? Math.min(returned, requestedNanos() + AT_ONCE_NANOS) : returned;
    }

    OptionalLong healedNanos() {
        return at(FaultPhase.HEALED);
    }

    boolean isOnAt(long nanos) {
        return requestedNanos() <= nanos && nanos <= healedNanos().orElse(Long.MAX_VALUE);
    }

    private OptionalLong at(FaultPhase phase) {
        return phases.stream()
                .filter(seen -> seen.phase() == phase)
                .mapToLong(FaultSeen::atNanos)
                .findFirst();
    }
}
