package dev.lapse.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Does several things at once, such as asking many hosts, so that together they take as long as the longest alone. Who
 * may have threads implements it. Any thread; a task may do several things at once itself.
 */
@FunctionalInterface
public interface AtOnce {
    /**
     * Does all of these and waits for all, whatever becomes of one.
     *
     * @throws LapseException the error of one that failed, with those of the others suppressed; or that the wait was
     *     interrupted, and the tasks with it
     */
    void run(List<Runnable> tasks);

    /** As {@link #run}; what each one found, in the order of the tasks. */
    default <T> List<T> all(List<Supplier<T>> tasks) {
        List<T> found = new ArrayList<>();
        List<Runnable> runs = new ArrayList<>();
        for (Supplier<T> task : tasks) {
            int place = found.size();
            found.add(null);
            runs.add(() -> {
                T one = task.get();
                synchronized (found) {
                    found.set(place, one);
                }
            });
        }
        run(runs);
        return List.copyOf(found);
    }
}
