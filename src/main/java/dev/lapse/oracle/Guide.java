package dev.lapse.oracle;

import java.util.Set;

/** What leads clients to the primary by checks of its own: a balancer, or keepalived or vip-manager on the nodes. */
interface Guide {
    /** From the lock, which its check of the new primary finds, until clients are led there. */
    Interval up();

    /** From the moment at which its checks of the old primary fail until no client is led there. */
    Interval down(OldPrimary old);

    /** How long a check of a server that met this goes on after the heal; the next one comes after that. */
    Interval underWay(OldPrimary old);

    /** When answers last, of the instants at which the new primary is up and the old one is down. */
    Interval settled(Client client, Interval isUp, Interval isDown);

    /** Whether it ends the sessions that clients have with the old primary. */
    boolean endsSessions();

    Set<Term> upTerms();

    Set<Term> downTerms(OldPrimary old);

    /** Why it takes as long as {@link #up}, for people. */
    String upText();
}
