package dev.lapse.component;

import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.SettingForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of etcd's variables, such as {@code /etc/default/etcd}, as the configuration file that says the same: line by
 * line, {@code ETCD_ELECTION_TIMEOUT="1000"} as {@code election-timeout: 1000}. Lines are read as systemd reads them
 * ({@code EnvironmentFile} in systemd.exec(5)), and those of a shell that say no more.
 *
 * @param yaml has each line under the number of the one that it came from
 */
record EtcdVariables(OwnFile yaml, List<Unfit> unfit) {
    private static final Pattern FORM = Pattern.compile("(?m)^[ \\t]*(?:export[ \\t]+)?(ETCD_[A-Z0-9_]+)[ \\t]*=");

    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*(.*?)\\s*");

    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"|'([^']*)'");

    private static final String PREFIX = "ETCD_";

    /** That this machine is one of those is no setting. */
    private static final String ARCH = PREFIX + "UNSUPPORTED_ARCH";

    /** Their values are lists. */
    private static final Set<String> LISTS = Set.of("cipher-suites", "log-outputs", "log-output");

    /** A user with a password, as etcdctl takes both. */
    private static final Pattern USER =
            Pattern.compile("((?:ETCDCTL_USER[ \\t]*=[ \\t]*|--user[= ])[\"']?[^\\s:\"']+:)[^\\s\"']+");

    /** Whether the text is of this form, and of no YAML. */
    static boolean isForm(String text) {
        return FORM.matcher(text).find();
    }

    /** The variables of etcd in a text, each once. */
    static List<String> names(String text) {
        return FORM.matcher(text)
                .results()
                .map(variable -> variable.group(1))
                .distinct()
                .toList();
    }

    static EtcdVariables of(OwnFile file) {
        List<String> lines = new ArrayList<>();
        List<Unfit> unfit = new ArrayList<>();
        Map<String, Integer> last = new HashMap<>();
        for (String text : file.text().split("\n", -1)) {
            int number = lines.size() + 1;
            Matcher line = LINE.matcher(text);
            if (text.isBlank() || text.strip().startsWith("#")) {
                lines.add(text);
            } else if (text.strip().startsWith(";")) {
                lines.add("#" + text);
            } else if (!line.matches() || line.group(2).endsWith("\\")) {
                lines.add("");
                if (unfit.isEmpty()) { // a file of another form would have one for each of its lines
                    unfit.add(new Unfit(
                            file.name(), number, "expected a variable with its value in one line, as ETCD_NAME=etcd1"));
                }
            } else {
                String name = line.group(1);
                String value = unquoted(line.group(2));
                complaint(name, value).ifPresent(why -> unfit.add(new Unfit(file.name(), number, name + ": " + why)));
                Integer before = last.put(name, number);
                if (before != null) {
                    lines.set(before - 1, "");
                }
                lines.add(name.startsWith(PREFIX) && !name.equals(ARCH) ? yaml(setting(name), value) : "");
            }
        }
        return new EtcdVariables(new OwnFile(file.name(), String.join("\n", lines)), List.copyOf(unfit));
    }

    /** Why a variable cannot be taken, in words. */
    private static Optional<String> complaint(String name, String value) {
        if (value.contains("$") || value.contains("`")) {
            return Optional.of("expected the value itself; systemd fills in nothing here, and neither does Lapse");
        }
        return !name.startsWith(PREFIX) && value.matches("(.*\\s)?--?[a-z].*")
                ? Optional.of("options of the command line are not taken; write --election-timeout=1000 as"
                        + " ETCD_ELECTION_TIMEOUT=1000")
                : Optional.empty();
    }

    /** The same text without its secrets; what is called a token is none here. */
    static String masked(String text) {
        return Stream.of(text.split("\n", -1))
                .map(line -> line.matches("[^#;]*ETCD_(INITIAL_CLUSTER_TOKEN|AUTH_TOKEN)[ \t]*=.*")
                        ? line
                        : YamlSecrets.masked(
                                USER.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(OwnFile.MASK))))
                .collect(Collectors.joining("\n"));
    }

    private static String unquoted(String value) {
        Matcher quoted = QUOTED.matcher(value);
        if (!quoted.matches()) {
            return value;
        }
        return quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
    }

    private static String setting(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Without a value the variable says nothing. */
    private static String yaml(String name, String value) {
        if (value.isEmpty()) {
            return "";
        }
        if (LISTS.contains(name)) {
            return name + ": ["
                    + String.join(
                            ", ",
                            List.of(value.split("\\s*,\\s*")).stream()
                                    .map(YamlTree::text)
                                    .toList())
                    + "]";
        }
        return name + ": " + EtcdNames.yaml(name, component(name, value));
    }

    /** In the form that the configuration file has: durations are numbers there. */
    private static String component(String name, String value) {
        SettingForm form = EtcdNames.NAMES.forms().get(name);
        try {
            return form == null ? value : form.toComponent(value);
        } catch (IllegalArgumentException wrong) {
            return value; // told where the settings are read
        }
    }

    /** The same edits, told as those of the user's lines. */
    static EditedFile told(OwnFile file, EditedFile edited) {
        EditedFile own = new EditedFile(file, String::strip);
        for (int number = 1; number <= edited.lines().size(); number++) {
            own.edit(number, edited.text(number));
        }
        edited.addTo(own);
        return own;
    }
}
