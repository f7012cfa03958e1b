package dev.lapse.check;

import dev.lapse.history.History;
import java.util.function.Consumer;

/** The lost rows of a run. There may be millions: they are read from the history again, and none is kept. */
@FunctionalInterface
public interface LostRows {
    LostRows NONE = (history, rows) -> {};

    /**
     * In the order in which they were acknowledged.
     *
     * @param history the one that was measured
     */
    void each(History history, Consumer<LostRow> rows);
}
