package dev.lapse.check;

import java.util.List;

/** All that is asked of the reads of a run. */
final class ReadFolds {
    private final ReadAges ages;
    private final BackwardReads backward;
    private final DirtyReads dirty;
    private final VisibleRows visible;

    ReadFolds(RunLog run) {
        ages = new ReadAges(run);
        backward = new BackwardReads(run);
        dirty = new DirtyReads(run);
        visible = new VisibleRows(run);
    }

    List<Fold> folds() {
        return List.of(ages, backward, dirty, visible);
    }

    ReadMeasure measure() {
        return new ReadMeasure(ages.stalest(), ages.mostRows(), backward.measure(), dirty.measure(), visible.measure());
    }
}
