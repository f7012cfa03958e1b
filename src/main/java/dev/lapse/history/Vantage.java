package dev.lapse.history;

import java.util.Locale;

/** How a lane's client holds its connections. */
public enum Vantage {
    /** A connection per attempt: what a service that connects now would see. */
    NEW_CONNECTION,
    /** One session that reconnects when it breaks. */
    PINNED,
    /** A HikariCP pool, as an application. */
    POOL,
    /** pgjdbc with every node in its URL and a {@code targetServerType}. */
    MULTI_HOST,
    /** As {@link #PINNED}, of the load: its writes count, and it is not looked at by itself. */
    LOAD,
    /** One session straight to one node, over the watch network. */
    DIRECT,
    /** The user's own code, with what it holds. */
    OWN_CODE;

    /** The name in files and messages: lower case, with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
