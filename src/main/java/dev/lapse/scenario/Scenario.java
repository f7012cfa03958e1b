package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Replacements;
import dev.lapse.component.Components;
import dev.lapse.component.SettingsList;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What to do, all choices made: settings of topology, file, profile and overrides are merged, and values per profile
 * are chosen. Deeply immutable.
 *
 * @param hypothesis what the run is to show: the comment at the head of the file, one line per paragraph, or empty
 * @param observed what was seen by hand elsewhere for this failure; shown beside what is measured, and never expected
 * @param lanes client lanes first, then those straight to the nodes, then those of the load
 * @param expectations those that are assumed too; what is not to be checked has the limit {@code unchecked}
 * @param seed the source of every random choice; empty: the run picks one
 * @param salvage what a node may keep of what it alone has, before it is rewound
 */
public record Scenario(
        String name,
        String hypothesis,
        Optional<String> observed,
        ClusterSpec cluster,
        Profile profile,
        Timings timings,
        List<Lane> lanes,
        List<Step> steps,
        List<Expectation> expectations,
        Optional<Long> seed,
        LaneTable table,
        SalvageLimit salvage) {

    /** The regular expression of a scenario's name. */
    static final String NAME_FORM = "[a-z0-9][a-z0-9-]{0,80}";

    /** How long {@code observed} may be. */
    static final int LONGEST_OBSERVED = 200;

    /** Beside the folders of the scenarios' reports there are these. */
    private static final Set<String> TAKEN = Set.of("latest", "series");

    /** @throws IllegalArgumentException when it makes no sense; the message says why */
    public Scenario {
        requireName(name);
        hypothesis = Hypothesis.tidy(hypothesis);
        observed.ifPresent(Scenario::requireObserved);
        lanes = List.copyOf(lanes);
        steps = List.copyOf(steps);
        expectations = List.copyOf(expectations);
        Set<LaneName> names = new HashSet<>();
        for (Lane lane : lanes) {
            if (!names.add(lane.name())) {
                throw new IllegalArgumentException("lane " + lane.name() + " is there twice");
            }
        }
        ScenarioRules.steps(steps, cluster).forEach(broken -> {
            throw new IllegalArgumentException("step " + (broken.index() + 1) + ": " + broken.message());
        });
        if (timings != Timings.AS_IS) {
            ScenarioRules.patroni(cluster.settings(), cluster.suite()).forEach(broken -> {
                throw new IllegalArgumentException(broken.message());
            });
        }
        for (Expectation expectation : expectations) {
            whyNot(expectation, name, cluster, lanes, steps).ifPresent(message -> {
                throw new IllegalArgumentException(message);
            });
        }
    }

    private static Optional<String> whyNot(
            Expectation expectation, String name, ClusterSpec cluster, List<Lane> lanes, List<Step> steps) {
        return ExpectRules.problem(expectation, lanes, ScenarioFile.stepNames(name, steps))
                .or(() -> ExpectRules.node(expectation, cluster.nodes()));
    }

    /** The load that is among the lanes, if it has one. */
    public Optional<LoadSpec> load() {
        return LoadSpec.of(lanes);
    }

    /** What of the settings does nothing in this cluster, or not what its name says; a line each. */
    public List<String> notes() {
        return Stream.of(
                        SettingsList.note(cluster.suite()).stream(),
                        ScenarioRules.notes(this).stream(),
                        replaced().stream())
                .flatMap(notes -> notes)
                .toList();
    }

    /** What was guessed of the user's own files, and what of them is not known: a line each, beside a prediction. */
    public List<String> ofFiles() {
        return Components.SHIPPED.and(cluster).remarks(cluster).stream()
                .filter(remark ->
                        remark.weight() == Remark.Weight.NOTE && remark.name().equals("file"))
                .map(remark -> remark.setting() + ": " + remark.message())
                .toList();
    }

    /** The lines of the user's own files that run in another form than they were written, and by whom. */
    public List<String> replaced() {
        return Stream.concat(Replacements.of(cluster).stream(), OverFiles.of(cluster, profile).stream())
                .toList();
    }

    static void requireName(String name) {
        if (!name.matches(NAME_FORM)) {
            throw new IllegalArgumentException("scenario name must match " + NAME_FORM + ", was \"" + name + "\"");
        }
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "scenario name must not be \"" + name + "\": the folder of reports has a place of that name");
        }
    }

    static String requireObserved(String text) {
        if (!text.matches("[^\\p{C}\\p{Zl}\\p{Zp}]{1," + LONGEST_OBSERVED + "}")
                || !text.strip().equals(text)) {
            throw new IllegalArgumentException("observed must be one line of 1 to " + LONGEST_OBSERVED
                    + " characters, was " + text.codePointCount(0, text.length()) + " characters: \"" + text + "\"");
        }
        return text;
    }

    /** Begins a scenario in Java; it means what the file of the same words means. */
    public static ScenarioDraft named(String name) {
        return ScenarioDraft.named(name);
    }

    /** This scenario as a file that {@link ScenarioFile#parse} reads back to an equal one, without any other file. */
    public String toYaml() {
        return ScenarioYaml.write(this);
    }

    /** The same cluster and lanes with these steps, under this name; expected is what is assumed. */
    public Scenario withSteps(String newName, List<Step> newSteps) {
        return new Scenario(
                newName,
                "",
                Optional.empty(),
                cluster,
                profile,
                timings,
                lanes,
                newSteps,
                Expectation.withDefaults(List.of(), cluster),
                seed,
                table,
                salvage);
    }

    /**
     * The same scenario with these steps in place of its own.
     *
     * @throws IllegalArgumentException when a step that is expected something of is not among them
     */
    public Scenario doing(List<Step> newSteps) {
        return new Scenario(
                name,
                hypothesis,
                observed,
                cluster,
                profile,
                timings,
                lanes,
                newSteps,
                expectations,
                seed,
                table,
                salvage);
    }

    /**
     * The same scenario, of which this is expected and nothing else.
     *
     * @throws IllegalArgumentException when a lane or step is not there
     */
    public Scenario expecting(List<Expectation> expected) {
        return new Scenario(
                name, hypothesis, observed, cluster, profile, timings, lanes, steps, expected, seed, table, salvage);
    }

    /**
     * This scenario as a file for people to go on with: default lanes left out, and no expectation. The settings are
     * those of this scenario, so of one that was read at the default profile no profile's are among them.
     *
     * @param file where it will be: its name is the scenario's, and a topology that it can name is not spelt out
     * @param head a comment, one line each
     * @param offers what may be expected beside it, as comments: a line of {@code expect} each
     */
    public String toDraft(Path file, List<String> head, List<String> offers) {
        return ScenarioYaml.draft(this, file, head, offers);
    }

    /** The same scenario, said to show something else. */
    Scenario showing(String newHypothesis) {
        return new Scenario(
                name,
                newHypothesis,
                observed,
                cluster,
                profile,
                timings,
                lanes,
                steps,
                expectations,
                seed,
                table,
                salvage);
    }

    /** Whether a run of the other one is a run of this: all is equal but the words for people and the seed. */
    public boolean runsAs(Scenario other) {
        return withoutWords().equals(other.withoutWords());
    }

    private Scenario withoutWords() {
        return new Scenario(
                name,
                "",
                Optional.empty(),
                cluster,
                profile,
                timings,
                lanes,
                steps,
                expectations,
                Optional.empty(),
                table,
                salvage);
    }

    /** Which lane, step or node of the expectation it does not have; empty where it has what the expectation names. */
    public Optional<String> whyNot(Expectation expectation) {
        return whyNot(expectation, name, cluster, lanes, steps);
    }

    /** The same scenario with this source of random choices. */
    public Scenario withSeed(long newSeed) {
        return new Scenario(
                name,
                hypothesis,
                observed,
                cluster,
                profile,
                timings,
                lanes,
                steps,
                expectations,
                Optional.of(newSeed),
                table,
                salvage);
    }
}
