package dev.lapse.check;

import java.util.Locale;

/** Who can tell that two nodes were primaries at once, or were taken for it. */
public enum Witness {
    /** State lanes: two nodes said that they are writable. */
    STATE,
    /** Direct write lanes: a node took writes on an old timeline. */
    WRITE,
    /** Client lanes: two nodes acknowledged writes that came by one entrance. */
    CLIENTS,
    /** Balancers: two servers were up in the pool for writes. */
    ROUTERS,
    /** keepalived: two hosts held the virtual address. */
    VIP;

    /** The name in reports: {@code clients}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
