package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.docker.Engine;
import dev.lapse.docker.ImageNames;
import dev.lapse.docker.Images;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the lists of settings in the jar to the programs of the image. With {@code -Dlapse.regenerate=true} it writes
 * them anew.
 */
class SettingNamesIT {
    private static final Path RESOURCES = Path.of("src", "main", "resources", "dev", "lapse", "component");

    private static final String PG_SETTINGS = """
            mkdir /tmp/d && chown postgres /tmp/d
            s6-setuidgid postgres initdb -D /tmp/d/x -A trust > /dev/null 2>&1
            s6-setuidgid postgres pg_ctl -D /tmp/d/x -o "-k /tmp -p 5555 -c listen_addresses=''" -w -l /tmp/d/log \\
                start > /dev/null
            psql -h /tmp -p 5555 -U postgres -AtF "$(printf '\\t')" -c "select name, context, vartype, boot_val,
                coalesce(min_val, ''), coalesce(max_val, ''), coalesce(unit, ''),
                coalesce(array_to_string(enumvals, ','), '') from pg_settings order by name collate \\"C\\""
            """;

    private static final String SHOW_CONFIG = """
            mkdir /tmp/p && cd /tmp/p
            printf '[databases]\\n[pgbouncer]\\nlisten_port=7777\\nunix_socket_dir=/tmp\\nauth_type=any\\nlogfile=/tmp/p/log\\n' > i.ini
            printf 'pidfile=/tmp/p/pid\\nadmin_users=pgbouncer\\n' >> i.ini
            chown -R postgres /tmp/p
            s6-setuidgid postgres pgbouncer -d i.ini > /dev/null 2>&1
            s6-setuidgid postgres psql -h /tmp -p 7777 -U pgbouncer -d pgbouncer -AtF "$(printf '\\t')" -c 'show config'
            """;

    private final String image = new Images(Engine.open(), new ImageNames("lapse"), line -> {}).host("trixie");

    @Test
    void postgresqlsAreThoseOfThePostgresqlOfTheImage() throws IOException, InterruptedException {
        List<String> rows = told(PG_SETTINGS);

        assertThat(rows).hasSizeGreaterThan(300);
        assertHeld(RESOURCES.resolve("postgresql-17.tsv"), rows.stream(), 3);
    }

    @Test
    void describedOnesAreAmongThem() throws IOException, InterruptedException {
        List<String> known = Files.readAllLines(RESOURCES.resolve("postgresql-17.tsv")).stream()
                .map(row -> row.split("\t")[0])
                .toList();

        List<String> described = told("postgres --describe-config | cut -f 1");

        assertThat(described).hasSizeGreaterThan(300);
        assertThat(known).containsAll(described);
    }

    @Test
    void pgbouncersAreThoseOfThePgbouncerOfTheImage() throws IOException, InterruptedException {
        List<String> rows = told(SHOW_CONFIG);

        assertThat(rows).hasSizeGreaterThan(80);
        assertHeld(
                RESOURCES.resolve("pgbouncer-1.24.tsv"),
                rows.stream()
                        .map(row -> row.split("\t", -1))
                        .filter(cells -> !cells[0].equals("conffile"))
                        .map(cells -> cells[0] + "\t" + cells[2])
                        .sorted(),
                1);
    }

    /** @param ownDefault the column of the default, in which a build may have paths and versions of its own */
    private static void assertHeld(Path file, Stream<String> rows, int ownDefault) throws IOException {
        List<String> seen = rows.toList();
        if (Boolean.getBoolean("lapse.regenerate")) {
            Files.write(file, seen);
        }
        assertThat(Files.readAllLines(file).stream().map(row -> without(row, ownDefault)))
                .as(file + "; to write it anew: -Dit.test=SettingNamesIT -Dlapse.regenerate=true")
                .containsExactlyElementsOf(
                        seen.stream().map(row -> without(row, ownDefault)).toList());
    }

    private static String without(String row, int column) {
        String[] cells = row.split("\t", -1);
        cells[column] = "";
        return String.join("\t", cells);
    }

    private List<String> told(String script) throws IOException, InterruptedException {
        Process docker = new ProcessBuilder("docker", "run", "--rm", "-i", "--entrypoint", "sh", image, "-s").start();
        try (var in = docker.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(docker.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(docker.waitFor()).as(err).isZero();
        return out.lines().toList();
    }
}
