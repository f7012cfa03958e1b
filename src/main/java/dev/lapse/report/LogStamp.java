package dev.lapse.report;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a line of a component's log was written, as its stamp says: of Patroni, PostgreSQL, PgBouncer, HAProxy, etcd,
 * keepalived and vip-manager. A stamp without a zone is read as UTC, which hosts of Lapse have.
 */
final class LogStamp {
    private static final String ZONE = "(Z|[-+][0-9]{2}:?[0-9]{2})?";
    /**
     * {@code 2026-11-29 22:47:17,758}, {@code 2026-11-29T22:47:20.780361+00:00}, {@code 2026/11/29 22:47:17}; in JSON
     * behind {@code "ts":"}.
     */
    private static final Pattern ISO = Pattern.compile(
            "^(?:\\{.{0,60}?\"ts\":\")?([0-9]{4}[-/][0-9]{2}[-/][0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]{1,9}))?"
                    + ZONE);
    /** {@code Sun Nov 29 22:47:20 2026}. */
    private static final Pattern CTIME =
            Pattern.compile("^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +([0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4})\\b");

    private static final DateTimeFormatter CTIME_FORM = DateTimeFormatter.ofPattern("MMM d HH:mm:ss uuuu", Locale.ROOT);
    private static final DateTimeFormatter ISO_FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private static final List<Function<String, Optional<Long>>> FORMS = List.of(LogStamp::iso, LogStamp::ctime);

    private LogStamp() {}

    /** Milliseconds since 1970; empty: the line has no stamp that is known. */
    static Optional<Long> of(String line) {
        return FORMS.stream()
                .map(form -> form.apply(line))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Long> iso(String line) {
        Matcher found = ISO.matcher(line);
        if (!found.find()) {
            return Optional.empty();
        }
        String fraction = found.group(3) == null ? "" : "." + found.group(3);
        String zone = found.group(4) == null ? "Z" : found.group(4);
        return instant(() -> OffsetDateTime.parse(
                found.group(1).replace('/', '-') + "T" + found.group(2) + fraction + zone, ISO_FORM));
    }

    private static Optional<Long> ctime(String line) {
        Matcher found = CTIME.matcher(line);
        return found.find()
                ? instant(() -> LocalDateTime.parse(found.group(1) + " " + found.group(2), CTIME_FORM)
                        .atOffset(ZoneOffset.UTC))
                : Optional.empty();
    }

    private static Optional<Long> instant(java.util.function.Supplier<OffsetDateTime> at) {
        try {
            return Optional.of(at.get().toInstant().toEpochMilli());
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }
}
