package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.history.TablesCompared.TableDifference;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableDifferencesTest {
    private static final String T = HexFormat.of().formatHex("public.t".getBytes(StandardCharsets.UTF_8));
    private static final String A = "a".repeat(32);
    private static final String B = "b".repeat(32);

    private static TableDump dump(String... lines) {
        return TableDump.parse(String.join("\n", lines));
    }

    private static String table(long rows) {
        return "table " + T + " " + rows;
    }

    private static String row(String hash, long transaction, long count) {
        return "row " + T + " " + hash + " " + transaction + " " + count;
    }

    @Test
    void sameRowsAreNoDifferenceWhoeverWroteThem() {
        TableDifferences same = new TableDifferences(
                dump(table(3), row(A, 740, 2), row(B, 741, 1)), dump(table(3), row(A, 750, 2), row(B, 741, 1)));

        assertThat(same.told(Optional.of(own -> true))).isEmpty();
        assertThat(same.transactions()).isEmpty();
    }

    @Test
    void rowsAreCountedAsOftenAsTheyAreThere() {
        TableDifferences missing = new TableDifferences(dump(table(5), row(A, 745, 5)), dump(table(2), row(A, 740, 2)));

        assertThat(missing.told(Optional.of(number -> number >= 745)))
                .containsExactly(new TableDifference("public.t", 3L, 3L, 5, 2L));
        assertThat(missing.transactions()).containsExactly(745L);
    }

    @Test
    void rowThatTheSurvivorChangedIsNotTheNodesOwn() {
        TableDifferences changed = new TableDifferences(dump(table(1), row(A, 740, 1)), dump(table(1), row(B, 760, 1)));

        assertThat(changed.told(Optional.of(number -> number >= 745)))
                .containsExactly(new TableDifference("public.t", 1L, 0L, 1, 1L));
        assertThat(changed.told(Optional.empty())).containsExactly(new TableDifference("public.t", 1L, null, 1, 1L));
    }

    @Test
    void tableThatTheSurvivorLacksIsMissingAsAWhole() {
        TableDifferences gone = new TableDifferences(dump(table(5), row(A, 745, 5)), dump());

        assertThat(gone.told(Optional.of(own -> true)))
                .containsExactly(new TableDifference("public.t", 5L, 5L, 5, null));
    }

    @Test
    void tableWithTooManyRowsIsOnlyCounted() {
        TableDifferences large =
                new TableDifferences(dump(table(TableDump.MOST_ROWS + 1)), dump(table(TableDump.MOST_ROWS)));

        assertThat(large.told(Optional.of(own -> true)))
                .containsExactly(
                        new TableDifference("public.t", null, null, TableDump.MOST_ROWS + 1, TableDump.MOST_ROWS));
    }

    @Test
    void anythingElseIsRefused() {
        for (String line : new String[] {"table x 3", "row " + T + " " + A + " 740 1", "(2 rows)"}) {
            assertThatThrownBy(() -> dump(line)).as(line).isInstanceOf(LapseException.class);
        }
    }
}
