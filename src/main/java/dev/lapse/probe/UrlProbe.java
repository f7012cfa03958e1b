package dev.lapse.probe;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.FinalRead;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Recorder;
import dev.lapse.history.SeqRange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lanes against any PostgreSQL behind a JDBC URL, and the one table that they use: {@code (lane, seq, at)}. Nodes are
 * named by Lapse where it set the cluster up, else by their address ({@link #nodeText}). Any thread.
 */
public final class UrlProbe {
    /** The usual table. */
    public static final String TABLE = "lapse_probe";

    private final String url;
    private final Optional<String> user;
    private final Optional<String> password;
    private final String table;

    /** @throws LapseException when the URL is not PostgreSQL's, or the table's name would need quotes */
    public UrlProbe(String url, Optional<String> user, Optional<String> password, String table) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "expected a URL such as jdbc:postgresql://host:5432/database");
        }
        if (!table.matches("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?")) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "expected a table such as lapse_probe, was \"" + table + "\"");
        }
        this.url = url;
        this.user = user;
        this.password = password;
        this.table = table;
    }

    /** Begins to probe; write and read lanes need the table. */
    public Probe start(List<Lane> lanes, Recorder recorder, NanoClock clock) {
        return Probe.start(
                lanes.stream()
                        .map(lane -> new Probe.LanePlan(lane, address(lane.timeout()), UrlStatement.of(lane, table)))
                        .toList(),
                recorder,
                clock);
    }

    /** Makes the table where it is missing. */
    public void create(Duration timeout) {
        execute(
                "make table " + table,
                timeout,
                "create table if not exists " + table
                        + " (lane text, seq bigint, at timestamptz not null default clock_timestamp(),"
                        + " primary key (lane, seq))",
                "create index if not exists " + table.replaceFirst("^.*\\.", "") + "_at on " + table + " (at)");
    }

    public void drop(Duration timeout) {
        execute("drop table " + table, timeout, "drop table if exists " + table);
    }

    public boolean tableExists(Duration timeout) {
        return Direct.call(address(timeout), timeout, "look for table " + table + " at " + address(timeout), c -> {
            try (PreparedStatement statement = c.prepareStatement("select to_regclass(?) is not null")) {
                statement.setString(1, table);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /** What the table holds of a write lane from this number on. */
    public FinalRead finalRead(LaneName lane, long firstSeq, Duration timeout, NanoClock clock) {
        String islands = "select min(seq), max(seq) from (select seq, seq - row_number() over (order by seq) as island"
                + " from " + table + " where lane = ? and seq >= ?) numbered group by island order by 1";
        return Direct.call(address(timeout), timeout, "read " + table + " at " + address(timeout), connection -> {
            LaneAnswer who;
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(UrlStatement.state().sql())) {
                row.next();
                who = UrlStatement.state().read(row);
            }
            if (who.timeline() == null || who.node() == null) {
                throw new SQLException("expected a primary, saw a replica");
            }
            List<SeqRange> present = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(islands)) {
                statement.setString(1, lane.value());
                statement.setLong(2, firstSeq);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        present.add(new SeqRange(rows.getLong(1), rows.getLong(2)));
                    }
                }
            }
            return new FinalRead(clock.nanos(), who.node(), who.timeline(), lane, present);
        });
    }

    /** A node's name for people: an address where the name stands for one. */
    public static String nodeText(String node) {
        return node.matches("ip-\\d+-\\d+-\\d+-\\d+") ? node.substring(3).replace('-', '.') : node;
    }

    private void execute(String doing, Duration timeout, String... statements) {
        Direct.call(address(timeout), timeout, doing + " at " + address(timeout), connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return true;
        });
    }

    private Address address(Duration timeout) {
        return Address.of(url, user, password, timeout);
    }
}
