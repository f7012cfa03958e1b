package dev.lapse.probe;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.LaneName;
import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the ledger's tables hold on a node, primary or not, by one statement with one value: a line with the node's
 * timeline and a line per range.
 */
final class LedgerText {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (.+)");

    /** The node's timeline alone, where there may be no ledger any more. */
    static final String TIMELINE =
            "select case when pg_is_in_recovery() then coalesce((select received_tli from pg_stat_wal_receiver),"
                    + " (select greatest(r.min_recovery_end_timeline, c.timeline_id)"
                    + " from pg_control_recovery() r, pg_control_checkpoint() c))"
                    + " else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end";

    private LedgerText() {}

    /** What a node has of each lane. */
    record LedgerRows(Timeline timeline, Map<LaneName, List<SeqRange>> present) {}

    static String statement(List<LaneName> lanes) {
        String names = lanes.stream()
                .map(lane -> "'" + lane.value().replace("'", "''") + "'")
                .collect(Collectors.joining(",", "any(array[", "]::text[])"));
        return TIMELINE + " || coalesce((select string_agg(chr(10) || low || ' ' || high || ' ' || lane, '') from ("
                + JdbcLedger.islands(names) + ") ranges (lane, low, high)), '')";
    }

    /** @throws LapseException when that is not what the statement answers */
    static LedgerRows parse(String text, List<LaneName> lanes) {
        List<String> lines = text.strip().lines().toList();
        if (lines.isEmpty() || !lines.get(0).matches("[1-9]\\d{0,8}")) {
            throw unreadable("a timeline", lines.isEmpty() ? "" : lines.get(0));
        }
        Map<LaneName, List<SeqRange>> present = new LinkedHashMap<>();
        lanes.forEach(lane -> present.put(lane, new ArrayList<>()));
        for (String line : lines.subList(1, lines.size())) {
            Matcher range = RANGE.matcher(line);
            List<SeqRange> ranges = range.matches() ? present.get(new LaneName(range.group(3))) : null;
            if (ranges == null) {
                throw unreadable("first, last and lane", line);
            }
            ranges.add(new SeqRange(Long.parseLong(range.group(1)), Long.parseLong(range.group(2))));
        }
        return new LedgerRows(new Timeline(Integer.parseInt(lines.get(0))), present);
    }

    private static LapseException unreadable(String expected, String seen) {
        return new LapseException(
                LapseException.Kind.HARNESS, "read the ledger: expected " + expected + ", saw \"" + seen + "\"");
    }
}
