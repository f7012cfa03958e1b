package dev.lapse.probe;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One session that is kept, and made anew within an attempt when there is none. It is dropped when in doubt: after a
 * deadline, FATAL, class 08 or 57P0x. One thread at a time.
 */
final class PinnedConnection implements Connections {
    private final Address address;
    private @Nullable Held held;

    PinnedConnection(Address address) {
        this.address = address;
    }

    @Override
    public Held take(Trial trial) throws SQLException {
        Held kept = held;
        if (kept != null) {
            trial.over(kept.session());
            return kept;
        }
        Session session = new Session();
        trial.over(session);
        Held made = new Held(address.connect(session), session);
        held = made;
        return made;
    }

    @Override
    public void giveBack(Held used, Fitness fitness) {
        if (fitness == Fitness.IN_DOUBT || used.session().isClosed()) {
            held = null;
            used.drop();
        }
    }

    @Override
    public void close() {
        Held kept = held;
        held = null;
        if (kept != null) {
            kept.leave();
        }
    }
}
