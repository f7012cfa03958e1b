package dev.lapse.cluster;

/**
 * How the lanes' role proves its password: {@code md5} costs next to no CPU, SCRAM costs several times as much per
 * connection.
 */
public enum Auth {
    MD5("md5"),
    SCRAM_SHA_256("scram-sha-256");

    private final String text;

    Auth(String text) {
        this.text = text;
    }

    /** The method's name in pg_hba.conf and PgBouncer's auth_type. */
    public String text() {
        return text;
    }
}
