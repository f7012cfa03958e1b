package dev.lapse.history;

import org.jspecify.annotations.Nullable;

/**
 * For how long, since the machine started, its tasks have waited for what they lacked: the totals of the kernel's
 * pressure stall information ({@code /proc/pressure}, <a href="https://docs.kernel.org/accounting/psi.html">PSI</a>),
 * of the machine that Lapse runs on, containers and all. <i>some</i>: at least one task waited; <i>full</i>: none could
 * go on. Two of these events say for how long it was in between. Null where the kernel does not tell.
 *
 * @param problem why nothing is told from here on; else null
 */
public record PressureSeen(
        long atNanos,
        @Nullable Long cpuSomeMicros,
        @Nullable Long ioSomeMicros,
        @Nullable Long ioFullMicros,
        @Nullable Long memorySomeMicros,
        @Nullable Long memoryFullMicros,
        @Nullable String problem)
        implements Event {
    /** A machine that does not tell, or no longer. */
    public static PressureSeen none(long atNanos, String problem) {
        return new PressureSeen(atNanos, null, null, null, null, null, problem);
    }
}
