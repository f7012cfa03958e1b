package dev.lapse.cluster;

/**
 * How a port is spoken to.
 *
 * @param path what a call asks for, where HTTP is spoken
 * @param longestBytes the longest call that it takes
 */
public record Speech(Protocol protocol, String path, int longestBytes) {
    private static final int HTTP_HEADER = 30_000;

    /** What is spoken. */
    public enum Protocol {
        HTTP,
        /** PostgreSQL's protocol, which poolers speak too. */
        POSTGRESQL
    }

    public static Speech http(String path) {
        return new Speech(Protocol.HTTP, path, HTTP_HEADER);
    }

    public static Speech postgresql(int longestBytes) {
        return new Speech(Protocol.POSTGRESQL, "", longestBytes);
    }

    public boolean isHttp() {
        return protocol == Protocol.HTTP;
    }
}
