package dev.lapse.oracle;

import java.util.Optional;

/**
 * What the oracle says of a fault and a client.
 *
 * @param why there is no formula; empty text: there is one
 */
public record Prediction(Optional<Formula> formula, String why) {
    static Prediction of(Formula formula) {
        return new Prediction(Optional.of(formula), "");
    }

    static Prediction none(String why) {
        return new Prediction(Optional.empty(), why);
    }
}
