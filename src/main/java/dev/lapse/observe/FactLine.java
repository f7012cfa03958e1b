package dev.lapse.observe;

import dev.lapse.cluster.ComponentName;
import dev.lapse.history.LoggedFact;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a log that tells a fact: which, and when by the clock of its host, from {@code earliest} to {@code earliest
 * + unitNanos}: a stamp is cut off behind its last digit, and the address-watch tells when it looked before.
 *
 * <p>Words are those of Patroni 3 and 4, PostgreSQL 15 to 18, HAProxy 2.6 to 3.2, etcd 3.4 and 3.5, and of the
 * image's address-watch. PostgreSQL's lines are known where they begin with its default prefix and are stamped in UTC.
 *
 * @param about the node that it is about; empty: the one whose log it is
 */
record FactLine(LoggedFact fact, Instant earliest, long unitNanos, Optional<String> about, String line) {
    private static final int LONGEST = 300;
    private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final String TIME = "[0-9]{2}:[0-9]{2}:[0-9]{2}";
    private static final String MICROS = "^(" + DAY + "T" + TIME + "\\.[0-9]{6}[-+][0-9:]{5}) ";
    private static final String MICROS_STAMP = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX";

    /** How the lines of a component begin; the first group is the stamp. */
    private enum Form {
        PATRONI(ComponentName.PATRONI, "^(" + DAY + " " + TIME + ",[0-9]{3}) [A-Z]+: ", "yyyy-MM-dd HH:mm:ss,SSS"),
        /** It writes to Patroni's log. */
        POSTGRESQL(
                ComponentName.PATRONI,
                "^(" + DAY + " " + TIME + "\\.[0-9]{3} (UTC|GMT)) \\[[0-9]+\\] LOG: +",
                "yyyy-MM-dd HH:mm:ss.SSS[' UTC'][' GMT']"),
        HAPROXY(ComponentName.HAPROXY, MICROS, MICROS_STAMP),
        ETCD(
                ComponentName.ETCD,
                "\"ts\":\"(" + DAY + "T" + TIME + "\\.[0-9]+[-+Z0-9:]+)\".*\"msg\":\"[^\"]*",
                "yyyy-MM-dd'T'HH:mm:ss[.SSSSSS][.SSS][XXX][XX]"),
        /** Not its own lines, which have whole seconds, but those of the image's address-watch beside them. */
        KEEPALIVED(ComponentName.KEEPALIVED, MICROS, MICROS_STAMP),
        /** The same. */
        VIP_MANAGER(ComponentName.VIP_MANAGER, MICROS, MICROS_STAMP);

        private final ComponentName component;
        private final String begin;
        private final DateTimeFormatter stamp;

        Form(ComponentName component, String begin, String stamp) {
            this.component = component;
            this.begin = begin;
            this.stamp = DateTimeFormatter.ofPattern(stamp, Locale.ENGLISH);
        }
    }

    /** A fact and the lines that tell it. Each pattern means the same to grep -E as here. */
    private record Words(Form form, LoggedFact fact, Pattern pattern) {
        Words(Form form, LoggedFact fact, String words) {
            this(form, fact, Pattern.compile(form.begin + words));
        }

        Optional<FactLine> read(Matcher found, String line, ZoneOffset zone) {
            String stamp = found.group(1);
            Optional<Instant> at = instant(form, stamp, zone);
            if (form == Form.KEEPALIVED || form == Form.VIP_MANAGER) {
                return at.flatMap(latest -> instant(form, found.group(2), zone)
                        .map(earliest -> new FactLine(
                                fact,
                                earliest,
                                Math.max(0, Duration.between(earliest, latest).toNanos()) + unitNanos(stamp),
                                Optional.empty(),
                                shortened(line))));
            }
            Optional<String> about = form == Form.HAPROXY ? Optional.of(found.group(2)) : Optional.empty();
            return at.map(earliest -> new FactLine(fact, earliest, unitNanos(stamp), about, shortened(line)));
        }
    }

