package dev.lapse.oracle;

import java.util.Optional;
import java.util.Set;

/**
 * What the oracle says of a fault and a client.
 *
 * @param why there is no formula; empty text: there is one
 */
public record Prediction(Optional<Formula> formula, String why) {
    static Prediction of(Formula formula) {
        return new Prediction(Optional.of(formula), "");
    }

    /** A fault that stops nothing, and why. */
    static Prediction unharmed(Configuration configuration, String why) {
        return of(Formula.constant(why, Course.UNHARMED, configuration, Set.of()));
    }

    static Prediction none(String why) {
        return new Prediction(Optional.empty(), why);
    }
}
