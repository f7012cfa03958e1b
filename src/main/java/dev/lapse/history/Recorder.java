package dev.lapse.history;

/** Takes the events of a run as they happen. Any thread; never blocks for I/O. */
@FunctionalInterface
public interface Recorder {
    void record(Event event);
}
