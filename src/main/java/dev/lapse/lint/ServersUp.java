package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.oracle.TwoServersUp;
import dev.lapse.oracle.TwoServersUp.LossOfPrimary;
import dev.lapse.oracle.TwoServersUp.OldServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two servers UP at once in the pool for writes, per way to lose the primary. */
final class ServersUp implements Rule {
    static final String NAME = "two-servers-up";

    private static final Duration STEP = Duration.ofMillis(100);

    @Override
    public Stream<Concern> judge(Design design) {
        return design.oracle().twoServersUp().stream().map(window -> concern(design, window));
    }

    private static Concern concern(Design design, TwoServersUp window) {
        return Concern.of(
                        window.old() == OldServer.WRITABLE ? Severity.ERROR : Severity.WARNING,
                        NAME + "."
                                + window.way().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        "two servers are UP for writes for up to " + text(window.bothUp()) + " "
                                + after(window.way()) + ", and the old one " + does(window.old())
                                + (window.longest().equals(window.bothUp())
                                        ? ""
                                        : " for up to " + text(window.longest()) + " of it"))
                .because(why(window.old()))
                .counting(isDown(design, window), isUp(design, window), both(window))
                .from("https://github.com/haproxy/haproxy/blob/v3.0.0/src/check.c (process_chk_conn, srv_getinter)")
                .curedBy(cures(design, window))
                .shownBy(shownBy(window.way()));
    }

    private static String after(LossOfPrimary way) {
        return way == LossOfPrimary.SWITCHOVER ? "after " + way.text() : "when " + way.text();
    }

    private static String does(OldServer old) {
        return switch (old) {
            case WRITABLE -> "still takes writes";
            case WAITING -> "takes writes and acknowledges none";
            case READ_ONLY -> "answers 25006, read-only";
            case GONE -> "stops or hangs";
        };
    }

    private static String why(OldServer old) {
        String both =
                "HAProxy takes a server down only after its checks have failed, and meanwhile sends new connections"
                        + " to both: ";
        return both
                + switch (old) {
                    case WRITABLE ->
                        "two nodes acknowledge writes, and those of the old one are lost when it is rewound";
                    case WAITING -> "commits at the old one wait for a standby that follows the new one, and time out";
                    case READ_ONLY -> "every second one is refused its writes";
                    case GONE -> "every second one hangs or is refused";
                };
    }

    private static String isDown(Design design, TwoServersUp window) {
        HaproxyTimings timings = HaproxyTimings.of(design.cluster().settings(), "write");
        Duration checked = timings.inter().plus(timings.fastInter().multipliedBy(timings.fall() - 1L));
        String before = text(window.isDown().to().minus(checked));
        String check = "inter " + text(timings.inter()) + " + (fall " + timings.fall() + " - 1) * fastinter "
                + text(timings.fastInter());
        Duration connect = shorter(timings.connect(), timings.inter());
        String silent = " + fall " + timings.fall() + " * " + text(connect) + " of a connect";
        String hung = timings.check().compareTo(connect) > 0
                ? " + fall " + timings.fall() + " * timeout check " + text(timings.check())
                : silent;
        return "the old one is DOWN after " + text(window.isDown().to()) + " at most: "
                + switch (window.way()) {
                    case SWITCHOVER, PATRONI_KILLED -> check;
                    case PATRONI_FROZEN, HOST_FROZEN -> check + hung;
                    case HOST_SILENT -> check + silent;
                    case CUT_FROM_STORE -> "its demotion " + before + " + " + check;
                    case CUT_FROM_STORE_AND_REPLICAS ->
                        "its stop waits for silent replicas, and its REST API says primary for " + before
                                + " (until ttl after the renewal at most, and 200ms until it looks) + " + check;
                };
    }

