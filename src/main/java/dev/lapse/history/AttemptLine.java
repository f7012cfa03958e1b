package dev.lapse.history;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the line of an attempt in the usual form, as the recorder writes it: the fields in the order of
 * {@link Attempt}, no blanks, no escapes, ASCII. That is all but a few of the lines of a history, and takes a fraction
 * of the time that Jackson needs. Any other line is left to Jackson, which reads it or says what is wrong with it.
 *
 * <p>Names are shared: a million attempts have a few. One thread.
 */
final class AttemptLine {
    private static final byte[] BEGIN = ascii("{\"event\":\"attempt\"");
    private static final byte[] LANE = ascii(",\"lane\":");
    private static final byte[] SEQ = ascii(",\"seq\":");
    private static final byte[] DUE = ascii(",\"dueNanos\":");
    private static final byte[] INVOKED = ascii(",\"invokedNanos\":");
    private static final byte[] COMPLETED = ascii(",\"completedNanos\":");
    private static final byte[] OUTCOME = ascii(",\"outcome\":");
    private static final byte[] SQL_STATE = ascii(",\"sqlState\":");
    private static final byte[] ERROR = ascii(",\"error\":");
    private static final byte[] NODE = ascii(",\"node\":");
    private static final byte[] ROLE = ascii(",\"role\":");
    private static final byte[] TIMELINE = ascii(",\"timeline\":");
    private static final byte[] LSN = ascii(",\"lsn\":");
    private static final byte[] WRITABLE = ascii(",\"writable\":");
    private static final byte[] NEWEST_SEQ = ascii(",\"newestSeq\":");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] SLASH = ascii("/");
    private static final byte[] END = ascii("}");

    /** No number of more digits is read here: it might not fit into a long. */
    private static final int MOST_DIGITS = 18;

    private final Shared<LaneName> lanes = new Shared<>(LaneName::new);
    private final Shared<Outcome> outcomes = new Shared<>(Outcome::valueOf);
    private final Shared<String> texts = new Shared<>(text -> text);
    private final Shared<NodeName> nodes = new Shared<>(NodeName::new);
    private final Shared<Role> roles = new Shared<>(Role::valueOf);
    private Timeline lastTimeline = new Timeline(1);

    private byte[] bytes = {};
    private int at;
    private int to;
    /** False from the first thing on that the recorder does not write like this; what is read after it is void. */
    private boolean usual;

    /** Whether the line is, or would have become, one of an attempt. */
    static boolean begins(byte[] bytes, int from, int to) {
        return startsWith(BEGIN, bytes, from, to);
    }

    /** @return null for a line of another form, right or wrong */
    @Nullable
    Attempt read(byte[] line, int from, int to) {
        this.bytes = line;
        this.at = from;
        this.to = to;
        this.usual = true;
        try {
            return read();
        } catch (IllegalArgumentException noSuchName) {
            return null;
        }
    }

    private @Nullable Attempt read() {
        expect(BEGIN);
        expect(LANE);
        LaneName lane = text(lanes);
        expect(SEQ);
        long seq = number();
        expect(DUE);
        long due = number();
        expect(INVOKED);
        long invoked = number();
        expect(COMPLETED);
        long completed = number();
        expect(OUTCOME);
        Outcome outcome = text(outcomes);
        String sqlState = has(SQL_STATE) ? text(texts) : null;
        String error = has(ERROR) ? text(texts) : null;
        NodeName node = has(NODE) ? text(nodes) : null;
        Role role = has(ROLE) ? text(roles) : null;
        Timeline timeline = has(TIMELINE) ? timeline() : null;
        Lsn lsn = has(LSN) ? lsn() : null;
        Boolean writable = has(WRITABLE) ? Boolean.valueOf(truth()) : null;
        Long newestSeq = has(NEWEST_SEQ) ? Long.valueOf(number()) : null;
        expect(END);
        return !usual || at != to || lane == null || outcome == null
                ? null
                : new Attempt(
                        lane, seq, due, invoked, completed, outcome, sqlState, error, node, role, timeline, lsn,
                        writable, newestSeq);
    }

    private void expect(byte[] word) {
        usual &= has(word);
    }

    /** Goes past the word if it comes next. */
    private boolean has(byte[] word) {
        if (!startsWith(word, bytes, at, to)) {
            return false;
        }
        at += word.length;
        return true;
    }

    private long number() {
        boolean negative = at < to && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at++] - '0');
        }
        int digits = at - first;
        usual &= digits == 1 || digits > 1 && digits <= MOST_DIGITS && bytes[first] != '0';
        return negative ? -value : value;
    }

    private boolean truth() {
        boolean yes = has(TRUE);
        usual &= yes || has(FALSE);
        return yes;
    }

    private @Nullable Timeline timeline() {
        long value = number();
        usual &= value == (int) value;
        if (!usual) {
            return null;
        }
        if (value != lastTimeline.value()) {
            lastTimeline = new Timeline((int) value);
        }
        return lastTimeline;
    }

    private Lsn lsn() {
        expect(QUOTE);
        long high = hexadecimal();
        expect(SLASH);
        long low = hexadecimal();
        expect(QUOTE);
        return new Lsn(high << 32 | low);
    }

    /** Half of a log position: one to eight digits. */
    private long hexadecimal() {
        int first = at;
        long value = 0;
        int digit;
        while (at < to && (digit = Character.digit(bytes[at], 16)) >= 0) {
            value = value << 4 | digit;
            at++;
        }
        usual &= at > first && at - first <= 8;
        return value;
    }

    /** A string in quotes, and what the name in it stands for. */
    private <T> @Nullable T text(Shared<T> known) {
        expect(QUOTE);
        int first = at;
        int hash = 0;
        while (at < to && isPlain(bytes[at])) {
            hash = 31 * hash + bytes[at++];
        }
        int last = at;
        expect(QUOTE);
        return usual ? known.of(bytes, first, last, hash) : null;
    }

    /** Neither the end of a string, nor an escape, nor a control character, nor (below zero) a part of a longer one. */
    private static boolean isPlain(byte character) {
        return character >= ' ' && character != '"' && character != '\\';
    }

    private static boolean startsWith(byte[] word, byte[] bytes, int from, int to) {
        return to - from >= word.length && Arrays.equals(word, 0, word.length, bytes, from, from + word.length);
    }

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** What was made of the last few names; a name that is not among them replaces one that is. */
    private static final class Shared<T> {
        private static final int SIZE = 256;

        private final Function<String, T> make;
        private final byte[][] names = new byte[SIZE][];
        private final List<@Nullable T> values = new ArrayList<>(Collections.nCopies(SIZE, null));

        Shared(Function<String, T> make) {
            this.make = make;
        }

        /** @throws IllegalArgumentException when nothing has this name */
        T of(byte[] bytes, int from, int to, int hash) {
            int place = Math.floorMod(hash, SIZE);
            byte[] name = names[place];
            T value = values.get(place);
            if (value == null || !Arrays.equals(name, 0, name.length, bytes, from, to)) {
                value = make.apply(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
                names[place] = Arrays.copyOfRange(bytes, from, to);
                values.set(place, value);
            }
            return value;
        }
    }
}
