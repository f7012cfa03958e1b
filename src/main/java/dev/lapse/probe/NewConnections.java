package dev.lapse.probe;

import java.sql.SQLException;

/** A connection per attempt. Any thread. */
final class NewConnections implements Connections {
    private final Address address;

    NewConnections(Address address) {
        this.address = address;
    }

    @Override
    public Held take(Trial trial) throws SQLException {
        Session session = new Session();
        trial.over(session);
        return new Held(address.connect(session), session);
    }

    @Override
    public void giveBack(Held held, Fitness fitness) {
        if (fitness == Fitness.FIT) {
            held.leave();
        } else {
            held.drop();
        }
    }

    @Override
    public void close() {}
}
