package dev.lapse.check;

import java.util.List;

/** Answers one question about a run. It may have nothing to say. */
@FunctionalInterface
interface Checker {
    List<Finding> check(RunLog run, Measurements measured);
}
