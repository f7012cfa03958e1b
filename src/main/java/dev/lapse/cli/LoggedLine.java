package dev.lapse.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that a component wrote, and when: by the time at its head, or else by that of the line before. Hosts have
 * universal time.
 */
record LoggedLine(String component, Instant at, String text) {
    private static final int HEAD = 80;

    /**
     * Patroni, PostgreSQL, PgBouncer, etcd, HAProxy: {@code 2026-11-29 03:41:22,123}, or with a T and other dots;
     * vip-manager: {@code 2026/11/29 03:41:22}.
     */
    private static final Pattern ISO =
            Pattern.compile("(\\d{4}[-/]\\d\\d[-/]\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?");

    /** keepalived: {@code Sun Nov 29 03:41:22 2026}. */
    private static final Pattern C_TIME =
            Pattern.compile("[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d) (\\d{4})");

    private static final DateTimeFormatter C_FORM = DateTimeFormatter.ofPattern("yyyy MMM d HH:mm:ss", Locale.ROOT);

    /** The lines of a log, each with its time; those before the first time have the oldest of all. */
    static List<LoggedLine> of(String component, String log) {
        List<LoggedLine> lines = new ArrayList<>();
        Instant at = Instant.MIN;
        for (String line : log.lines().toList()) {
            at = timeOf(line).orElse(at);
            lines.add(new LoggedLine(component, at, line));
        }
        return lines;
    }

    /** The time at the head of a line. */
    static Optional<Instant> timeOf(String line) {
        String head = line.substring(0, Math.min(HEAD, line.length()));
        try {
            Matcher iso = ISO.matcher(head);
            if (iso.find()) {
                String fraction = iso.group(3) == null ? "" : "." + iso.group(3);
                return Optional.of(Instant.parse(iso.group(1).replace('/', '-') + "T" + iso.group(2) + fraction + "Z"));
            }
            Matcher c = C_TIME.matcher(head);
            return c.find()
                    ? Optional.of(LocalDateTime.parse(
                                    c.group(4) + " " + c.group(1) + " " + c.group(2) + " " + c.group(3), C_FORM)
                            .toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }
}
