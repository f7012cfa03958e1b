package dev.lapse.lint;

import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An old primary that cannot be rewound, and is not made anew by itself. */
final class NoRewind implements Rule {
    static final String NAME = "no-rewind";

    private static final String REWIND = "postgresql.use_pg_rewind";
    private static final String DIVERGED = "postgresql.remove_data_directory_on_diverged_timelines";
    private static final String FAILED = "postgresql.remove_data_directory_on_rewind_failure";

    @Override
    public Stream<Concern> judge(Design design) {
        boolean off = design.isOff(Section.PATRONI, REWIND);
        boolean torn = design.isOff(Section.POSTGRESQL, "full_page_writes");
        String anew = off ? DIVERGED : FAILED; // the first counts only where Patroni may not rewind at all
        if (design.cluster().nodes().size() < 2 || design.isOn(Section.PATRONI, anew) || !off && !torn) {
            return Stream.empty();
        }
        List<Cure> cures = new ArrayList<>();
        if (off != torn) {
            cures.add(
                    off ? Cure.setting("patroni." + REWIND, "on") : Cure.setting("postgresql.full_page_writes", "on"));
        }
        cures.add(Cure.setting("patroni." + anew, "on")
                .costing("the whole database is copied, and what only the old primary had is gone at once"));
        return Stream.of(Concern.error(
                        NAME,
                        (off ? "use_pg_rewind is off" : "")
                                + (off && torn ? ", and " : "")
                                + (torn ? "full_page_writes is off" : ""))
                .because("an old primary that has WAL which the new one lacks cannot follow it, and stays away until"
                        + " somebody makes it anew")
                .counting("Patroni keeps wal_log_hints on, and Lapse makes clusters with data checksums: these do not"
                        + " stand in the way")
                .from(
                        "https://www.postgresql.org/docs/17/app-pgrewind.html",
                        "https://github.com/patroni/patroni/blob/v4.0.7/patroni/postgresql/config.py (CMDLINE_OPTIONS)")
                .curedBy(cures));
    }
}
