package dev.lapse.cluster;

/** The passwords of one cluster, made at random; {@code toString} hides them. */
public record Credentials(String superuser, String replication, String lanes) {
    /** PostgreSQL role and database of the lanes. */
    public static final String LANE_ROLE = "lapse";

    public static final String DATABASE = "lapse";

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
