package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs of what a PostgreSQL 15.18 was given and what its pg_settings then had. */
class PostgresValueTest {
    @ParameterizedTest
    @CsvSource({
        "shared_buffers, 8kB, 0.3GB, 39296",
        "shared_buffers, 8kB, 1.3GB, 170368",
        "work_mem, kB, 0.1GB, 104448",
        "statement_timeout, ms, 0.0001min, 0",
        "statement_timeout, ms, 0.01min, 1000",
        "checkpoint_timeout, s, 90.5s, 90",
        "checkpoint_timeout, s, 1.51min, 91",
        "log_min_duration_statement, ms, 1.0005s, 1000",
        "log_rotation_age, min, 1.5d, 2160",
        "min_wal_size, MB, 80MB, 80",
        "vacuum_freeze_max_age, '', 200000000, 200000000",
        "unix_socket_permissions, '', 0700, 0700"
    })
    void aFractionIsRoundedToTheNextSmallerUnitFirst(String name, String unit, String asked, String now) {
        assertThat(isSame("integer", unit, name, asked, now)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "vacuum_freeze_max_age, '', 200000000, 200001000",
        "effective_cache_size, 8kB, 4GB, 524290",
        "shared_buffers, 8kB, 0.3GB, 39322",
        "statement_timeout, ms, 0.0001min, 6"
    })
    void wholeNumbersAreNotNearlyTheSame(String name, String unit, String asked, String now) {
        assertThat(isSame("integer", unit, name, asked, now)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "vacuum_cost_delay, ms, 1500us, 1.5, true",
        "vacuum_cost_delay, ms, 1.50001ms, 1.5, true",
        "random_page_cost, '', 010, 10, true",
        "random_page_cost, '', 1.1, 1.2, false"
    })
    void realNumbersAreShownInSixDigits(String name, String unit, String asked, String now, boolean same) {
        assertThat(isSame("real", unit, name, asked, now)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "wal_compression, on, pglz, true",
        "wal_compression, true, pglz, true",
        "wal_compression, lz4, pglz, false",
        "wal_compression, off, pglz, false",
        "synchronous_commit, true, on, true",
        "huge_pages, false, off, true",
        "client_min_messages, debug, debug2, true",
        "ssl_min_protocol_version, tlsv1.2, TLSv1.2, true"
    })
    void aWordHasSynonyms(String name, String asked, String now, boolean same) {
        assertThat(isSame("enum", "", name, asked, now)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, UTF8, true",
        "unicode, UTF8, true",
        "Latin-1, LATIN1, true",
        "iso_8859_15, LATIN9, true",
        "windows-1252, WIN1252, true",
        "latin1, UTF8, false"
    })
    void anEncodingHasOtherNames(String asked, String now, boolean same) {
        assertThat(isSame("string", "", "client_encoding", asked, now)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "'iso, us', 'ISO, MDY', true",
        "'iso, european', 'ISO, DMY', true",
        "'sql, noneuropean', 'SQL, MDY', true",
        "'german', 'German, DMY', true",
        "'german, mdy', 'German, MDY', true",
        "'postgresql', 'Postgres, MDY', true",
        "'euro', 'ISO, DMY', true",
        "'\"iso\", ymd', 'ISO, YMD', true",
        "'iso, us', 'ISO, DMY', false",
        "'german', 'ISO, DMY', false",
        "'german', 'German, MDY', false",
        "'bananas', 'ISO, DMY', false"
    })
    void aDateStyleIsItsStyleAndItsOrder(String asked, String now, boolean same) {
        assertThat(isSame("string", "", "DateStyle", asked, now)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "search_path, '\"$user\", public', '\"$user\",public', true",
        "shared_preload_libraries, 'a, b', 'a,b', true",
        "shared_preload_libraries, 'a, b', 'b,a', false",
        "log_destination, stderr, ' stderr', true",
        "log_line_prefix, '%m [%p] ', '%m [%p]', false",
        "log_line_prefix, '%m,%p', '%m, %p', false",
        "log_line_prefix, '%m [%p] ', '%m [%p] ', true",
        "archive_command, 'cp \"%p\"', 'cp %p', false",
        "application_name, Orders, orders, false",
        "timezone, europe/paris, Europe/Paris, true"
    })
    void blanksAreNothingInListsOnly(String name, String asked, String now, boolean same) {
        assertThat(isSame("string", "", name, asked, now)).isEqualTo(same);
    }

    private static boolean isSame(String type, String unit, String name, String asked, String now) {
        ObjectNode row = new ObjectMapper()
                .createObjectNode()
                .put("name", name)
                .put("type", type)
                .put("unit", unit);
        return PostgresValue.isSame(asked, now, row);
    }
}
