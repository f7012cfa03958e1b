package dev.lapse.component;

import dev.lapse.cluster.NodeName;
import dev.lapse.component.KeepalivedBlock.KeepalivedWord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what holds in the containers in the place of what does not, word by word: interfaces, addresses, passwords,
 * scripts that are not there; takes out what calls people or programs; and the settings that lie over the file. A
 * script of Lapse's own is tracked beside the user's: it watches the name of the interface, which Docker may change.
 */
final class KeepalivedEditor {
    /** What stands for the virtual address until the running file is written. */
    static final String ADDRESS = "the virtual address";

    static final String INTERFACE = "@DATA_INTERFACE@";
    static final String CHECK = "/usr/lib/lapse/balancer-alive";

    private static final String WATCH = "lapse_interface";

    /** A page of Patroni's REST API at another port than here; the groups are what stands around the port. */
    private static final Pattern PATRONI = Pattern.compile("(https?://[^/\\s:'\"]+:)(?!" + Patroni.REST_PORT
            + "/)[0-9]{1,5}(/(?:primary|master|leader|read-write|replica"
            + "|read-only|standby-leader|health|liveness|readiness|patroni|cluster)\\b)");

    private static final Set<String> LEFT_OUT = Set.of(
            "virtual_ipaddress_excluded",
            "virtual_routes",
            "virtual_rules",
            "use_vmac",
            "use_ipvlan",
            "vmac_xmit_base",
            "smtp_alert",
            "smtp_alert_vrrp",
            "net_namespace",
            "mcast_src_ip",
            "vrrp_notify_fifo",
            "vrrp_notify_fifo_script");

    private final KeepalivedOwnFile own;
    private final Map<String, String> settings;
    private final EditedFile edited;
    private final Map<Integer, List<Patch>> changes = new TreeMap<>();

    /** Other text in the place of a piece of a line. */
    private record Patch(int from, int to, String text) {}

    KeepalivedEditor(KeepalivedOwnFile own, Map<String, String> settings) {
        this.own = own;
        this.settings = settings;
        this.edited = new EditedFile(own.file(), String::strip);
        List<KeepalivedBlock> blocks = own.blocks();
        for (KeepalivedBlock block : blocks) {
            switch (block.name()) {
                case "global_defs" -> {
                    block.inside().forEach(this::global);
                    user(block);
                }
                case "vrrp_script" -> script(block);
                case "vrrp_instance" -> block.inside().forEach(each -> instance(block, each));
                default -> block.inside().forEach(this::called);
            }
        }
        own.instance().ifPresent(this::watched);
        over();
        changes.forEach((line, list) -> edited.edit(line, changed(edited.lines().get(line - 1), list)));
    }

    private static String changed(String line, List<Patch> list) {
        String text = line;
        List<Patch> backwards = list.stream()
                .sorted(Comparator.comparingInt(Patch::from).reversed())
                .toList();
        for (Patch change : backwards) {
            text = text.substring(0, change.from) + change.text + text.substring(change.to);
        }
        return text.isBlank() ? "" : text.stripTrailing().equals(line.stripTrailing()) ? line : text.stripTrailing();
    }

    private void put(KeepalivedWord word, String text) {
        if (!text.equals(word.value())) {
            List<Patch> list = changes.computeIfAbsent(word.line(), line -> new ArrayList<>());
            list.removeIf(change -> change.from == word.from());
            list.add(new Patch(word.from(), word.to(), text));
        }
    }

    private void out(KeepalivedBlock block) {
        block.everything().forEach(word -> put(word, ""));
    }

    private static boolean calls(String name) {
        return name.equals("notify") || name.startsWith("notify_") && !name.equals("notify_priority_changes");
    }

    private void called(KeepalivedBlock each) {
        if (calls(each.name()) || LEFT_OUT.contains(each.name())) {
            out(each);
        }
    }

