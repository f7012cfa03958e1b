package dev.lapse.probe;

import java.sql.SQLException;

/** A connection per attempt. Any thread. */
final class NewConnections implements Connections {
    private final Address address;

    NewConnections(Address address) {
        this.address = address;
    }

    @Override
    public HeldConnection take(PendingAttempt attempt) throws SQLException {
        Session session = new Session();
        attempt.over(session);
        return new HeldConnection(address.connect(session), session);
    }

    @Override
    public void giveBack(HeldConnection held, Fitness fitness) {
        if (fitness == Fitness.FIT) {
            held.leave();
        } else {
            held.drop();
        }
    }

    @Override
    public void close() {}
}
