package dev.lapse.component;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Debian suite whose packages Lapse knows: which version of each component its image has. Of other suites nothing is
 * known before they run.
 */
enum Release {
    BOOKWORM(List.of("bookworm"), 15, "3.0", "1.18", "3.4"),
    TRIXIE(List.of("trixie"), 17, "4.0", "1.24", "3.5"),
    FORKY(List.of("forky", "sid"), 18, "4.1", "1.26", "3.5");

    private final List<String> suites;
    private final int postgresql;
    private final String patroni;
    private final String pgbouncer;
    private final String etcd;

    Release(List<String> suites, int postgresql, String patroni, String pgbouncer, String etcd) {
        this.suites = suites;
        this.postgresql = postgresql;
        this.patroni = patroni;
        this.pgbouncer = pgbouncer;
        this.etcd = etcd;
    }

    static Optional<Release> of(String suite) {
        return Arrays.stream(values())
                .filter(release -> release.suites.contains(suite))
                .findFirst();
    }

    /** The suite whose image has this major version of PostgreSQL. */
    static Optional<String> with(int postgresql) {
        return Arrays.stream(values())
                .filter(release -> release.postgresql == postgresql)
                .map(release -> release.suites.get(release.suites.size() - 1))
                .findFirst();
    }

    /** The names of all suites that are known. */
    static List<String> suites() {
        return Arrays.stream(values())
                .flatMap(release -> release.suites.stream())
                .toList();
    }

    /** The major version of PostgreSQL. */
    int postgresql() {
        return postgresql;
    }

    String patroni() {
        return patroni;
    }

    String pgbouncer() {
        return pgbouncer;
    }

    String etcd() {
        return etcd;
    }

    boolean hasVipManager() {
        return this != FORKY;
    }

    /** Whether a version, such as {@code 3.10}, is at least another, such as {@code 3.2}. */
    static boolean isAtLeast(String version, String least) {
        int[] one = numbers(version);
        int[] other = numbers(least);
        return one[0] > other[0] || one[0] == other[0] && one[1] >= other[1];
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\."))
                .limit(2)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
