package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Components;
import dev.lapse.history.Lane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a scenario as a file that stands alone: topology inline, every lane, settings as merged. */
final class ScenarioYaml {
    /** Patroni's name for what goes to PostgreSQL. */
    private static final String PARAMETERS = "postgresql.parameters.";

    private final StringBuilder out = new StringBuilder();

    private ScenarioYaml() {}

    static String write(Scenario scenario) {
        ScenarioYaml yaml = new ScenarioYaml();
        yaml.out.append(Hypothesis.comment(scenario.hypothesis()));
        yaml.line("name: " + scenario.name());
        scenario.observed().ifPresent(line -> yaml.line("observed: " + quoted(line)));
        yaml.line("resolved: " + scenario.profile().text());
        yaml.timings(scenario.timings());
        yaml.cluster(scenario.cluster());
        yaml.probes(scenario.lanes());
        yaml.load(scenario);
        yaml.list("steps", scenario.steps().stream().map(Step::text).toList());
        yaml.expectations(scenario.expectations());
        scenario.seed().ifPresent(seed -> yaml.line("seed: " + seed));
        yaml.line("table: " + scenario.table().text());
        yaml.line("salvage: " + scalar(scenario.salvage().text()));
        yaml.assumed(scenario.expectations());
        return yaml.out.toString();
    }

    static String draft(Scenario scenario, Path file, List<String> head, List<String> offers) {
        ScenarioYaml yaml = new ScenarioYaml();
        ClusterSpec cluster = scenario.cluster();
        head.forEach(words -> yaml.line(("# " + words).stripTrailing()));
        yaml.line("name: " + scenario.name());
        if (scenario.timings().areOwn()) {
            yaml.timings(scenario.timings());
        }
        Optional<ClusterSpec> known = known(cluster, file);
        if (known.isPresent()) {
            yaml.line("topology: " + cluster.topology());
            yaml.settings(without(cluster.settings(), known.get().settings()), cluster);
        } else {
            yaml.cluster(cluster);
        }
        if (!probed(scenario.lanes()).equals(LaneSpec.lanes(LaneSpec.defaults(cluster), cluster))) {
            yaml.probes(scenario.lanes());
        }
        yaml.load(scenario);
        yaml.list("steps", scenario.steps().stream().map(Step::text).toList());
        scenario.seed().ifPresent(seed -> yaml.line("seed: " + seed));
        List<Expectation> given = scenario.expectations().stream()
                .filter(expectation -> expectation.origin() == Expectation.Origin.GIVEN)
                .toList();
        if (!given.isEmpty()) {
            yaml.expectations(given);
        }
        yaml.line("# " + (given.isEmpty() ? "Nothing is expected yet but what is assumed" : "Assumed beside it")
                + ": dual_primary never, rejoined all,");
        yaml.line("# and lost_writes 0 where replication is synchronous.");
        if (!offers.isEmpty()) {
            yaml.line("# What was measured, with some room above it; take the \"# \" away from what you expect:");
        }
        if (given.isEmpty()) {
            yaml.line("# expect:");
        }
        offers.forEach(offer -> yaml.line("#   " + offer));
        return yaml.out.toString();
    }

    /** The topology that the file can name, if it is this one but for settings that were laid on top. */
    private static Optional<ClusterSpec> known(ClusterSpec cluster, Path file) {
        Optional<Topologies.TopologySource> source = Topologies.beside(file).find(cluster.topology());
        if (source.isEmpty()) {
            return Optional.empty();
        }
        ClusterSpec there = ScenarioFile.topology(source.get());
        Settings all = there.settings().merge(cluster.settings());
        return Optional.of(there)
                .filter(spec ->
                        spec.withSettings(cluster.settings()).equals(cluster) && all.equals(cluster.settings()));
    }

    private static Settings without(Settings all, Settings known) {
        Settings rest = Settings.NONE;
        for (Section section : all.values().keySet()) {
            for (Map.Entry<String, String> entry : all.of(section).entrySet()) {
                if (!known.get(section, entry.getKey()).equals(Optional.of(entry.getValue()))) {
                    rest = rest.with(section, entry.getKey(), entry.getValue());
                }
            }
        }
        return rest;
    }

    private void line(String line) {
        out.append(line).append('\n');
    }

    private void list(String key, List<String> items) {
        line(key + (items.isEmpty() ? ": []" : ":"));
        items.forEach(item -> line("  - " + item));
    }

    private void probes(List<Lane> lanes) {
        list("probes", probed(lanes).stream().map(ScenarioYaml::lane).toList());
    }

    private static List<Lane> probed(List<Lane> lanes) {
        return lanes.stream().filter(lane -> !lane.isLoad()).toList();
    }

    private void load(Scenario scenario) {
        scenario.load().ifPresent(load -> line("load: " + load.text()));
    }

    private void timings(Timings timings) {
        line("timings: " + timings.text());
        if (timings == Timings.AS_IS) {
            line("as-is: true");
        }
    }

    private void cluster(ClusterSpec cluster) {
        topology(cluster);
        settings(cluster.settings(), cluster);
    }

