package dev.lapse.component;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.component.KeepalivedBlock.KeepalivedWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A {@code keepalived.conf} of the user's own, on one host. It is kept as lines: those that cannot hold in a container
 * are replaced one by one, everything else stays byte for byte. Immutable.
 *
 * @param host that runs with it
 * @param others the hosts that have the virtual address too, in their order
 * @param names address of the file to host of the topology
 */
record KeepalivedOwnFile(OwnFile file, NodeName host, List<NodeName> others, Map<String, String> names) {
    /** Where keepalived finds the file that it is to judge. */
    static final String JUDGED = "/run/lapse/own.conf";

    private static final Pattern PLACE =
            Pattern.compile("\\(?(?:" + Pattern.quote(JUDGED) + ": )?Line ([0-9]{1,6})\\)?:? ?");

    private static final Pattern DISABLED = Pattern.compile("Disabling track script (\\S+) due to insecure");

    private static final Pattern SECRET =
            Pattern.compile("\\b((?:auth_pass|password)\\s+)(?!\\*\\*\\*)(\"[^\"]*\"|[^\\s}]+)");

    /** What keepalived takes where nothing is said (keepalived.conf(5) of 2.3), and Lapse's own file says otherwise. */
    private static final Map<String, String> UNSET =
            Map.of("advert_int", "1", "priority", "100", "state", "BACKUP", "nopreempt", "off", "version", "2");

    private static final Map<String, String> UNSET_OF_SCRIPT = Map.of("interval", "1", "fall", "1", "rise", "1");

    KeepalivedOwnFile {
        others = List.copyOf(others);
        names = Map.copyOf(names);
    }

    List<KeepalivedBlock> blocks() {
        return KeepalivedBlock.all(file.text());
    }

    static List<KeepalivedBlock> of(List<KeepalivedBlock> blocks, String name) {
        return blocks.stream().filter(block -> block.name().equals(name)).toList();
    }

    /** The instances that carry an address. */
    List<KeepalivedBlock> carriers() {
        return of(blocks(), "vrrp_instance").stream()
                .filter(instance -> instance.each("virtual_ipaddress").stream()
                        .anyMatch(addresses -> !addresses.inside().isEmpty()))
                .toList();
    }

    /** The one that has the virtual address. */
    Optional<KeepalivedBlock> instance() {
        return carriers().stream().findFirst();
    }

    /** What stands in {@code track_script}: names of scripts, with a weight or without. */
    private List<KeepalivedBlock> trackings() {
        return instance().stream()
                .flatMap(instance -> instance.each("track_script").stream())
                .flatMap(block -> block.inside().stream())
                .toList();
    }

    /** The scripts that this one tracks, which are there. */
    List<KeepalivedBlock> tracked() {
        List<String> tracked = trackings().stream().map(KeepalivedBlock::name).toList();
        return of(blocks(), "vrrp_script").stream()
                .filter(script -> tracked.contains(script.word(1)))
                .toList();
    }

    /** Why nobody knows what the tracked scripts do together; empty: there is one, or each has what the others have. */
    Optional<String> differingScripts() {
        List<KeepalivedBlock> tracked = tracked();
        Set<List<String>> kinds = tracked.stream().map(this::timings).collect(Collectors.toSet());
        return kinds.size() < 2
                ? Optional.empty()
                : Optional.of("keepalived tracks "
                        + tracked.stream().map(script -> script.word(1)).collect(Collectors.joining(" and "))
                        + ", whose timings or weights differ, which is not modelled");
    }

    /** How often a script runs, how often it has to fail or succeed, and its weight. */
    private List<String> timings(KeepalivedBlock script) {
        String interval = statement(script, "interval").orElse("1");
        return List.of(
                interval,
                statement(script, "timeout").orElse(interval),
                statement(script, "fall").orElse("1"),
                statement(script, "rise").orElse("1"),
                weighted(script)
                        .findFirst()
                        .map(each -> each.word(2))
                        .or(() -> statement(script, "weight"))
                        .orElse("0"));
    }

    private static Optional<String> statement(KeepalivedBlock script, String name) {
        return script.last(name).map(each -> each.word(1));
    }

    /** The trackings of a script that give it a weight. */
    private Stream<KeepalivedBlock> weighted(KeepalivedBlock script) {
        return trackings().stream()
                .filter(each ->
                        each.name().equals(script.word(1)) && each.word(1).equals("weight"));
    }

    /** What keepalived does not do of the tracked scripts, though it stands there. */
    List<String> notDone() {
        return tracked().stream()
                .flatMap(script -> Stream.concat(ofCommand(script), inGroup(script)))
                .toList();
    }

    private Stream<String> ofCommand(KeepalivedBlock script) {
        return script.last("script").stream()
                .filter(each -> new KeepalivedScript(each.value()).isRunnable())
                .flatMap(each -> new KeepalivedScript(each.value())
                        .notDone().map(why -> file.name() + ":" + each.line() + ": " + why).stream());
    }

    /** In a sync group weights do not count, unless it says so. */
    private Stream<String> inGroup(KeepalivedBlock script) {
        String instance = instance().map(each -> each.word(1)).orElse("");
        boolean isGrouped = of(blocks(), "vrrp_sync_group").stream()
                .filter(group -> group.each("sync_group_tracking_weight").isEmpty())
                .flatMap(group -> group.each("group").stream())
                .flatMap(group -> group.everything())
                .anyMatch(word -> word.value().equals(instance));
        return Stream.concat(script.each("weight").stream(), weighted(script).map(each -> each.from(1)))
                .filter(weight -> isGrouped && !weight.word(1).matches("-?0+"))
                .map(weight -> file.name() + ":" + weight.line() + ": keepalived ignores " + script.word(1)
                        + ", since its instance is in a vrrp_sync_group, where a script with a weight does not count")
                .limit(1);
    }

