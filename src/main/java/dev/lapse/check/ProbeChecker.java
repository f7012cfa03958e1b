package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code probe_healthy}. A run without lanes has no such finding.
 *
 * <ul>
 *   <li>Asked: can what the lanes say be relied on?
 *   <li>Seen: how late the worst lane was, and how many attempts were not sent.
 *   <li>Sure: when each lane made its attempts; else which lanes did not, and what would help.
 * </ul>
 *
 * <p>Terms. An attempt is <i>late</i> when it was invoked more than a period, and more than 20 ms, after it was due. A
 * busy machine costs resolution, not the verdict: what a late attempt bounds is known less exactly, and the checker of
 * that says whether its limit is inside the doubt; a node that was not heard of for too long is {@link Unobserved}.
 * So a lane is in doubt by lateness alone only where most of the steady phase was late or not sent: then it had not the
 * period that is printed of it. A lane has a <i>hole</i> where a sequence number was never recorded, and <i>fell
 * silent</i> when nothing of it was due for longer than its timeout and a second before it was closed, or than a period
 * and a second before the last step ended.
 *
 * <ul>
 *   <li>PASS with the worst lateness, unless:
 *   <li>UNKNOWN when a lane made no attempt, had no OK (a client lane, or the load), has holes or fell silent; when
 *       more than half of what was due in the steady phase was late or not sent.
 * </ul>
 */
final class ProbeChecker implements Checker {
    private static final long MISSED_PERCENT = 50;
    private static final String ADVICE =
            "; the machine was too busy: let it rest, or use fewer lanes or a longer period";
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        if (measured.lanes().isEmpty()) {
            return List.of();
        }
        List<String> doubts = new ArrayList<>();
        measured.lanes().forEach(lane -> doubts(lane, run, doubts));
        measured.load().ifPresent(load -> doubts(load, doubts));
        LaneMeasure latest = measured.lanes().stream()
                .max((a, b) -> a.latenessP99().compareTo(b.latenessP99()))
                .orElseThrow();
        long notSent = measured.lanes().stream().mapToLong(LaneMeasure::notSent).sum();
        String lateness =
                "p99 late by " + Wording.of(latest.latenessP99()) + ", at most " + Wording.of(latest.latenessMax());
        String worst = "worst lane " + latest.lane().name() + ", every "
                + DurationText.of(latest.lane().period()) + ": " + lateness + "; "
                + Wording.count(notSent, "attempt", "attempts") + " not sent on "
                + Wording.count(measured.lanes().size(), "lane", "lanes");
        Ruling ruling = doubts.isEmpty()
                ? Ruling.PASS
                : new Ruling(Verdict.UNKNOWN, Wording.some(doubts, Wording.LINE - ADVICE.length()) + advice(doubts));
        return List.of(new Finding(
                "probe_healthy",
                ruling.verdict(),
                MISSED_PERCENT + "% late",
                lateness,
                new Account(
                        "can what the lanes say be relied on?",
                        worst,
                        ruling.sure("every lane made its attempts, and no lane missed what it needs"))));
    }

    private static String advice(List<String> doubts) {
        return doubts.stream().anyMatch(doubt -> doubt.contains(" of the steady phase")) ? ADVICE : "";
    }

    private static void doubts(LoadMeasure load, List<String> doubts) {
        if (load.ok() == 0) {
            doubts.add("the load had no OK in " + Wording.count(load.attempts(), "attempt", "attempts")
                    + ", so it exposed nothing");
        }
        if (load.missing() > 0) {
            doubts.add("the load has no record of " + Wording.count(load.missing(), "attempt", "attempts")
                    + " that were due");
        }
    }

    private static void doubts(LaneMeasure lane, RunLog run, List<String> doubts) {
        String name = "lane " + lane.lane().name();
        ProbeHealth health = lane.health();
        if (lane.attempts() == 0) {
            doubts.add(name + " made no attempt");
            return;
        }
        if (lane.lane().isClient() && lane.ok() == 0) {
            doubts.add(name + " had no OK in " + Wording.count(lane.attempts(), "attempt", "attempts")
                    + ", so it was never seen to work");
        }
        if (health.missing() > 0) {
            doubts.add(name + " has no record of " + Wording.count(health.missing(), "attempt", "attempts")
                    + " that were due");
        }
        LaneLog log = run.lane(lane.lane().name()).orElseThrow();
        long quiet = log.closedNanos().orElse(health.lastDueNanos()) - health.lastDueNanos();
        Duration usual = lane.lane().timeout().compareTo(lane.lane().period()) > 0
                ? lane.lane().timeout()
                : lane.lane().period();
        if (quiet > usual.plus(SILENCE).toNanos()) {
            doubts.add(name + " fell silent " + Wording.at(quiet) + " before it was closed");
        }
        long unasked = run.steps().endNanos().orElse(health.lastDueNanos()) - health.lastDueNanos();
        if (unasked > lane.lane().period().plus(SILENCE).toNanos()) {
            doubts.add(name + " fell silent " + Wording.at(unasked) + " before the last step ended");
        }
        long due = health.dueInSteady();
        long late = health.lateInSteady();
        String ofSteady = " of " + due + " attempts of the steady phase";
        if ((late + health.notSentInSteady()) * 100 > due * MISSED_PERCENT) {
            doubts.add(name + " was late with " + late + " and could not send " + health.notSentInSteady() + ofSteady);
        }
    }
}
