package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Haproxy;
import dev.lapse.history.LogSeen;
import dev.lapse.history.Recorder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the logs of all components after the steps of a run and records the facts in them ({@link FactLine}), each
 * with its instant on the run's clock. What was in a log before the run does not count. All hosts are asked at once,
 * and only lines that tell a fact leave them. One thread.
 *
 * <p>Each host is an observer, {@code log-HOST}: when it closes it says until when its logs were read, or that they
 * never were, since the host was down or no clock could be asked.
 */
public final class HostLogs implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final String FOLDER = "/var/log/lapse/";
    private static final String SIZES = "stat -c '%s %n' " + FOLDER + "*.log 2>/dev/null; true";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18}) .*/([a-z][a-z0-9-]*)\\.log");

    /**
     * Takes for each log its component, the first byte to read and the pattern; prints the time zone first. It fails
     * where who watches the addresses of the host has died, since then its log is silent whatever happens.
     */
    private static final String READ = """
            date +%z
            while [ $# -gt 0 ]; do
                log=/var/log/lapse/$1.log
                if test -r "$log"; then
                    echo "== $1"
                    tail -c +"$2" "$log" | LC_ALL=C grep -aE "$3"
                fi
                shift 3
            done
            watch=/run/lapse/address-watch.pid
            test ! -e "$watch" || kill -0 "$(cat "$watch")"
            """;

    private final Access access;
    private final NanoClock clock;
    private final Map<NodeName, Lookout> lookouts = new LinkedHashMap<>();
    private final Map<NodeName, Map<ComponentName, Long>> sizes = new HashMap<>();
    private final Optional<HostClock> before;

    private HostLogs(Access access, Recorder recorder, NanoClock clock) {
        this.access = access;
        this.clock = clock;
        List<Host> hosts = access.cluster().spec().hosts();
        for (Host host : hosts) {
            lookouts.put(host.name(), Lookout.open("log-" + host.name(), Duration.ZERO, recorder, clock));
        }
        this.before = HostClock.ask(access, clock);
        List<Supplier<Map<ComponentName, Long>>> questions = new ArrayList<>();
        hosts.forEach(host -> questions.add(() -> sizes(host.name())));
        List<Map<ComponentName, Long>> answers = access.atOnce().all(questions);
        for (int i = 0; i < hosts.size(); i++) {
            sizes.put(hosts.get(i).name(), answers.get(i));
        }
    }

    /** What is in the logs from now on is of the run. */
    public static HostLogs startingNow(Access access, Recorder recorder, NanoClock clock) {
        return new HostLogs(access, recorder, clock);
    }

    private Map<ComponentName, Long> sizes(NodeName host) {
        return run(host, List.of("sh", "-c", SIZES))
                .stdout()
                .lines()
                .map(SIZE::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        size -> new ComponentName(size.group(2)), size -> Long.parseLong(size.group(1))));
    }

    /** Records the facts of all logs, in the order in which they happened. */
    public void read() {
        Optional<HostClock> difference =
                HostClock.ask(access, clock).map(now -> before.map(now::and).orElse(now));
        if (difference.isEmpty()) {
            return;
        }
        List<Supplier<Optional<List<LogSeen>>>> questions = new ArrayList<>();
        lookouts.keySet().forEach(host -> questions.add(() -> read(host, difference.get())));
        List<Optional<List<LogSeen>>> answers = access.atOnce().all(questions);
        answers.stream()
                .flatMap(answer -> answer.stream().flatMap(List::stream))
                .sorted(Comparator.comparingLong(LogSeen::atNanos))
                .forEach(seen -> lookouts.get(seen.host()).record(seen));
        int asked = 0;
        for (Lookout lookout : lookouts.values()) {
            if (answers.get(asked++).isPresent()) {
                lookout.looked();
            }
        }
    }

    /** The facts in a host's logs; empty when they cannot be read. */
    private Optional<List<LogSeen>> read(NodeName host, HostClock difference) {
        HaproxyWords words =
                new HaproxyWords(Haproxy.in(access.cluster().spec()).at(host));
        List<String> command = new ArrayList<>(List.of("sh", "-c", READ, "sh"));
        Map<String, ComponentName> logs = new HashMap<>();
        for (ComponentName component : components(host)) {
            long size = sizes.get(host).getOrDefault(component, 0L);
            FactLine.wanted(component).ifPresent(pattern -> {
                logs.put("== " + component, component);
                command.addAll(List.of(component.text(), Long.toString(size + 1), words.pattern(pattern)));
            });
        }
        Shell.Result answer = run(host, command);
        List<String> lines = answer.stdout().lines().toList();
        return answer.succeeded() && !lines.isEmpty()
                ? zone(lines.get(0)).map(zone -> facts(host, lines, logs, zone, difference, words))
                : Optional.empty();
    }

    private List<ComponentName> components(NodeName host) {
        return access.cluster().spec().hosts().stream()
                .filter(one -> one.name().equals(host))
                .flatMap(one -> one.carries().stream())
                .map(Component::name)
                .toList();
    }

    private static Optional<ZoneOffset> zone(String text) {
        try {
            return Optional.of(ZoneOffset.of(text));
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    private static List<LogSeen> facts(
            NodeName host,
            List<String> lines,
            Map<String, ComponentName> logs,
            ZoneOffset zone,
            HostClock difference,
            HaproxyWords words) {
        List<LogSeen> facts = new ArrayList<>();
        Optional<ComponentName> component = Optional.empty();
        for (String line : lines) {
            if (logs.containsKey(line)) {
                component = Optional.of(logs.get(line));
            }
            component.stream()
                    .flatMap(of -> words.lines(line).stream().flatMap(each -> FactLine.read(of, each, zone).stream()))
                    .forEach(told -> {
                        HostClock.RunInstant at = difference.at(told.earliest(), told.unitNanos());
                        NodeName about = told.about().map(NodeName::new).orElse(host);
                        if (at.atNanos() >= 0) {
                            facts.add(new LogSeen(
                                    at.atNanos(),
                                    host,
                                    told.fact(),
                                    about,
                                    at.resolutionNanos(),
                                    FactLine.shortened(line)));
                        }
                    });
        }
        return facts;
    }

    /** A host that is down answers nothing. */
    private Shell.Result run(NodeName host, List<String> command) {
        try {
            return access.shell().run(host, WITHIN, command);
        } catch (LapseException down) {
            return new Shell.Result(1, "", down.getMessage());
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        lookouts.values().forEach(Lookout::close);
    }
}
