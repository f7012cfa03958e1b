package dev.lapse.lint;

import java.util.stream.Stream;

/** One rule of the linter, or a family that shares its arithmetic. */
interface Rule {
    /**
     * What is wrong with this design by this rule. None where nothing is, and none where the rule has no subject, such
     * as a balancer. Where what the rule needs is not known, a concern of severity {@link Severity#NOT_KNOWN} says so.
     */
    Stream<Concern> judge(Design design);
}
