package dev.lapse.scenario;

import dev.lapse.cluster.Nearest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * The phase of the leader lease at which faults shall hit: how long after its last renewal. The lease is renewed once
 * per loop_wait.
 *
 * @param text {@code after-renewal}, {@code before-renewal}, or the share of loop_wait that has passed, such as {@code
 *     0.5}
 */
public record LeasePhase(String text) {
    private static final String AFTER_WORD = "after-renewal";
    private static final String BEFORE_WORD = "before-renewal";

    /** What the command line takes besides: whichever is the worst for each fault. */
    public static final String WORST = "worst";

    /** The phases that have a name. */
    static final List<String> WORDS = List.of(AFTER_WORD, BEFORE_WORD);

    /** What a phase is, for messages. */
    static final String EXPECTED = Nearest.list(WORDS) + ", or a number from 0 up to 1, such as 0.5";

    /** As soon after a renewal as can be told apart from before it: the lease lasts longest then. */
    public static final LeasePhase AFTER_RENEWAL = new LeasePhase(AFTER_WORD);

    /** As late before the next renewal as can be told apart from after it: the lease is shortest then. */
    public static final LeasePhase BEFORE_RENEWAL = new LeasePhase(BEFORE_WORD);

    private static final Duration AFTER = Duration.ofMillis(100);
    private static final Duration BEFORE = Duration.ofMillis(150);

    /** @throws IllegalArgumentException when it is neither a word nor such a number */
    public LeasePhase {
        if (!WORDS.contains(text)) {
            text = share(text).stripTrailingZeros().toPlainString();
        }
    }

    /** @param share of loop_wait, in [0, 1) */
    public static LeasePhase at(double share) {
        return new LeasePhase(Double.toString(share));
    }

    /** How long after a renewal it is. */
    public Duration sinceRenewal(Duration loopWait) {
        if (text.equals(AFTER_WORD)) {
            return AFTER;
        } else if (text.equals(BEFORE_WORD)) {
            return loopWait.minus(BEFORE);
        }
        return Duration.ofNanos(Math.round(share(text).doubleValue() * loopWait.toNanos()));
    }

    private static BigDecimal share(String text) {
        BigDecimal share;
        try {
            share = new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            if (text.equals(WORST)) {
                throw new IllegalArgumentException(
                        "phase worst is for ./lapse run --phase worst; in a file write " + EXPECTED);
            }
            throw new IllegalArgumentException(
                    Nearest.unknown("phase", text, WORDS) + ", or a number from 0 up to 1, such as 0.5");
        }
        if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException("phase must be >= 0 and < 1, was " + text);
        }
        return share;
    }

    @Override
    public String toString() {
        return text;
    }
}