    private void global(KeepalivedBlock each) {
        if (each.name().equals("script_user")) {
            first(each).ifPresent(user -> put(user, "root"));
            each.words().stream().skip(2).forEach(group -> put(group, ""));
        } else if (!each.name().equals("notification_email") && !each.name().equals("notification_email_from")) {
            called(each);
        }
    }

    /** With script security keepalived takes out scripts whose user is not there, as none but root is here. */
    private void user(KeepalivedBlock global) {
        boolean isOpen =
                global.opens() < global.ends().get(global.ends().size() - 1).line();
        if (isOpen
                && !global.each("enable_script_security").isEmpty()
                && global.each("script_user").isEmpty()) {
            edited.below(global.opens(), "    script_user root");
        }
    }

    private static Optional<KeepalivedWord> first(KeepalivedBlock block) {
        return block.words().stream().skip(1).findFirst();
    }

    private void script(KeepalivedBlock script) {
        for (KeepalivedBlock each : script.inside()) {
            if (each.name().equals("user")) {
                first(each).ifPresent(user -> put(user, "root"));
                each.words().stream().skip(2).forEach(group -> put(group, ""));
            } else if (each.name().equals("script")) {
                boolean asked = settings.containsKey(KeepalivedNames.CHECK)
                        && own.tracked().contains(script);
                if (asked || !new KeepalivedScript(each.value()).isRunnable()) {
                    first(each).ifPresent(command -> put(command, CHECK));
                    each.words().stream().skip(2).forEach(word -> put(word, ""));
                } else {
                    command(each, runsAsAnother(script));
                }
            }
        }
    }

    /** As a user that is not here, who gives way to root. */
    private boolean runsAsAnother(KeepalivedBlock script) {
        return script.last("user")
                .or(() -> KeepalivedOwnFile.of(own.blocks(), "global_defs").stream()
                        .flatMap(global -> global.last("script_user").stream())
                        .findFirst())
                .filter(user -> !user.word(1).equals("root"))
                .isPresent();
    }

    /**
     * A command that asks a host of the topology by its address asks it here, and its Patroni at the port here. Of
     * root alone keepalived takes no program whose path has a link in it, as {@code /bin} is one in Debian.
     */
    private void command(KeepalivedBlock each, boolean becomesOfRoot) {
        boolean isByName = new KeepalivedScript(each.value()).isByName();
        List<KeepalivedWord> words = each.words().subList(1, each.words().size());
        for (KeepalivedWord word : words) {
            String line = edited.lines().get(word.line() - 1).substring(word.from(), word.to());
            String here = PATRONI.matcher(line).replaceAll("$1" + Patroni.REST_PORT + "$2");
            for (Map.Entry<String, String> name : own.names().entrySet()) {
                here = here.replaceAll(
                        "(?<![0-9A-Za-z.-])" + Pattern.quote(name.getKey()) + "(?![0-9A-Za-z.-])",
                        Matcher.quoteReplacement(EditedFile.mark(new NodeName(name.getValue()))));
            }
            if (becomesOfRoot && word.equals(words.get(0))) {
                here = here.replaceFirst("^(\"?)(/s?bin/)", "$1/usr$2");
            }
            if (isByName && word.equals(words.get(0))) {
                here = here.replaceFirst("^\"?", "$0/usr/bin/env ");
            }
            if (!here.equals(line)) {
                put(word, here);
            }
        }
    }

    private void instance(KeepalivedBlock instance, KeepalivedBlock each) {
        switch (each.name()) {
            case "interface" -> first(each).ifPresent(word -> put(word, INTERFACE));
            case "unicast_src_ip" -> first(each).ifPresent(word -> put(word, EditedFile.mark(own.host())));
            case "unicast_peer" -> peers(instance, each);
            case "virtual_ipaddress" -> address(each);
            case "track_interface" -> interfaces(instance, each);
            case "authentication" ->
                each.last("auth_pass").flatMap(KeepalivedEditor::first).ifPresent(word -> put(word, "lapse"));
            default -> called(each);
        }
    }

