package dev.lapse.check;

import java.time.Duration;
import java.util.Optional;

/**
 * What a run's load did. {@code perSecond}: writes that were asked for; {@code lasted}: for how long. Of the attempts
 * that were {@code notSent}, {@code notSentOut} were due while no write of the load was acknowledged for
 * {@link LoadTally#OUT} or longer. Latency is of the OK attempts of the steady phase; empty where there is none.
 * {@code cpu}: time of processors that the harness took for it; empty where it was not seen. {@code missing}: attempts
 * that were never recorded.
 */
public record LoadMeasure(
        int clients,
        long perSecond,
        Duration lasted,
        long attempts,
        long ok,
        long failed,
        long indeterminate,
        long notSent,
        long notSentOut,
        Optional<Duration> latencyP50,
        Optional<Duration> latencyP99,
        Optional<Duration> cpu,
        long missing) {
    private static final double WORTH_A_WORD = 0.001;

    /** Writes that were sent in a second, over the whole run. */
    public double sentPerSecond() {
        return perSecond * (1 - shortfall());
    }

    /** The share of what was due that was not sent; all of it where no attempt is known. */
    public double shortfall() {
        return attempts == 0 ? 1 : (double) notSent / attempts;
    }

    /** The share of what was due that its clients did not send though the cluster was not out. */
    public double ownShortfall() {
        return attempts == 0 ? 0 : (double) (notSent - notSentOut) / attempts;
    }

    /** Whether so much was not sent that fewer lost rows than at the full rate are to be expected. */
    public boolean fellShort() {
        return ownShortfall() >= WORTH_A_WORD;
    }

    /** How much of one processor the harness took for it. */
    public Optional<Double> cpuShare() {
        return lasted.isZero() ? Optional.empty() : cpu.map(time -> (double) time.toNanos() / lasted.toNanos());
    }
}
