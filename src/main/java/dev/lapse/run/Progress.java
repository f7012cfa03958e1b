package dev.lapse.run;

import dev.lapse.history.Event;
import java.util.function.Consumer;

/** Told what happens while it happens. Any thread; returns quickly. */
public interface Progress {
    /** A line about the harness's own work, such as a bring-up step. */
    void say(String line);

    /** An event of the run that has just been recorded. */
    void event(Event event);

    /** This one, and a listener that hears every event after it. */
    default Progress heardBy(Consumer<Event> listener) {
        Progress teller = this;
        return new Progress() {
            @Override
            public void say(String line) {
                teller.say(line);
            }

            @Override
            public void event(Event event) {
                teller.event(event);
                listener.accept(event);
            }
        };
    }

    /** Tells the harness's own work line by line, and no event. */
    static Progress inWords(String prefix, Consumer<String> out) {
        return new Progress() {
            @Override
            public void say(String line) {
                out.accept(prefix + line);
            }

            @Override
            public void event(Event event) {}
        };
    }

    /** Shows nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void say(String line) {}

        @Override
        public void event(Event event) {}
    };
}