    /** The containers have one interface that the address is on; others of a machine are not there. */
    private void interfaces(KeepalivedBlock instance, KeepalivedBlock block) {
        String own = instance.last("interface").map(each -> each.word(1)).orElse("");
        if (block.inside().stream().noneMatch(each -> each.name().equals(own))) {
            out(block);
            return;
        }
        for (KeepalivedBlock each : block.inside()) {
            if (each.name().equals(own)) {
                put(each.words().get(0), INTERFACE);
            } else {
                out(each);
            }
        }
    }

    private void peers(KeepalivedBlock instance, KeepalivedBlock block) {
        List<KeepalivedWord> all = own.peers(instance);
        List<NodeName> left = new ArrayList<>(own.others());
        all.forEach(word -> own.hostOf(word.value()).ifPresent(left::remove));
        for (KeepalivedBlock peer : block.inside()) {
            KeepalivedWord word = peer.words().get(0);
            Optional<NodeName> host = own.hostOf(word.value()).filter(own.others()::contains);
            if (host.isEmpty() && !left.isEmpty()) {
                host = Optional.of(left.remove(0));
            }
            host.ifPresentOrElse(named -> put(word, EditedFile.mark(named)), () -> out(peer));
        }
    }

    /** One address moves; those that would go with it are left out. */
    private void address(KeepalivedBlock addresses) {
        for (int i = 0; i < addresses.inside().size(); i++) {
            KeepalivedBlock address = addresses.inside().get(i);
            if (i > 0) {
                out(address);
                continue;
            }
            String prefix = address.name().replaceFirst("^[^/]*", "");
            put(address.words().get(0), EditedFile.mark(ADDRESS) + prefix);
            for (int at = 1; at < address.words().size(); at++) {
                KeepalivedWord word = address.words().get(at);
                String before = address.word(at - 1);
                if (before.equals("dev")) {
                    put(word, INTERFACE);
                } else if (before.equals("label") || before.equals("brd") || before.equals("broadcast")) {
                    put(address.words().get(at - 1), "");
                    put(word, "");
                }
            }
        }
    }

    private void watched(KeepalivedBlock instance) {
        Optional<KeepalivedBlock> tracked = instance.last("track_script");
        if (tracked.isPresent()
                && tracked.get().opens() < tracked.get().ends().get(1).line()) {
            edited.below(tracked.get().opens(), "        " + WATCH);
        } else {
            edited.below(instance.opens(), "    track_script { " + WATCH + " }");
        }
        List.of(
                        "vrrp_script " + WATCH + " {",
                        "    script /usr/lib/lapse/interface-watch",
                        "    interval 1",
                        "    timeout 5",
                        "    user root",
                        "}")
                .forEach(line -> edited.below(instance.line() - 1, line)); // it is known from there on
    }

    /** The settings that differ from what the file says. */
    private void over() {
        Map<String, String> written = own.settings();
        Map<String, KeepalivedBlock> said = own.said();
        new TreeMap<>(settings).forEach((name, value) -> {
            if (name.equals(KeepalivedNames.CHECK) || value.equals(written.get(name))) {
                return;
            }
            KeepalivedBlock block = said.get(name);
            if (block != null && value.equals("off")) {
                out(block);
                own.statements().stream()
                        .filter(each -> each.name().equals(name)) // an earlier one would count then
                        .forEach(this::out);
            } else if (block != null) {
                block.words().stream().skip(2).forEach(word -> put(word, ""));
                first(block).ifPresent(word -> put(word, value));
            } else if (!value.equals("off")) {
                String text = "    " + (name + " " + value).strip();
                Optional<KeepalivedBlock> home = KeepalivedNames.isOfScript(name)
                        ? own.tracked().stream().findFirst()
                        : own.instance();
                home.ifPresent(each -> edited.below(each.opens(), text));
            }
        });
    }

    EditedFile edited() {
        return edited;
    }
}
