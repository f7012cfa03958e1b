package dev.lapse.oracle;

import java.util.List;
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

    /**
     * One for all of these, from the shortest to the longest.
     *
     * @param otherwise why there is none, where they are of several kinds
     */
    static Prediction alike(List<Prediction> each, String otherwise) {
        Optional<Prediction> none =
                each.stream().filter(one -> one.formula().isEmpty()).findFirst();
        if (none.isPresent()) {
            return none.get();
        }
        List<Formula> formulas =
                each.stream().flatMap(one -> one.formula().stream()).toList();
        return formulas.stream().map(Formula::kind).distinct().count() == 1
                ? of(formulas.stream().reduce(Formula::or).orElseThrow())
                : none(otherwise);
    }

    static Prediction none(String why) {
        return new Prediction(Optional.empty(), why);
    }
}
