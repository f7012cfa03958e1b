package dev.lapse.probe;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One session that is kept, and made anew within an attempt when there is none. It is dropped when in doubt: after a
 * deadline, FATAL, class 08 or 57P0x. One thread at a time.
 */
final class PinnedConnection implements Connections {
    private final Address address;
    private @Nullable HeldConnection held;

    PinnedConnection(Address address) {
        this.address = address;
    }

    @Override
    public HeldConnection take(PendingAttempt attempt) throws SQLException {
        HeldConnection kept = held;
        if (kept != null) {
            attempt.over(kept.session());
            return kept;
        }
        Session session = new Session();
        attempt.over(session);
        HeldConnection made = new HeldConnection(address.connect(session), session);
        held = made;
        return made;
    }

    @Override
    public void giveBack(HeldConnection used, Fitness fitness) {
        if (fitness == Fitness.IN_DOUBT || used.session().isClosed()) {
            held = null;
            used.drop();
        }
    }

    @Override
    public void close() {
        HeldConnection kept = held;
        held = null;
        if (kept != null) {
            kept.leave();
        }
    }
}
