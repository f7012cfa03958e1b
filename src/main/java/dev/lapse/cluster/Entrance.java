package dev.lapse.cluster;

/** What a client comes for, and so which way in it takes. */
public enum Entrance {
    /** To the primary. */
    WRITE,
    /** To a replica where there is one. */
    READ
}
