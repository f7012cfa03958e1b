package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An {@code etcd.conf.yml} of the user's own, or a file of etcd's variables: names, addresses, paths, TLS and the log
 * are replaced, all else stays. Immutable.
 */
final class EtcdOwnFile {
    /** Files, addresses and services that are not there. */
    private static final Pattern OUT = Pattern.compile("(peer-|client-)?(cert-file|key-file|trusted-ca-file|ca-file|"
            + "client-cert-file|client-key-file|crl-file|client-crl-file|cert-auth|client-cert-auth|auto-tls"
            + "|cert-allowed-cn|cert-allowed-hostname|transport-security)|self-signed-cert-validity|wal-dir|discovery.*"
            + "|listen-metrics-urls|host-whitelist|log-outputs|log-output|enable-log-rotation"
            + "|log-rotation-config-json|log-package-levels|force-new-cluster"
            + "|experimental-distributed-tracing-address|experimental-enable-distributed-tracing");

    private static final Pattern FIELD = Pattern.compile("Config\\.([a-z0-9-]+)|(?:--|no setting \")([A-Za-z0-9_-]+)");

    private static final String RETENTION = "auto-compaction-retention";
    private static final String MODE = "auto-compaction-mode";

    private static final String STARTED = "\"msg\":\"serving peer traffic\"";

    private final OwnFile written;
    private final YamlDocument document;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<Unfit> unfit = new ArrayList<>();

    EtcdOwnFile(OwnFile file) {
        this.written = file;
        if (EtcdVariables.isForm(file.text())) {
            EtcdVariables variables = EtcdVariables.of(file);
            this.document = YamlDocument.of(variables.yaml());
            unfit.addAll(variables.unfit());
        } else {
            this.document = YamlDocument.of(file);
        }
        if (!unfit.isEmpty()) {
            return;
        }
        unfit.addAll(document.unfit());
        document.root().map(document::entries).orElse(List.of()).forEach(this::read);
        if (isWithoutMode()) {
            if (isVariables()) {
                settings.put(MODE, "periodic"); // which is etcd's default for variables alone
            } else {
                settings.remove(RETENTION);
            }
        }
    }

    private boolean isVariables() {
        return !document.file().equals(written);
    }

    private boolean isWithoutMode() {
        return document.has(RETENTION) && !document.has(MODE);
    }

    Said said(String name) {
        return new Said(
                file().name(), line(name), Section.ETCD, name, settings().get(name), Optional.empty());
    }

    /** Names at the top level that are near to one that etcd has, and are none: probably slips of the pen. */
    List<UnknownName> unknown() {
        return document.root().map(document::entries).orElse(List.of()).stream()
                .filter(entry -> !OUT.matcher(entry.name()).matches())
                .flatMap(entry ->
                        UnknownName.of(file().name(), entry.line(), entry.name(), EtcdNames.inFiles()).stream())
                .filter(name -> name.nearest().isPresent())
                .toList();
    }

    /** What a line of it does not do, in words. */
    Optional<String> doesNothing() {
        return isWithoutMode() && !isVariables()
                ? Optional.of(file().name() + ":" + line(RETENTION) + ": " + RETENTION
                        + " does nothing in a configuration file without " + MODE)
                : Optional.empty();
    }

    private void read(KeyedNode entry) {
        Optional<String> text = YamlDocument.text(entry.value());
        if (entry.name().equals("proxy")
                && text.filter(mode -> !mode.equals("off")).isPresent()) {
            unfit.add(document.unfit(entry.key(), "proxy: a proxy is no member; the members of a cluster have off"));
        }
        SettingForm form = EtcdNames.NAMES.forms().get(entry.name());
        if (form == null || text.isEmpty()) {
            return; // etcd itself says what it makes of it
        }
        try {
            boolean nanos =
                    form.equals(SettingForm.NANOS) && text.get().matches("[0-9]{1,18}"); // as etcd's file has it
            settings.put(entry.name(), here(entry.name(), nanos ? text.get() : form.toComponent(text.get())));
        } catch (IllegalArgumentException wrong) {
            unfit.add(document.unfit(entry.value(), "etcd." + entry.name() + ": " + wrong.getMessage()));
        }
    }

    /** The bench reads etcd's log, in which its start must be. */
    private static String here(String name, String value) {
        return name.equals("log-level") && !value.matches("debug|info") ? "info" : value;
    }

    OwnFile file() {
        return document.file();
    }

    /** What it says of the settings that Lapse knows, as they run. */
    Map<String, String> settings() {
        return settings;
    }

    int line(String name) {
        return document.find(List.of(name.equals(MODE) && isWithoutMode() ? RETENTION : name))
                .map(KeyedNode::line)
                .orElse(1);
    }

    List<Unfit> unfit(NodeName host, List<NodeName> members) {
        List<Unfit> all = new ArrayList<>(unfit);
        if (all.isEmpty()) {
            YamlEditor editor = fitted(host, members, settings);
            editor.edited();
            all.addAll(editor.unfit());
        }
        return all;
    }

    EditedFile edited(NodeName host, List<NodeName> members, Map<String, String> asked) {
        EditedFile edited = fitted(host, members, asked).edited();
        return isVariables() ? EtcdVariables.told(written, edited) : edited;
    }

