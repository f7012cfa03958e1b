package dev.lapse.cluster;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a commit waits for, as Patroni and PostgreSQL are set.
 *
 * @param standbys how many standbys a commit waits for, where it waits
 * @param waived PostgreSQL's {@code synchronous_commit} where it waives the wait: {@code off} or {@code local}
 */
public record ReplicationMode(Kind kind, boolean strict, long standbys, Optional<String> waived) {
    /** Patroni's {@code synchronous_mode}. */
    public enum Kind {
        /** For nothing. */
        ASYNCHRONOUS,
        /** For the standbys that Patroni has named. */
        SYNCHRONOUS,
        /** For any so many of the standbys that Patroni has named. */
        QUORUM
    }

    /** @param setting a setting in effect by its section and name, such as {@code patroni.synchronous_mode} */
    public static ReplicationMode of(Function<String, Optional<String>> setting) {
        String mode = setting.apply("patroni.synchronous_mode").orElse("off");
        Kind kind = mode.equals("quorum") ? Kind.QUORUM : Switch.isOn(mode) ? Kind.SYNCHRONOUS : Kind.ASYNCHRONOUS;
        boolean strict = setting.apply("patroni.synchronous_mode_strict")
                .filter(Switch::isOn)
                .isPresent();
        long standbys = setting.apply("patroni.synchronous_node_count")
                .filter(count -> count.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(1L);
        Optional<String> waived = setting.apply("postgresql.synchronous_commit")
                .filter(value -> value.equals("local") || Switch.isOff(value));
        return new ReplicationMode(kind, strict, standbys, waived);
    }

    public static ReplicationMode of(ClusterSpec cluster) {
        return of(name -> {
            int dot = name.indexOf('.');
            return cluster.settings().get(new Section(name.substring(0, dot)), name.substring(dot + 1));
        });
    }

    /** {@code asynchronous}, {@code synchronous}, {@code synchronous and strict, 2 standbys}, {@code quorum of 2}. */
    public String text() {
        String words = switch (kind) {
            case ASYNCHRONOUS -> "asynchronous";
            case SYNCHRONOUS ->
                "synchronous" + (strict ? " and strict" : "") + (standbys == 1 ? "" : ", " + standbys + " standbys");
            case QUORUM -> "quorum" + (standbys == 1 ? "" : " of " + standbys) + (strict ? " and strict" : "");
        };
        return kind == Kind.ASYNCHRONOUS
                ? words
                : words
                        + waived.map(value -> ", waived by synchronous_commit " + value)
                                .orElse("");
    }
}
