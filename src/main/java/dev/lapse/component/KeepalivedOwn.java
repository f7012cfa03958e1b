package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of the user's own that keepalived runs with: one for all hosts, or one for each.
 *
 * @param given as they were given, with the names that were found
 */
record KeepalivedOwn(Given given, Map<NodeName, KeepalivedOwnFile> files) {
    private static final String FILE = "/etc/lapse/keepalived.conf";
    private static final String SETTING = Section.KEEPALIVED.text() + ".file";

    /** What keepalived says of lines that it goes on without, as it does wherever such a file runs; it is told. */
    private static final String PASSED_OVER = String.join(
            "|",
            "does not support authentication[.] Ignoring",
            "Authentication specified but no password given",
            "nopreempt will not work with initial state MASTER",
            "number .0. outside range .0[.]000001, 4294",
            "vrrp_(garp|gna)_interval .0. is invalid",
            "ignoring tracked script .* with weights due to SYNC group");

    /** What it says of lines that do what they say, or nothing to a cluster. */
    private static final String HARMLESS = String.join(
            "|",
            "since own interface$",
            "script_security not enabled",
            "empty notification_email block",
            "iptables not supported, using nftables",
            "has only 1 virtual router");

    /** What does not end the run. */
    static final String GOES_ON = PASSED_OVER + "|" + HARMLESS;

    KeepalivedOwn {
        files = Map.copyOf(files);
    }

    static Fitted read(Given given, List<Host> hosts) {
        Map<NodeName, OwnFile> texts = new TreeMap<>(given.files());
        boolean each = texts.size() > 1 && Set.copyOf(texts.values()).size() == texts.size();
        Map<String, String> names = new TreeMap<>(given.names());
        if (each) { // then each file has the address of its own host
            texts.forEach((host, file) -> new KeepalivedOwnFile(file, host, List.of(), Map.of())
                    .instance()
                    .flatMap(instance -> instance.last("unicast_src_ip"))
                    .ifPresent(source -> names.putIfAbsent(source.word(1), host.value())));
        }
        List<NodeName> carriers = hosts.stream()
                .filter(host -> host.carries(ComponentName.KEEPALIVED))
                .map(Host::name)
                .toList();
        Map<NodeName, KeepalivedOwnFile> files = new TreeMap<>();
        Map<NodeName, FileSays> says = new TreeMap<>();
        List<Unfit> unfit = new ArrayList<>();
        texts.forEach((host, file) -> {
            KeepalivedOwnFile own = new KeepalivedOwnFile(
                    file,
                    host,
                    carriers.stream().filter(other -> !other.equals(host)).toList(),
                    names);
            files.put(host, own);
            says.put(host, own.says());
            unfit.addAll(new KeepalivedUnfit(own).all());
        });
        KeepalivedOwn own = new KeepalivedOwn(new Given(given.files(), names, Map.of()), files);
        return new Fitted(
                new Keepalived(Optional.of(own)),
                FileSays.all(Section.KEEPALIVED, says),
                unfit.stream().distinct().toList());
    }

    /** Whether every host has a script that sees the balancer, or whatever it asks, fail. */
    boolean tracks() {
        return files.values().stream().noneMatch(file -> file.tracked().isEmpty());
    }

    /**
     * Of a script that runs as it was written, and does not name what it asks for, nobody knows what it sees; nor what
     * several scripts do together whose timings or weights differ.
     *
     * @param asks a regular expression of what it has to name
     */
    Optional<String> unknownScript(String asks) {
        Pattern named = Pattern.compile(asks);
        return files.values().stream()
                .flatMap(file -> Stream.concat(
                        file.differingScripts().stream(),
                        file.tracked().stream()
                                .flatMap(script -> script.last("script").stream())
                                .filter(each -> new KeepalivedScript(each.value()).isRunnable())
                                .flatMap(each -> unknownScript(each.value(), named).stream())))
                .findFirst();
    }

    private static Optional<String> unknownScript(String command, Pattern named) {
        String script = "keepalived's script \"" + command + "\"";
        return new KeepalivedScript(command)
                .notDone()
                .map(why -> script + ": " + why)
                .or(() -> named.matcher(command).find()
                        ? Optional.empty()
                        : Optional.of("what " + script + " sees is not known"));
    }

