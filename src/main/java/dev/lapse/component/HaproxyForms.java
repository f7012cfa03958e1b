package dev.lapse.component;

import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.Switch;
import java.util.Arrays;
import java.util.Map;

/** What HAProxy 3.0 takes for values in TCP mode (its configuration manual); {@code off} takes the line or word out. */
final class HaproxyForms {
    private static final String OFF = "off|Off|OFF|false|False";

    static final SettingForm TIME = SettingForm.text(
                    "a time of HAProxy: milliseconds, such as 10000, a whole number with us, ms, s, m, h or d, such as"
                            + " 10s, or off",
                    "[0-9]{1,9}(us|ms|s|m|h|d)?|" + OFF)
            .converting(HaproxyForms::time);

    /** Between two checks. */
    static final SettingForm INTERVAL = TIME.saying("a time of HAProxy: milliseconds, such as 10000, a whole number"
                    + " with us, ms, s, m, h or d, such as 10s, above 0, or off")
            .converting(HaproxyForms::interval);

    static final SettingForm COUNT =
            SettingForm.text("a whole number, or off", "[0-9]{1,9}|" + OFF).converting(HaproxyForms::takenOut);

    static final SettingForm POSITIVE = SettingForm.text("a whole number from 1 up, or off", "[1-9][0-9]{0,8}|" + OFF)
            .converting(HaproxyForms::takenOut);

    static final SettingForm WEIGHT = SettingForm.text("a whole number from 0 to 256, or off", "[0-9]{1,3}|" + OFF)
            .within(SettingForm.Range.of(0, 256))
            .converting(HaproxyForms::takenOut);

    /** A name that stands alone. */
    static final SettingForm FLAG = SettingForm.text("\"\" or on to put it there, or off", "|" + Switch.PATTERN)
            .converting(text -> text.isEmpty() || Switch.isOn(text) ? "" : "off");

    static final SettingForm REDISPATCH = SettingForm.text(
                    "\"\" or on to put it there, a number of retries, or off", "|-?[0-9]{1,4}|" + Switch.PATTERN)
            .converting(text -> text.matches("-?[0-9]+") ? text : text.isEmpty() || Switch.isOn(text) ? "" : "off");

    static final SettingForm LINE =
            SettingForm.text("text as in haproxy.cfg, or off", ".*").converting(HaproxyForms::takenOut);

    static final SettingForm REQUEST = SettingForm.text(
                    "what is asked of Patroni, such as /primary, GET /primary or HEAD /replica?lag=1MB",
                    "((GET|HEAD|OPTIONS) +)?/[^ ]*( +HTTP/1\\.[01]([ \\\\].*)?)?")
            .converting(HaproxyForms::request);

    static final SettingForm BALANCE = SettingForm.text(
                    "one of roundrobin, static-rr, leastconn, first, source, random, random(N) or off; uri, url_param,"
                            + " hdr and rdp-cookie read another protocol than PostgreSQL's, and do nothing here",
                    "roundrobin|static-rr|leastconn|first|source|random(\\([1-9][0-9]{0,3}\\))?|hash [^ ].*|" + OFF)
            .converting(HaproxyForms::takenOut);

    static final SettingForm HASH = SettingForm.text(
                    "map-based or consistent, then a function of sdbm, djb2, wt6, crc32 or not, such as"
                            + " consistent sdbm avalanche, or off",
                    "(map-based|consistent)( +(sdbm|djb2|wt6|crc32|none)( +avalanche)?)?|" + OFF)
            .converting(HaproxyForms::takenOut);

    static final SettingForm EXPECTED = SettingForm.text(
                    "status, rstatus, string or rstring with what Patroni must answer, ! before it for what it must"
                            + " not, such as status 200 or ! rstatus 5.., or off",
                    "((min-recv|comment|ok-status|error-status|tout-status|on-success|on-error|status-code) +[^ ]+ +)*"
                            + "(! *)?(status +[1-5][0-9]{2}([-,][1-5][0-9]{2})*|(rstatus|string|rstring|hdr|fhdr) +.+)|"
                            + OFF)
            .converting(HaproxyForms::takenOut);

    static final SettingForm THREADS = SettingForm.text(
                    "a whole number of threads from 1 to 64, or off", "[1-9][0-9]?|" + OFF)
            .within(SettingForm.Range.of(1, 64))
            .converting(HaproxyForms::takenOut);

    static final SettingForm PERCENT = SettingForm.text(
                    "a whole number from 0 to 50, or off", "[0-9]|[1-9][0-9]|" + OFF)
            .within(SettingForm.Range.of(0, 50))
            .converting(HaproxyForms::takenOut);

    /** All words of {@code default-server} in one line, which are settings here. */
    static final SettingForm DEFAULT_SERVER = SettingForm.text(
                    "the words of a server as settings, such as inter: 3s", ".*")
            .converting(HaproxyForms::apart);

    /** HAProxy keeps a time in a signed number of 32 bits. */
    private static final long LONGEST_MILLIS = Integer.MAX_VALUE;

    private static final Map<String, Long> MICROS = Map.of(
            "us", 1L, "ms", 1_000L, "s", 1_000_000L, "m", 60_000_000L, "h", 3_600_000_000L, "d", 86_400_000_000L);

    private HaproxyForms() {}

    private static String time(String text) {
        if (takenOut(text).equals("off")) {
            return "off";
        }
        String withUnit = text.matches("[0-9]+") ? text + "ms" : text;
        if (micros(withUnit) > LONGEST_MILLIS * 1_000) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is out of range: HAProxy takes no time above " + LONGEST_MILLIS + "ms");
        }
        return withUnit;
    }

    private static String interval(String text) {
        String time = time(text);
        if (!time.equals("off") && micros(time) == 0) {
            throw new IllegalArgumentException("\"" + text + "\" is out of range: it must be above 0");
        }
        return time;
    }

    private static long micros(String time) {
        String digits = time.replaceFirst("[a-z]+$", "");
        return Long.parseLong(digits) * MICROS.get(time.substring(digits.length()));
    }

    private static String apart(String text) {
        StringBuilder settings = new StringBuilder();
        String[] words = text.strip().split(" +");
        for (int i = 0; i < words.length; i++) {
            boolean alone = i + 1 == words.length || HaproxyNames.standsAlone(words[i]);
            settings.append(settings.isEmpty() ? "" : ", ")
                    .append(words[i])
                    .append(": ")
                    .append(alone ? "on" : words[++i]);
        }
        throw new IllegalArgumentException(
                "each word of default-server is a setting of its own; write haproxy: {" + settings + "}");
    }

    static SettingForm oneOf(String... words) {
        String list = String.join("|", words);
        return SettingForm.text("one of " + list.replace("|", ", ") + ", off", list + "|" + OFF)
                .converting(HaproxyForms::takenOut);
    }

    private static String takenOut(String text) {
        return text.matches(OFF) ? "off" : text;
    }

    static String request(String text) {
        String path = text.replaceFirst("^(GET|HEAD|OPTIONS) +", "").split("[ ?]")[0];
        boolean known = path.equals("/")
                || Arrays.stream(path.split("/"))
                        .anyMatch(part -> PatroniPages.ALL.contains("/" + part.replace('_', '-')));
        if (!known) {
            throw new IllegalArgumentException(Nearest.unknown("page of Patroni", path, PatroniPages.ALL));
        }
        return text.replaceAll(" +", " ");
    }
}
