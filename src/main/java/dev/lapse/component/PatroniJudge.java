package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.Section;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Has {@code patroni --validate-config} read the running file, and has a PostgreSQL start with its parameters, those of
 * them that it knows: Patroni drops the others.
 */
final class PatroniJudge {
    /**
     * The hosts of etcd do not run yet; and Patroni runs with both tags, of which nofailover has the last word, and
     * with an empty list of maps, as with none.
     */
    private static final String TAKEN =
            "^etcd3?\\.hosts .* is not reachable$|^tags  Multiple of \\(.nofailover., .failover_priority.\\) provided$"
                    + "|^postgresql\\.pg_ident \\[] is an empty list$";

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
                s6-setuidgid postgres initdb -D /tmp/judged -A trust -N > /run/lapse/said 2>&1 || { cat /run/lapse/said; exit 1; }
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
                """.formatted(TAKEN, lines);
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
        return placed.lines()
                .map(line -> PARAMETER
                        .matcher(line)
                        .results()
                        .flatMap(name -> own.setting(Section.POSTGRESQL, name.group(1)).stream())
                        .findFirst()
                        .map(said -> own.file().name() + ":" + said.line() + ": " + line)
                        .orElse(line))
                .collect(Collectors.joining("\n"));
    }
}