    /** The statements of the instance and of the script that Lapse knows as settings, by their names. */
    Map<String, KeepalivedBlock> said() {
        Map<String, KeepalivedBlock> said = new TreeMap<>();
        of(blocks(), "global_defs").stream()
                .flatMap(global -> global.each("vrrp_version").stream())
                .forEach(version -> said.put("version", version));
        statements().forEach(each -> said.put(each.name(), each));
        return said;
    }

    /** Those of the instance and of its first script; a later one of the same name counts. */
    List<KeepalivedBlock> statements() {
        Optional<KeepalivedBlock> script = tracked().stream().findFirst();
        Stream<KeepalivedBlock> ofInstance = instance().stream()
                .flatMap(instance -> instance.inside().stream())
                .filter(each -> isSetting(each.name()) && !KeepalivedNames.isOfScript(each.name()));
        Stream<KeepalivedBlock> ofScript = script.stream()
                .flatMap(block -> block.inside().stream())
                .filter(each -> KeepalivedNames.isOfScript(each.name()));
        Stream<KeepalivedBlock> ofTracking = trackings().stream()
                .filter(each -> script.filter(block -> block.word(1).equals(each.name()))
                        .isPresent())
                .filter(each -> each.word(1).equals("weight"))
                .map(each -> each.from(1));
        return Stream.of(ofInstance, ofScript, ofTracking)
                .flatMap(stream -> stream)
                .toList();
    }

    private static boolean isSetting(String name) {
        return !name.equals(KeepalivedNames.CHECK)
                && KeepalivedNames.NAMES.forms().containsKey(name);
    }

    /** As settings: the file is what runs, and so what is predicted. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(UNSET);
        if (!tracked().isEmpty()) {
            settings.putAll(UNSET_OF_SCRIPT);
        }
        said().forEach((name, block) -> settings.put(name, canonical(name, block.value())));
        if (settings.get("state").equals("MASTER") || settings.containsKey("preempt")) {
            settings.put("nopreempt", "off"); // keepalived drops it then
        }
        return settings;
    }

    /** A value that no setting takes stays as it is: keepalived has the last word. */
    private static String canonical(String name, String value) {
        try {
            return KeepalivedNames.NAMES
                    .form(name)
                    .toComponent(name.equals("state") ? value.toUpperCase(Locale.ROOT) : bare(value));
        } catch (IllegalArgumentException unusual) {
            return value;
        }
    }

    /** {@code noreverse} is what holds without. */
    private static String bare(String value) {
        return value.replaceFirst(" noreverse$", "");
    }

    /**
     * What is wrong with a value by which times or priorities are counted; the others keepalived may judge, and of
     * definitions it is told that there are none.
     *
     * @return empty: it is in its form
     */
    static Optional<String> complaint(String name, String value) {
        boolean ofOwner = name.equals("priority") && value.equals("255");
        if (!KeepalivedNames.isCounted(name) || ofOwner || value.startsWith("$")) {
            return Optional.empty();
        }
        return FileSays.complaint(KeepalivedNames.NAMES.form(name), name, bare(value));
    }

    List<UnknownName> unknown() {
        return KeepalivedKeywords.unknown(file.name(), blocks());
    }

    FileSays says() {
        Map<String, Integer> lines = new TreeMap<>();
        said().forEach((name, block) -> lines.put(name, block.line()));
        return new FileSays(file.name(), settings(), lines);
    }

    /** Where an address of this file belongs: the host's own, or one of the others. */
    Optional<NodeName> hostOf(String address) {
        return FileAddresses.host(names, address);
    }

    /** For examples: the first host that has the virtual address. */
    NodeName first() {
        return Stream.concat(Stream.of(host), others.stream())
                .sorted()
                .findFirst()
                .orElse(host);
    }

    /** The addresses of the others, in the order of the file. */
    List<KeepalivedWord> peers(KeepalivedBlock instance) {
        return instance.each("unicast_peer").stream()
                .flatMap(peers -> peers.inside().stream())
                .map(peer -> peer.words().get(0))
                .toList();
    }

    EditedFile edited(Map<String, String> settings) {
        return new KeepalivedEditor(this, settings).edited();
    }

    /** keepalived's words about the running file, with the lines of the user's. */
    String judged(EditedFile edited, String words) {
        String placed = PLACE.matcher(words)
                .replaceAll(place -> Matcher.quoteReplacement(
                        file.name() + ":" + edited.written(Integer.parseInt(place.group(1))) + ": "));
        return DISABLED.matcher(placed)
                .replaceAll(said -> Matcher.quoteReplacement(disabled(said.group(1))
                        .map(why -> why.formatted(said.group()))
                        .orElse(said.group())));
    }

    /** keepalived's words in their place, and what it means by them; empty: something else. */
    private Optional<String> disabled(String name) {
        return of(blocks(), "vrrp_script").stream()
                .filter(script -> script.word(1).equals(name))
                .flatMap(script -> script.last("script").stream())
                .filter(script -> script.value().matches("/s?bin/.*"))
                .map(script -> file.name() + ":" + script.line() + ": %s: root runs it, and /bin is a link; write /usr"
                        + script.value().split(" ")[0])
                .findFirst();
    }

    /** The text with {@link OwnFile#MASK} in the place of each password, in comments too. */
    static String masked(String text) {
        return new ArrayList<>(List.of(text.split("\n", -1)))
                .stream()
                        .map(SecretWords::masked)
                        .map(line -> SECRET.matcher(line).replaceAll("$1" + Matcher.quoteReplacement(OwnFile.MASK)))
                        .collect(Collectors.joining("\n"));
    }
}