    private static final List<Words> ALL = List.of(
            new Words(Form.PATRONI, LoggedFact.LOCK_TAKEN, "(promoted self to .* by acquiring|acquired) session lock"),
            new Words(Form.PATRONI, LoggedFact.LOCK_FREED, "Leader key released"),
            new Words(Form.PATRONI, LoggedFact.STORE_LOST, "Error communicating with DCS"),
            new Words(
                    Form.PATRONI, LoggedFact.FAILSAFE, "continue to run as a leader because failsafe mode is enabled"),
            new Words(Form.PATRONI, LoggedFact.DEMOTING, "Demoting self \\("),
            new Words(Form.PATRONI, LoggedFact.PROMOTING, "promoted self to leader"),
            new Words(Form.POSTGRESQL, LoggedFact.PROMOTION_RECEIVED, "received promote request"),
            new Words(Form.POSTGRESQL, LoggedFact.NEW_TIMELINE, "selected new timeline ID: "),
            new Words(Form.POSTGRESQL, LoggedFact.RECOVERED, "archive recovery complete"),
            new Words(Form.POSTGRESQL, LoggedFact.READY, "database system is ready to accept connections"),
            new Words(Form.POSTGRESQL, LoggedFact.READY_TO_READ, "database system is ready to accept read-only"),
            new Words(
                    Form.POSTGRESQL, LoggedFact.SHUTDOWN_RECEIVED, "received (smart|fast|immediate) shutdown request"),
            new Words(Form.POSTGRESQL, LoggedFact.SHUT_DOWN, "database system is shut down"),
            new Words(Form.POSTGRESQL, LoggedFact.STARTING, "starting PostgreSQL "),
            new Words(Form.POSTGRESQL, LoggedFact.CRASHED, "terminating any other active server processes"),
            new Words(
                    Form.POSTGRESQL,
                    LoggedFact.STANDBY_LOST,
                    "terminating walsender process due to replication timeout"),
            new Words(Form.HAPROXY, LoggedFact.BALANCER_UP, server(HaproxyStats.WRITE_PROXY, "UP")),
            new Words(Form.HAPROXY, LoggedFact.BALANCER_DOWN, server(HaproxyStats.WRITE_PROXY, "DOWN")),
            new Words(Form.HAPROXY, LoggedFact.READER_UP, server(HaproxyStats.READ_PROXY, "UP")),
            new Words(Form.HAPROXY, LoggedFact.READER_DOWN, server(HaproxyStats.READ_PROXY, "DOWN")),
            new Words(Form.KEEPALIVED, LoggedFact.VIP_TAKEN, address("added")),
            new Words(Form.KEEPALIVED, LoggedFact.VIP_LEFT, address("removed")),
            new Words(Form.VIP_MANAGER, LoggedFact.VIP_TAKEN, address("added")),
            new Words(Form.VIP_MANAGER, LoggedFact.VIP_LEFT, address("removed")),
            new Words(Form.ETCD, LoggedFact.STORE_LEADER, " became leader at term "),
            new Words(Form.ETCD, LoggedFact.STORE_LEADERLESS, " lost leader "));

    private static String server(String proxy, String status) {
        return "Server " + proxy + "/([^ ]+) is " + status;
    }

    private static String address(String change) {
        return "virtual address [0-9.]+ " + change + ", not before ([^ ]+)$";
    }

    /** What grep -E keeps of this component's log; empty: it tells no facts. */
    static Optional<String> wanted(ComponentName component) {
        String patterns = ALL.stream()
                .filter(words -> words.form.component.equals(component))
                .map(words -> words.pattern.pattern())
                .collect(Collectors.joining("|"));
        return Optional.of(patterns).filter(some -> !some.isEmpty());
    }

    /**
     * The facts that a line tells: none, one or several.
     *
     * @param zone of the host, for stamps that do not tell theirs
     */
    static List<FactLine> read(ComponentName component, String line, ZoneOffset zone) {
        List<FactLine> told = new ArrayList<>();
        for (Words words : ALL) {
            Matcher found = words.pattern.matcher(line);
            if (words.form.component.equals(component) && found.find()) {
                words.read(found, line, zone).ifPresent(told::add);
            }
        }
        return told;
    }

    static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    private static Optional<Instant> instant(Form form, String stamp, ZoneOffset zone) {
        try {
            TemporalAccessor at =
                    form.stamp.parseBest(stamp.replaceAll(" +", " "), OffsetDateTime::from, LocalDateTime::from);
            ZoneOffset local = form == Form.POSTGRESQL ? ZoneOffset.UTC : zone;
            return Optional.of(
                    at instanceof OffsetDateTime exact ? exact.toInstant() : ((LocalDateTime) at).toInstant(local));
        } catch (DateTimeParseException unknown) {
            return Optional.empty();
        }
    }

    /** What the last digit of a stamp's seconds counts. */
    private static long unitNanos(String stamp) {
        Matcher fraction = Pattern.compile("[0-9]{2}[.,]([0-9]+)").matcher(stamp);
        long unit = 1_000_000_000L;
        for (int digit = fraction.find() ? fraction.group(1).length() : 0; digit > 0; digit--) {
            unit /= 10;
        }
        return unit;
    }
}
