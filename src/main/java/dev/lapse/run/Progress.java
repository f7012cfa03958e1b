package dev.lapse.run;

import dev.lapse.history.Event;

/** Told what happens while it happens. Any thread; returns quickly. */
public interface Progress {
    /** A line about the harness's own work, such as a bring-up step. */
    void say(String line);

    /** An event of the run that has just been recorded. */
    void event(Event event);

    /** Shows nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void say(String line) {}

        @Override
        public void event(Event event) {}
    };
}
