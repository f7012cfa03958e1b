package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniOwnFile.SaidSetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Has {@code patroni --validate-config} read the running file, and has a PostgreSQL start with its parameters, those of
 * them that it knows: Patroni drops the others.
 */
final class PatroniJudge {
    /**
     * The hosts of etcd do not run yet; and Patroni runs with both tags, of which nofailover has the last word, and
     * with an empty list of maps, as with none. The validator of 4.0.7 does not know quorum commit, which Patroni runs.
     * Timings out of range it runs as others, and Lapse has refused them already, but for {@code as-is}.
     */
    private static final String TAKEN =
            "^etcd3?\\.hosts .* is not reachable$|^tags  Multiple of \\(.nofailover., .failover_priority.\\) provided$"
                    + "|^postgresql\\.pg_ident \\[] is an empty list$"
                    + "|^bootstrap\\.dcs\\.synchronous_mode quorum is not a boolean$"
                    + "|^bootstrap\\.dcs\\.(ttl|loop_wait|retry_timeout) .* pass validation: Wrong value$";

    /** The options with which Patroni would call initdb, a line each. */
    private static final String INITDB = """
            import yaml
            from patroni.postgresql.bootstrap import Bootstrap

            def wrong(why):
                raise SystemExit(why)

            with open("/run/lapse/own.yml") as own:
                options = ((yaml.safe_load(own) or {}).get("bootstrap") or {}).get("initdb") or []
            never = ("pgdata", "nosync", "pwfile", "sync-only", "version")
            print("\\n".join(Bootstrap.process_user_options("initdb", options, never, wrong)))
            """;

    /** {@code initdb: unrecognized option '--data-chksums'}. */
    private static final Pattern OPTION = Pattern.compile("initdb: .*'--([a-z-]+)'");

    /** When PostgreSQL said it, and which process. */
    private static final Pattern STAMP = Pattern.compile("(?m)^[0-9-]{10} [0-9:.]+ \\S+ \\[[0-9]{1,7}] ");

    /** What it says when it ends, and of a file that is not the user's. */
    private static final String AT_LAST =
            "LOG:  database system is shut down|FATAL:  configuration file \"/tmp/judged/.*\" contains errors";

    private static final Pattern KEY = Pattern.compile("(?m)^([a-z0-9_]+(?:\\.[A-Za-z0-9_-]+)+) ");

    private static final Pattern PARAMETER = Pattern.compile("\"([A-Za-z0-9_.]+)\"");

    private PatroniJudge() {}

    static Acceptance of(PatroniOwnFile own, ClusterSpec cluster) {
        return new Acceptance(command(cluster.settings().of(Section.POSTGRESQL)), words -> judged(own, words));
    }

    private static String command(Map<String, String> parameters) {
        String lines = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + " = '" + parameter.getValue().replace("'", "''") + "'")
                .collect(Collectors.joining("\n"));
        return """
                mkdir -p /run/lapse /run/postgresql && cd /tmp && chown postgres: /run/lapse /run/postgresql
                printf '%%s\\n' "$LAPSE_PATRONI_YML" > /run/lapse/own.yml && chown postgres: /run/lapse/own.yml
                s6-setuidgid postgres patroni --validate-config /run/lapse/own.yml > /run/lapse/said 2>&1
                if [ $? -ne 0 ] && grep -vE '%s' /run/lapse/said; then exit 1; fi
                options=$(python3 -c '%s' 2> /run/lapse/said) || { tail -n 1 /run/lapse/said; exit 1; }
                IFS='
                '
                set -f
                s6-setuidgid postgres initdb -D /tmp/judged -A trust -N $options > /run/lapse/said 2>&1 ||
                    { sed -n 's,^[^ ]*initdb: ,initdb: ,p' /run/lapse/said; exit 1; }
                unset IFS
                cat > /run/lapse/parameters <<'PARAMETERS'
                %s
                PARAMETERS
                known=$(s6-setuidgid postgres postgres --describe-config | cut -f 1)
                while read -r line; do
                    name=${line%%%% = *}
                    case $name in *.*) ;; *) echo "$known" | grep -qix -- "$name" || continue ;; esac
                    printf '%%s\\n' "$line" >> /tmp/judged/postgresql.conf
                done < /run/lapse/parameters
                s6-setuidgid postgres timeout 20 pg_ctl -D /tmp/judged -w -t 15 -o '-c listen_addresses=' -l /tmp/judged.log start \
                    > /run/lapse/said 2>&1 || { grep -E 'FATAL|ERROR|LOG:|HINT|DETAIL' /tmp/judged.log || cat /run/lapse/said; exit 1; }
                s6-setuidgid postgres pg_ctl -D /tmp/judged -m immediate stop > /dev/null
                grep -E 'WARNING:' /tmp/judged.log || true
                """.formatted(TAKEN, INITDB, lines);
    }

    /** The words of Patroni and PostgreSQL, with the lines of the user's file. */
    static String judged(PatroniOwnFile own, String words) {
        YamlDocument document = own.document();
        String placed = KEY.matcher(words).replaceAll(key -> {
            String path = key.group(1);
            String there =
                    own.form() == PatroniOwnFile.PatroniForm.NODE ? path : path.replaceFirst("^bootstrap\\.dcs\\.", "");
            return document.find(List.of(there.split("\\.")))
                    .map(entry -> Matcher.quoteReplacement(own.file().name() + ":" + entry.line() + ": " + key.group()))
                    .orElse(Matcher.quoteReplacement(key.group()));
        });
        return STAMP.matcher(placed)
                .replaceAll("")
                .lines()
                .filter(line -> !line.matches(AT_LAST))
                .map(line -> PARAMETER
                        .matcher(line)
                        .results()
                        .flatMap(name -> own.setting(Section.POSTGRESQL, name.group(1)).stream())
                        .map(SaidSetting::line)
                        .findFirst()
                        .or(() -> ofOption(own, line))
                        .map(number -> own.file().name() + ":" + number + ": " + line)
                        .orElse(line))
                .collect(Collectors.joining("\n"));
    }

    /** Where an option of initdb stands that is named in the line. */
    private static Optional<Integer> ofOption(PatroniOwnFile own, String line) {
        Matcher option = OPTION.matcher(line);
        if (!option.find()) {
            return Optional.empty();
        }
        List<String> lines = own.file().text().lines().toList();
        Pattern item = Pattern.compile("^\\s*-\\s*['\"]?" + Pattern.quote(option.group(1)) + "\\b.*");
        return IntStream.range(0, lines.size())
                .filter(number -> item.matcher(lines.get(number)).matches())
                .mapToObj(number -> number + 1)
                .findFirst();
    }
}
