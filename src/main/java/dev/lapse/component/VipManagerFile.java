package dev.lapse.component;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file of vip-manager says, by the names of its newer versions: {@code vip-manager.yml}, or the variables of
 * {@code /etc/default/vip-manager}. Older names count too ({@code mapDeprecated} in vip-manager's vipconfig/config.go).
 *
 * @param settings texts as they stand there, such as {@code interval} to {@code 1000}
 */
public record VipManagerFile(Map<String, String> settings) {
    private static final Pattern LINE =
            Pattern.compile("(?m)^[ \\t]*(?:(?:export[ \\t]+)?VIP_([A-Z_]+)[ \\t]*=|([a-z][a-z_-]*)[ \\t]*:)[ \\t]*"
                    + "(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|([^#\\n]*?))[ \\t]*(?:#.*)?$");

    private static final String KEY = "trigger-key";
    private static final String VALUE = "trigger-value";

    private static final Map<String, String> OLDER = Map.of(
            "key", KEY,
            "host", VALUE,
            "nodename", VALUE,
            "iface", "interface",
            "mask", "netmask",
            "type", "dcs-type",
            "endpoint-type", "dcs-type",
            "endpoint", "dcs-endpoints",
            "endpoints", "dcs-endpoints");

    public VipManagerFile {
        settings = Map.copyOf(settings);
    }

    /** Empty: it has no key to look at, or nothing else that vip-manager has. */
    static Optional<VipManagerFile> of(String text) {
        Map<String, String> settings = new TreeMap<>();
        boolean newer = false;
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            String written = Optional.ofNullable(line.group(1))
                    .orElse(line.group(2))
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            newer |= written.equals(KEY);
            String value = Optional.ofNullable(line.group(3))
                    .or(() -> Optional.ofNullable(line.group(4)))
                    .orElse(line.group(5));
            settings.put(OLDER.getOrDefault(written, written), value);
        }
        return newer || settings.containsKey(KEY) && settings.containsKey("interface")
                ? Optional.of(new VipManagerFile(settings))
                : Optional.empty();
    }

    /** The key that it looks at. */
    public Optional<String> key() {
        return said(KEY);
    }

    /** What makes its host the one that has the address: with a store, the name of the node. */
    public Optional<String> value() {
        return said(VALUE);
    }

    /** Whom it asks; etcd without it. */
    public String store() {
        return said("dcs-type").orElse("etcd");
    }

    private Optional<String> said(String name) {
        return Optional.ofNullable(settings.get(name)).filter(value -> !value.isBlank());
    }
}