    private void topology(ClusterSpec cluster) {
        line("topology:");
        line("  name: " + scalar(cluster.topology()));
        line("  suite: " + scalar(cluster.suite()));
        line("  auth: " + cluster.auth().text());
        line("  vip: " + cluster.vip());
        cluster.layout().leader().ifPresent(leader -> line("  leader: " + leader));
        if (!cluster.layout().sites().isEmpty()) {
            line("  sites:");
            cluster.layout()
                    .sites()
                    .forEach(site -> line("    " + scalar(site.name()) + ": "
                            + site.hosts().stream().map(NodeName::value).collect(Collectors.joining(", ", "[", "]"))));
        }
        line("  hosts:");
        for (Host host : cluster.hosts()) {
            if (host.own().values().isEmpty()) {
                line("    " + host.name() + ": "
                        + host.carries().stream()
                                .map(component -> component.name().text())
                                .collect(Collectors.joining(", ", "[", "]")));
            } else {
                line("    " + host.name() + ":");
                host.carries().forEach(component -> component(host, component, Components.SHIPPED.and(cluster)));
            }
        }
        OwnFiles.yaml(cluster).forEach(this::line);
    }

    /** A component with what it has on this host alone, under the names of its first section. */
    private void component(Host host, Component component, Components known) {
        List<String> entries = new ArrayList<>();
        Optional<Section> first =
                component.settings().stream().map(SettingNames::section).findFirst();
        component.settings().stream()
                .map(SettingNames::section)
                .forEach(section -> host.own()
                        .of(section)
                        .forEach((name, value) -> entries.add("        "
                                + scalar(first.filter(section::equals).isPresent() ? name : PARAMETERS + name) + ": "
                                + value(known, section, name, value))));
        line("      " + component.name().text() + ":" + (entries.isEmpty() ? " {}" : ""));
        entries.forEach(this::line);
    }

    private void settings(Settings all, ClusterSpec cluster) {
        Components known = Components.SHIPPED.and(cluster);
        for (Section section : all.values().keySet()) {
            Map<String, String> settings = all.of(section);
            if (!settings.isEmpty()) {
                line(section.text() + ":");
                settings.forEach(
                        (name, value) -> line("  " + scalar(name) + ": " + value(known, section, name, value)));
            }
        }
    }

    /** Of a setting that is not known any more, from an old history, nothing but its text is known. */
    private static String value(Components known, Section section, String name, String value) {
        try {
            SettingForm form = known.form(section, name);
            String text = form.toFile(value);
            return form.structure() == SettingForm.Structure.SCALAR ? scalar(text) : text;
        } catch (IllegalArgumentException unknownNow) {
            return scalar(value);
        }
    }

    private static String lane(Lane lane) {
        List<String> entries = new ArrayList<>();
        entries.add("kind: " + LaneSpec.text(lane.kind()));
        entries.add("via: " + lane.via().text());
        String name = lane.name().value();
        if (lane.isClient()) {
            entries.add("vantage: " + lane.vantage().text());
        }
        if (lane.at() != null) {
            entries.add("at: " + lane.at());
            name = name.substring(
                    0, name.length() - "-at-".length() - lane.at().value().length());
        }
        if (lane.node() != null) {
            entries.add((lane.via() == Entrypoint.HAPROXY ? "balancer: " : "node: ") + lane.node());
            name = name.substring(0, name.length() - lane.node().value().length() - 1);
        }
        entries.add("name: " + name);
        entries.add("every: " + DurationText.of(lane.period()));
        entries.add("timeout: " + DurationText.of(lane.timeout()));
        Optional.ofNullable(lane.cancel()).ifPresent(after -> entries.add("cancel: " + DurationText.of(after)));
        Optional.ofNullable(lane.hold()).ifPresent(length -> entries.add("hold: " + DurationText.of(length)));
        for (String section : ClientSetting.SECTIONS) {
            String settings = lane.settings().entrySet().stream()
                    .filter(setting -> setting.getKey().startsWith(section + "."))
                    .map(setting ->
                            setting.getKey().substring(section.length() + 1) + ": " + scalar(setting.getValue()))
                    .collect(Collectors.joining(", "));
            if (!settings.isEmpty()) {
                entries.add(section + ": {" + settings + "}");
            }
        }
        return "{" + String.join(", ", entries) + "}";
    }

    private void expectations(List<Expectation> expectations) {
        Map<String, List<String>> byCheck = new LinkedHashMap<>();
        for (Expectation expectation : expectations) {
            byCheck.computeIfAbsent(expectation.check().text(), check -> new ArrayList<>())
                    .add(limit(expectation));
        }
        line("expect:" + (byCheck.isEmpty() ? " {}" : ""));
        byCheck.forEach((check, limits) -> line(
                "  " + check + ": " + (limits.size() == 1 ? limits.get(0) : "[" + String.join(", ", limits) + "]")));
    }

    private void assumed(List<Expectation> expectations) {
        List<String> assumed = expectations.stream()
                .filter(expectation -> expectation.origin() == Expectation.Origin.ASSUMED)
                .map(expectation -> expectation.check().text())
                .toList();
        if (!assumed.isEmpty()) {
            line("assumed: [" + String.join(", ", assumed) + "]");
        }
    }

    private static String limit(Expectation expectation) {
        Limit.Bounds bounds = Limit.Bounds.of(expectation.limit().text());
        List<String> entries = new ArrayList<>();
        expectation.lane().ifPresent(lane -> entries.add("lane: " + lane));
        expectation.step().ifPresent(step -> entries.add("step: " + step));
        bounds.min().ifPresent(min -> entries.add("min: " + min));
        if (entries.isEmpty()) {
            return bounds.max().orElseThrow();
        }
        bounds.max().ifPresent(max -> entries.add("max: " + max));
        return "{" + String.join(", ", entries) + "}";
    }

    /** Plain where every YAML reader takes it for this text; {@code on} and {@code off} are booleans to some. */
    private static String scalar(String text) {
        return text.matches("[A-Za-z0-9]([A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?")
                        && !text.matches("(?i)on|off|yes|no|y|n|null")
                ? text
                : quoted(text);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
