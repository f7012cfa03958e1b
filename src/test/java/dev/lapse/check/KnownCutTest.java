package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Attempt;
import dev.lapse.history.AttemptMaker;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.Outcome;
import dev.lapse.history.RunStarted;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A lane whose service is cut for a known time: what is measured must hold the truth between its two numbers. The cuts
 * are longer than the timeout: a shorter hold of bytes fails no attempt, and is late answers below four floors.
 */
class KnownCutTest {
    private static final long TIMEOUT = 1_000_000;
    private static final LaneName LANE = new LaneName("write-haproxy");

    /** What a client sees of a cut. */
    enum Cut {
        /** Live connections die at once, new ones are refused. */
        REFUSE,
        /** Every byte is lost; attempts end by their deadline. */
        BLACKHOLE,
        /** Every byte is lost; what is still open ends when the cut is over. */
        BLACKHOLE_CLOSED_ON_HEAL,
        /** Bytes are held and delivered when the cut is over. */
        STALL
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void lengthOfACutLiesBetweenAtLeastAndDuration(
            @ForAll Cut cut,
            @ForAll @IntRange(min = 5_000, max = 100_000) int period,
            @ForAll @IntRange(min = 0, max = 100_000) int phase,
            @ForAll @IntRange(min = 1_000, max = 60_000) int slowest,
            @ForAll @IntRange(min = 1_200_000, max = 4_000_000) int length,
            @ForAll long seed) {
        Simulation lane = new Simulation(cut, period, slowest, 3_000_000 + phase, length, new Random(seed));

        Outage outage = lane.longestOutage();

        assertThat(outage.duration()).isGreaterThanOrEqualTo(micros(length));
        assertThat(outage.atLeast()).isLessThanOrEqualTo(micros(length));
        if (cut == Cut.REFUSE) {
            assertThat(outage.duration()).isLessThanOrEqualTo(micros(length + 2L * period + 2L * slowest));
            assertThat(outage.atLeast()).isGreaterThanOrEqualTo(micros(length - 2L * period - 2_000));
        }
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1000);
    }

    /** Times are microseconds. The first attempt takes longest, as a first connection does. */
    private record Simulation(Cut cut, long period, long slowest, long at, long length, Random random) {
        Outage longestOutage() {
            List<Event> events = new ArrayList<>();
            for (Attempt attempt : attempts()) {
                events.add(attempt);
            }
            Collections.shuffle(events, random);
            events.add(0, new RunStarted(0, Instant.EPOCH, "cut", "", "fast", 0, null));
            events.add(new LaneOpened(
                    0,
                    new Lane(
                            LANE,
                            LaneKind.WRITE,
                            Entrypoint.HAPROXY,
                            Vantage.NEW_CONNECTION,
                            null,
                            micros(period),
                            micros(TIMEOUT))));
            events.add(new StepStarted(0, "steady#1", StepKind.STEADY, ""));
            events.add(new StepStarted(at * 1000, "inject#1", StepKind.INJECT, ""));
            events.add(new StepStarted((at + length) * 1000, "heal#1", StepKind.HEAL, ""));
            return Measure.of(History.of(events)).lanes().get(0).outages().stream()
                    .max(Comparator.comparing(Outage::duration))
                    .orElseThrow();
        }

        private List<Attempt> attempts() {
            long capacity = slowest / period + 2 + random.nextInt((int) (TIMEOUT / period));
            List<Attempt> attempts = new ArrayList<>();
            for (long seq = 0, due = 0; due < at + length + 3 * TIMEOUT; seq++, due += period) {
                long now = due * 1000;
                long inFlight =
                        attempts.stream().filter(a -> a.completedNanos() > now).count();
                attempts.add(
                        inFlight >= capacity
                                ? attempt(seq, due, due, due, Outcome.NOT_SENT)
                                : sent(seq, due, due + random.nextInt(500)));
            }
            return attempts;
        }

        private Attempt sent(long seq, long due, long invoked) {
            long answered = invoked + (seq == 0 ? slowest + 500 : 500 + random.nextInt((int) slowest));
            long healed = at + length;
            if (answered <= at || invoked >= healed) {
                return attempt(seq, due, invoked, answered, Outcome.OK);
            }
            long deadline = invoked + TIMEOUT;
            switch (cut) {
                case REFUSE:
                    return invoked < at
                            ? attempt(seq, due, invoked, at + random.nextInt(1000), Outcome.INDETERMINATE)
                            : attempt(seq, due, invoked, invoked + random.nextInt(1000), Outcome.FAILED);
                case BLACKHOLE:
                    return attempt(seq, due, invoked, deadline, Outcome.INDETERMINATE);
                case BLACKHOLE_CLOSED_ON_HEAL:
                    return attempt(seq, due, invoked, Math.min(deadline, healed), Outcome.INDETERMINATE);
                case STALL:
                    long delivered = healed + random.nextInt((int) slowest);
                    return delivered < deadline
                            ? attempt(seq, due, invoked, delivered, Outcome.OK)
                            : attempt(seq, due, invoked, deadline, Outcome.INDETERMINATE);
            }
            throw new AssertionError(cut);
        }

        private static Attempt attempt(long seq, long due, long invoked, long completed, Outcome outcome) {
            return AttemptMaker.attempt(LANE, seq, due * 1000, invoked * 1000, completed * 1000, outcome)
                    .made();
        }
    }
}