    /** What keepalived does not do of the commands, in words. */
    List<String> notDone() {
        return new TreeMap<>(files)
                .values().stream()
                        .flatMap(file -> file.notDone().stream())
                        .distinct()
                        .toList();
    }

    /** Names that are not known, in words; one file may be that of several hosts. */
    List<String> unknown() {
        return new TreeMap<>(files)
                .values().stream()
                        .flatMap(file -> file.unknown().stream())
                        .map(name -> name.text("keepalived"))
                        .distinct()
                        .toList();
    }

    private EditedFile edited(ClusterSpec cluster, NodeName host) {
        return file(host).edited(cluster.at(host).settings().of(Section.KEEPALIVED));
    }

    private KeepalivedOwnFile file(NodeName host) {
        return Optional.ofNullable(files.get(host)).orElseThrow();
    }

    String render(Deployment deployment, NodeName host) {
        return edited(deployment.spec(), host)
                .render(name -> name.equals(KeepalivedEditor.ADDRESS)
                        ? deployment.vip().orElseThrow()
                        : deployment.address(new NodeName(name)));
    }

    List<OwnFile.Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return edited(cluster, host).replaced();
    }

    /** keepalived tests the file beside an interface that has the host's address. */
    OwnFile.Acceptance acceptance(ClusterSpec cluster, NodeName host) {
        String script = """
                mkdir -p /run/lapse
                ip link add lapse0 type dummy 2> /dev/null || ip link add lapse0 type bridge || exit 1
                ip address add "$LAPSE_DATA_ADDRESS/24" dev lapse0 && ip link set lapse0 up || exit 1
                printf '%%s\\n' "$LAPSE_KEEPALIVED_CONF" | sed 's/%s/lapse0/g' > %s
                keepalived -t -f %s > /run/lapse/said 2>&1 && exit 0
                grep -vE '%s' /run/lapse/said && exit 1
                [ -s /run/lapse/said ] || exit 1
                grep -E '%s' /run/lapse/said || true
                """.formatted(
                KeepalivedEditor.INTERFACE, KeepalivedOwnFile.JUDGED, KeepalivedOwnFile.JUDGED, GOES_ON, PASSED_OVER);
        return new OwnFile.Acceptance(script, words -> file(host).judged(edited(cluster, host), words));
    }

    /** What {@link KeepalivedComparison} holds, and the running file against the user's. */
    Comparison comparison(ClusterSpec cluster, NodeName host) {
        Comparison usual = KeepalivedComparison.of(cluster.at(host));
        Map<String, String> asked = new HashMap<>(usual.asked());
        asked.put(SETTING, file(host).file().name());
        List<Ask> asks = new ArrayList<>(usual.asks());
        asks.add(StartedWith.file(ComponentName.KEEPALIVED, FILE));
        return new Comparison(asked, asks, answers -> {
            int usually = usual.asks().size();
            List<String> told = new ArrayList<>(answers.subList(0, usually));
            told.set(0, ofInstance(told.get(0), host));
            List<Difference> differences = new ArrayList<>(usual.read().apply(told));
            running(cluster, host, answers.get(usually)).ifPresent(differences::add);
            return differences;
        });
    }

    Optional<Difference> running(ClusterSpec cluster, NodeName host, String text) {
        if (StartedWith.tellsNothing(text)) {
            return Optional.of(Difference.of(SETTING, NotInEffect.NOT_KNOWN, StartedWith.why(FILE, text)));
        }
        return RunningFile.difference(edited(cluster, host)::render, text)
                .map(departure -> Difference.of(SETTING, departure.seen(), departure.why()));
    }

    /** The data of the instance with the virtual address; there may be others before it. */
    private String ofInstance(String data, NodeName host) {
        String name = file(host).instance().map(instance -> instance.word(1)).orElse("");
        int at = data.indexOf("VRRP Instance = " + name + "\n");
        int end = at < 0 ? -1 : data.indexOf("VRRP Instance = ", at + 1);
        return at < 0 ? "" : data.substring(at, end < 0 ? data.length() : end);
    }
}
