package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Comparison.Kind;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which of the settings that were asked for hold: each component is asked on every host that carries it. A host that
 * cannot be asked is asked once more; then its settings are not known, and so not in effect.
 *
 * @param held those that hold on every host, {@code section.name} to value
 * @param not those that do not hold, by name
 * @param expected what a component is known to have made of a setting, such as Patroni of timings that break its rules
 */
public record SettingsInEffect(Map<String, String> held, List<NotInEffect> not, List<NotInEffect> expected) {
    private static final Duration WITHIN = Duration.ofSeconds(15);
    private static final int TRIES = 2;
    private static final int MOST_WORDS = 400;

    /** Between the answers of one script. */
    static final String MARK = "-- lapse: end of an answer --";

    public SettingsInEffect {
        held = Map.copyOf(held);
        not = List.copyOf(not);
        expected = List.copyOf(expected);
    }

    /**
     * Asks the components, all hosts at once.
     *
     * @throws LapseException when the Docker engine does not answer, or the thread was interrupted
     */
    public static SettingsInEffect read(Access access) {
        ClusterSpec spec = access.cluster().spec();
        List<Supplier<List<HostTold>>> questions = new ArrayList<>();
        for (Host host : spec.hosts()) {
            for (Component component : host.carries()) {
                for (Comparison comparison : component.comparisonsAt(spec, host.name())) {
                    if (!comparison.asked().isEmpty()) {
                        questions.add(() -> ask(access.shell(), host, comparison));
                    }
                }
            }
        }
        List<HostTold> told =
                access.atOnce().all(questions).stream().flatMap(List::stream).toList();
        Map<String, Integer> hosts = new TreeMap<>();
        Map<String, String> held = new TreeMap<>();
        for (Host host : spec.hosts()) {
            for (Component component : host.carries()) {
                for (Comparison comparison : component.comparisonsAt(spec, host.name())) {
                    comparison.asked().forEach((name, value) -> {
                        held.put(known(host, name), value);
                        hosts.merge(known(host, name), 1, Integer::sum);
                    });
                }
            }
        }
        told.forEach(each -> held.remove(each.difference().name()));
        return new SettingsInEffect(
                held, gathered(told, Kind.NOT_IN_EFFECT, hosts), gathered(told, Kind.EXPECTED, hosts));
    }

    /** What one host tells of one setting. */
    private record HostTold(NodeName host, String asked, Difference difference) {}

    /** What a setting is called: one that the host has of its own goes by the place where topologies have it. */
    private static String known(Host host, String name) {
        int dot = name.indexOf('.');
        return host.own()
                        .get(new Section(name.substring(0, dot)), name.substring(dot + 1))
                        .isPresent()
                ? "hosts." + host.name() + "." + name
                : name;
    }

    private static HostTold told(Host host, Comparison comparison, Difference difference) {
        return new HostTold(
                host.name(),
                comparison.asked().getOrDefault(difference.name(), ""),
                new Difference(known(host, difference.name()), difference.seen(), difference.why(), difference.kind()));
    }

    private static List<HostTold> ask(Shell shell, Host host, Comparison comparison) {
        String why = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                return comparison.read().apply(answers(shell, host.name(), comparison.asks())).stream()
                        .map(difference -> told(host, comparison, difference))
                        .toList();
            } catch (LapseException e) {
                if (e.kind() == LapseException.Kind.ENGINE_LOST
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                why = e.getMessage();
            } catch (IllegalArgumentException unreadable) {
                why = unreadable.getMessage();
            }
        }
        String last = "it could not be asked: " + shortened(why);
        return comparison.asked().entrySet().stream()
                .map(entry -> told(host, comparison, Difference.of(entry.getKey(), NotInEffect.NOT_KNOWN, last)))
                .toList();
    }

    /**
     * An answer for each of these.
     *
     * @throws IllegalArgumentException with what is said instead, where the script fails or too little is answered
     */
    static List<String> answers(Shell shell, NodeName host, List<Ask> asks) {
        Shell.Result result = shell.run(host, WITHIN, List.of("sh", "-c", script(asks)));
        if (!result.succeeded()) {
            throw new IllegalArgumentException(result.stderr());
        }
        List<String> answers = Arrays.asList(result.stdout().split(MARK + "\n", -1));
        int told = answers.size() - 1;
        if (told < asks.size()) {
            throw new IllegalArgumentException("it answered " + told + " of " + asks.size() + " questions");
        }
        return answers;
    }

    /** One script for all: an exec takes longer than what it runs. */
    private static String script(List<Ask> asks) {
        return asks.stream()
                .map(ask -> {
                    if (ask.means() != Means.SHELL) {
                        throw new IllegalArgumentException("a comparison asks by shell, not by " + ask.means());
                    }
                    return "(\n" + ask.text() + "\n) || exit 1\necho '" + MARK + "'\n";
                })
                .collect(Collectors.joining());
    }

    static String shortened(String text) {
        String line =
                text.replaceAll("Is the server running[^?]*\\?", "").strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? "no answer" : line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "…";
    }

    /** One entry for each name: what is seen, and on which hosts where that is not all of them. */
    private static List<NotInEffect> gathered(List<HostTold> told, Kind kind, Map<String, Integer> hosts) {
        Map<String, List<HostTold>> byName = told.stream()
                .filter(each -> each.difference().kind() == kind)
                .collect(Collectors.groupingBy(each -> each.difference().name(), TreeMap::new, Collectors.toList()));
        return byName.entrySet().stream()
                .map(entry -> gathered(entry.getKey(), entry.getValue(), hosts.getOrDefault(entry.getKey(), 0)))
                .toList();
    }

    private static NotInEffect gathered(String name, List<HostTold> told, int hosts) {
        Map<String, List<HostTold>> bySeen = told.stream()
                .collect(Collectors.groupingBy(
                        each -> each.difference().seen(), LinkedHashMap::new, Collectors.toList()));
        boolean everywhere = bySeen.size() == 1 && told.size() == hosts;
        String seen = bySeen.entrySet().stream()
                .map(entry -> (entry.getKey().isEmpty() ? "an empty value" : entry.getKey())
                        + (everywhere
                                ? ""
                                : " on "
                                        + entry.getValue().stream()
                                                .map(each -> each.host().value())
                                                .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("; "));
        String why = told.stream()
                .map(each -> each.difference().why())
                .max(java.util.Comparator.comparingInt(String::length))
                .orElseThrow();
        return new NotInEffect(name, told.get(0).asked(), seen, why);
    }
}
