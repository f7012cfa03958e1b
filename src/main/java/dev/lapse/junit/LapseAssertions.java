package dev.lapse.junit;

import dev.lapse.run.RunResult;

/** Where assertions over a finished run begin: {@code assertThat(result).passed().lostNoWrite()}. Needs AssertJ. */
public final class LapseAssertions {
    private LapseAssertions() {}

    public static RunResultAssert assertThat(RunResult actual) {
        return new RunResultAssert(actual);
    }
}
