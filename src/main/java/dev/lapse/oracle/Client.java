package dev.lapse.oracle;

import java.time.Duration;

/** A kind of client: how it reaches the primary, and what it adds of its own. */
public enum Client {
    /** A new connection for each attempt, or one session that reconnects, through the balancer. */
    BALANCED("through HAProxy", Interval.upTo(Duration.ofMillis(50))),
    /** HikariCP through the balancer. After each connection that failed it waits twice as long, up to 5 s. */
    POOLED("HikariCP through HAProxy", Interval.upTo(Duration.ofSeconds(5))),
    /** pgjdbc with every node in its URL. A host that is silent costs its connectTimeout: 1 s in Lapse's lanes. */
    MULTI_HOST("every node in its URL", Interval.upTo(Duration.ofSeconds(1)));

    private final String text;
    private final Interval reconnect;

    Client(String text, Interval reconnect) {
        this.text = text;
        this.reconnect = reconnect;
    }

    /** For people. */
    public String text() {
        return text;
    }

    boolean isBalanced() {
        return this != MULTI_HOST;
    }

    /** From the moment at which the way is open to its first answer. */
    Interval reconnect() {
        return reconnect;
    }
}
