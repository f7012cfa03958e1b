package dev.lapse.hand;

import dev.lapse.history.Event;
import dev.lapse.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What happened in a session so far, line by line, for those who ask late. Any thread. */
final class EventTale {
    private final Progress teller;
    private final List<String> lines = new ArrayList<>();
    private final List<Consumer<String>> followers = new ArrayList<>();

    /** @param narrator makes something that tells events to people, line by line */
    EventTale(Function<Consumer<String>, Progress> narrator) {
        teller = narrator.apply(this::add);
    }

    void hear(Event event) {
        teller.event(event);
    }

    private synchronized void add(String line) {
        lines.add(line);
        followers.forEach(follower -> follower.accept(line));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Tells all that there is and all that comes; none is told twice or left out. */
    synchronized void follow(Consumer<String> follower) {
        lines.forEach(follower);
        followers.add(follower);
    }

    synchronized void leave(Consumer<String> follower) {
        followers.remove(follower);
    }
}