    private YamlEditor fitted(NodeName host, List<NodeName> members, Map<String, String> asked) {
        YamlEditor editor = new YamlEditor(document);
        String url = "http://" + EditedFile.mark(host);
        set(editor, "name", YamlTree.text(host.value()));
        set(editor, "data-dir", "/var/lib/etcd-lapse");
        set(editor, "listen-client-urls", "http://0.0.0.0:" + Etcd.CLIENT_PORT);
        set(editor, "advertise-client-urls", url + ":" + Etcd.CLIENT_PORT);
        set(editor, "listen-peer-urls", "http://0.0.0.0:" + Etcd.PEER_PORT);
        set(editor, "initial-advertise-peer-urls", url + ":" + Etcd.PEER_PORT);
        String peers = members.stream()
                .map(peer -> peer + "=http://" + EditedFile.mark(peer) + ":" + Etcd.PEER_PORT)
                .collect(Collectors.joining(","));
        set(editor, "initial-cluster", document.has("initial-cluster") ? peers : YamlTree.quoted(peers));
        set(editor, "initial-cluster-state", "new");
        set(editor, "enable-grpc-gateway", "true"); // Patroni's way in; etcd with a file leaves it off
        if (isWithoutMode() && isVariables()) {
            set(editor, MODE, "periodic");
        }
        if (document.has("logger")) {
            set(editor, "logger", "zap");
        }
        document.root().map(document::entries).orElse(List.of()).stream()
                .filter(entry -> OUT.matcher(entry.name()).matches()
                        || entry.name().equals("auth-token")
                                && YamlDocument.text(entry.value())
                                        .filter(kind -> kind.startsWith("jwt"))
                                        .isPresent())
                .forEach(entry -> editor.remove(List.of(entry.name())));
        document.text("log-level")
                .filter(level -> !here("log-level", level).equals(level))
                .ifPresent(level -> set(editor, "log-level", here("log-level", level)));
        asked.forEach((name, value) -> {
            if (!value.equals(settings.get(name))) {
                set(editor, name, EtcdNames.yaml(name, value));
            }
        });
        return editor;
    }

    private static void set(YamlEditor editor, String name, String yaml) {
        editor.set(List.of(name), yaml);
    }

    /**
     * It is taken when etcd listens to its peers; what it says before that is what is wrong. Of a name that it does not
     * have it says nothing: those that it has are in the program itself, as the names of fields in JSON.
     */
    Acceptance judge() {
        String names = document.root().map(document::entries).orElse(List.of()).stream()
                .map(KeyedNode::name)
                .filter(name -> name.matches("[A-Za-z0-9_-]+"))
                .filter(name -> !OUT.matcher(name).matches())
                .collect(Collectors.joining(" "));
        return new Acceptance("""
                mkdir -p /run/lapse && printf '%%s\\n' "$LAPSE_ETCD_YML" > /run/lapse/own-etcd.yml
                : > /run/lapse/etcd.said
                etcd --config-file /run/lapse/own-etcd.yml > /run/lapse/etcd.said 2>&1 &
                tries=200
                while kill -0 $! 2> /dev/null && [ $tries -gt 0 ]; do
                    if grep -q '%s' /run/lapse/etcd.said; then
                        sleep 0.3 # it opens its store and starts to compact right after that
                        kill -0 $! 2> /dev/null || break
                        etcd=$(readlink -f "$(command -v etcd)")
                        grep -aqE 'json:"heartbeat-interval[",]' "$etcd" || exit 0
                        for name in %s; do
                            grep -aqE "json:\\"$name[\\",]" "$etcd" ||
                                echo "etcd has no setting \\"$name\\" in its file, and goes on without a word"
                        done
                        exit 0
                    fi
                    tries=$((tries - 1))
                    sleep 0.1
                done
                grep -aE '"level":"(warn|error|fatal|panic)".*"error":|rror' /run/lapse/etcd.said || tail -n 3 /run/lapse/etcd.said
                exit 1
                """.formatted(STARTED, names), this::judged);
    }

    /** etcd's errors, with the line of the user's file that has the name which they name. */
    String judged(String words) {
        return words.lines()
                .map(EtcdOwnFile::error)
                .filter(error -> !error.equals("could not find default route")) // where it judges there is no network
                .distinct()
                .map(error -> {
                    Matcher field = FIELD.matcher(error);
                    while (field.find()) {
                        String name = field.group(1) == null ? field.group(2) : field.group(1);
                        if (document.find(List.of(name)).isPresent()) {
                            return file().name() + ":" + line(name) + ": " + error;
                        }
                    }
                    return document.root()
                            .filter(root -> error.contains("ompaction"))
                            .map(root -> line(RETENTION))
                            .map(line -> file().name() + ":" + line + ": " + error)
                            .orElse(file().name() + ": " + error);
                })
                .collect(Collectors.joining("\n"));
    }

    private static String error(String line) {
        try {
            JsonNode said = Json.read(line);
            return said.path("error").asText(said.path("msg").asText(line));
        } catch (IllegalArgumentException plain) {
            return line;
        }
    }
}