    private static String isUp(Design design, TwoServersUp window) {
        HaproxyTimings timings = HaproxyTimings.of(design.cluster().settings(), "write");
        String rise = "(rise " + timings.rise() + " - 1) * fastinter " + text(timings.fastInter());
        Duration up = window.isUp().from();
        Duration race = up.minus(timings.fastInter().multipliedBy(timings.rise() - 1L));
        if (window.way() == LossOfPrimary.SWITCHOVER) {
            String follows = window.begins().compareTo(up) > 0
                    ? "; the old one answers again after " + text(window.begins())
                    : "";
            return "the new one is UP after " + text(up) + " at least: race " + text(race) + " + " + rise + follows;
        }
        Duration ttl = Duration.ofSeconds(design.oracle().patroniTimings().ttlSeconds());
        return "the new one is UP after " + text(up) + " at least: ttl " + text(ttl) + " - " + text(window.phase())
                + " since a renewal + race " + text(race.minus(ttl).plus(window.phase())) + " + " + rise;
    }

    private static String both(TwoServersUp window) {
        return "both UP, and the old one reached: " + text(window.isDown().to()) + " - " + text(window.begins()) + " = "
                + text(window.longest());
    }

    private static String text(Duration length) {
        return DurationText.of(length);
    }

    private static List<Cure> cures(Design design, TwoServersUp window) {
        HaproxyTimings timings = HaproxyTimings.of(design.cluster().settings(), "write");
        List<Cure> cures = new ArrayList<>();
        boolean hangs = window.way() == LossOfPrimary.PATRONI_FROZEN || window.way() == LossOfPrimary.HOST_FROZEN;
        if (hangs) {
            mildest(
                            design,
                            window,
                            Mildest.downFrom(timings.check(), STEP)
                                    .map(most -> Map.of("haproxy.timeout check", Mildest.whole(most))))
                    .map(cure -> cure.costing("a primary whose REST API is slower than that counts as failed"))
                    .ifPresent(cures::add);
        }
        if (hangs && cures.isEmpty()) {
            Duration slowest = longest(timings).compareTo(timings.check()) > 0 ? longest(timings) : timings.check();
            mildest(design, window, Mildest.downFrom(slowest, STEP).map(most -> checksAndPatience(timings, most)))
                    .map(cure -> cure.costing("each server is checked so much more often, and a primary whose REST"
                            + " API is slower than that counts as failed"))
                    .ifPresent(cures::add);
        }
        if (window.way() == LossOfPrimary.CUT_FROM_STORE_AND_REPLICAS) {
            Duration ttl = Duration.ofSeconds(design.oracle().patroniTimings().ttlSeconds());
            mildest(
                            design,
                            window,
                            Mildest.downFrom(ttl.plus(STEP), Duration.ofSeconds(1))
                                    .map(most -> Map.of("postgresql.wal_sender_timeout", Mildest.whole(most))))
                    .map(cure -> cure.costing("a replica that is silent for so long loses its connection"))
                    .ifPresent(cures::add);
        }
        mildest(design, window, Mildest.downFrom(longest(timings), STEP).map(most -> checks(timings, most)))
                .map(cure -> cure.costing("each server is checked so much more often"))
                .ifPresent(cures::add);
        return cures;
    }

    /** All three intervals, each no longer than this. */
    private static Map<String, String> checks(HaproxyTimings now, Duration most) {
        return Map.of(
                "haproxy.inter", Mildest.whole(shorter(now.inter(), most)),
                "haproxy.fastinter", Mildest.whole(shorter(now.fastInter(), most)),
                "haproxy.downinter", Mildest.whole(shorter(now.downInter(), most)));
    }

    private static Map<String, String> checksAndPatience(HaproxyTimings now, Duration most) {
        Map<String, String> settings = new HashMap<>(checks(now, most));
        settings.put("haproxy.timeout check", Mildest.whole(shorter(now.check(), most)));
        return settings;
    }

    private static Duration longest(HaproxyTimings now) {
        return Collections.max(List.of(now.inter(), now.fastInter(), now.downInter()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Optional<Cure> mildest(Design design, TwoServersUp window, Stream<Map<String, String>> settings) {
        return Mildest.of(
                design,
                settings,
                other -> other.oracle().twoServersUp().stream().noneMatch(each -> each.way() == window.way()));
    }

    private static String shownBy(LossOfPrimary way) {
        return switch (way) {
            case SWITCHOVER -> "switchover";
            case PATRONI_FROZEN -> "hung-check-two-servers";
            case PATRONI_KILLED, HOST_FROZEN, HOST_SILENT, CUT_FROM_STORE, CUT_FROM_STORE_AND_REPLICAS -> "";
        };
    }
}
