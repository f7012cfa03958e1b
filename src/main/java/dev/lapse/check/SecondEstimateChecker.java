package dev.lapse.check;

import java.util.List;

/**
 * {@code second_estimate}: of the harness itself, and only where it has something to say. Terms: {@link DataTimes}.
 *
 * <ul>
 *   <li>Asked: do the rows' own times agree with what the write lanes say of their outages?
 *   <li>Seen: the two that disagree.
 *   <li>Sure: no: a lane, or a clock, is wrong by more than the resolution.
 * </ul>
 *
 * <p>UNKNOWN where they disagree; nothing is said where they agree, or where nothing could be compared.
 */
final class SecondEstimateChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<String> doubts = measured.lanes().stream()
                .flatMap(lane -> lane.outages().stream()
                        .flatMap(outage -> outage.data().stream())
                        .filter(data -> data.answer() == DataEstimate.Agreement.DISAGREES)
                        .map(data -> "lane " + lane.lane().name() + ": " + data.text()))
                .toList();
        if (doubts.isEmpty()) {
            return List.of();
        }
        return List.of(new Finding(
                "second_estimate",
                Verdict.UNKNOWN,
                "",
                Wording.count(doubts.size(), "outage disagrees", "outages disagree"),
                new Account(
                        "do the rows' own times agree with what the write lanes say of their outages?",
                        Wording.some(doubts),
                        "no, a lane or a clock is wrong by more than the resolution, so the harness cannot be"
                                + " relied on")));
    }
}
