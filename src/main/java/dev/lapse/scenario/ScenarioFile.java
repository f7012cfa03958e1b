package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.component.Components;
import dev.lapse.history.Lane;
import dev.lapse.scenario.FileKey.ScenarioKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads scenario files, strictly: what is unknown, misspelt, without a unit, out of order or impossible is an error
 * with its place, and all errors are told at once.
 *
 * <p>Settings come from, the later over the earlier: the components' defaults, the topology, the scenario, the profile
 * (unless {@code timings: fixed}), and the overrides. An override is {@code section.name=value}, where the name is
 * spelt as in the file, spaces included: {@code patroni.ttl=25s}, {@code haproxy.timeout check=2s}.
 *
 * <p>A file with the key {@code resolved} was written by {@link Scenario#toYaml()}: the profile it names is already in
 * its settings and is not laid over them again, and its name need not be the file's.
 */
public final class ScenarioFile {
    /** The name of a scenario that is made up by hand. */
    public static final String BY_HAND = "by-hand";

    /** The name of a run whose steps are given by the user's own code. */
    public static final String OWN_CODE = "own-code";

    /** Long enough for the lanes to show how long an answer takes while all is well. */
    private static final Duration STEADY_BY_HAND = Duration.ofSeconds(5);

    static final List<String> KEYS = ScenarioKey.texts();

    private final String yaml;
    private final String source;
    private final Topologies topologies;
    private final Layer.Strictness strictness;
    final Problems problems = new Problems();

    ScenarioFile(String yaml, String source, Topologies topologies, Layer.Strictness strictness) {
        this.yaml = yaml;
        this.source = source;
        this.topologies = topologies;
        this.strictness = strictness;
    }

    /**
     * Reads a file; its topology is a map inside it, the name of a file in the folder {@code topologies} beside it,
     * or of one that Lapse ships.
     *
     * @param overrides settings from the command line, such as {@code patroni.ttl=25s}
     * @throws LapseException of kind BAD_INPUT, a line per error: {@code file:line:column: message}
     */
    public static Scenario read(Path file, Profile profile, List<String> overrides) {
        ScenarioFile reader = new ScenarioFile(
                InputFile.text(file), file.toString(), Topologies.beside(file), Layer.Strictness.STRICT);
        String name = InputFile.baseName(file);
        return reader.scenario(Optional.of(name), profile, overrides);
    }

    /**
     * The scenario files of a folder in the order of their names, without those of its sub-folders.
     *
     * @throws LapseException of kind BAD_INPUT when the folder cannot be read, or has none
     */
    public static List<Path> inFolder(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(
                            file -> file.getFileName().toString().endsWith(".yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT, folder + ": expected scenario files (*.yaml), saw none");
            }
            return files;
        } catch (IOException e) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "read scenarios of folder " + folder + InputFile.why(folder, e), e);
        }
    }

    /**
     * The beginning of a session by hand, as {@link #byHand(Path, Profile, List)}.
     *
     * @param named a topology or scenario file; or the name of a topology in {@code topologies} or
     *     {@code scenarios/topologies}, or of one that Lapse ships
     * @throws LapseException of kind BAD_INPUT when there is none of that name; or as {@link #read}
     */
    public static Scenario byHand(String named, Profile profile, List<String> overrides) {
        Topologies known = Topologies.in(Path.of("topologies"), Path.of("scenarios", "topologies"));
        Path file = Path.of(named);
        Optional<Topologies.TopologySource> topology = Files.isRegularFile(file) ? Optional.empty() : known.find(named);
        if (topology.isPresent()) {
            return byHand(topology.get(), profile, overrides);
        }
        if (!named.isBlank() && (Files.exists(file) || !named.matches("[^./]+"))) {
            return byHand(file, profile, overrides);
        }
        throw MeantName.unknown(named, known.names());
    }

    /**
     * Reads a scenario or topology file as the beginning of a session by hand: its cluster, its lanes or the default
     * ones, and a single step that watches the steady cluster.
     *
     * @throws LapseException of kind BAD_INPUT, as {@link #read}
     */
    public static Scenario byHand(Path file, Profile profile, List<String> overrides) {
        return isTopology(file)
                ? byHand(Topologies.TopologySource.of(file), profile, overrides)
                : byHand(read(file, profile, overrides));
    }

    private static Scenario byHand(Scenario scenario) {
        return scenario.withSteps(BY_HAND, List.of(Step.steady(STEADY_BY_HAND)))
                .expecting(Expectation.withoutDefaults(List.of()));
    }

    private static Scenario byHand(Topologies.TopologySource topology, Profile profile, List<String> overrides) {
        String yaml =
                "name: " + BY_HAND + "\nsteps: [{" + Step.steady(STEADY_BY_HAND).text() + "}]\n";
        return byHand(new ScenarioFile(yaml, topology.place(), Topologies.taking(topology), Layer.Strictness.STRICT)
                .scenario(Optional.of(BY_HAND), profile, overrides));
    }

    /**
     * Whether the file is a topology's: it has no key that only scenarios have.
     *
     * @throws LapseException of kind BAD_INPUT when it cannot be read or is no map
     */
    public static boolean isTopology(Path file) {
        Problems problems = new Problems();
        Optional<Fields> fields =
                Value.document(InputFile.text(file), file.toString(), problems).fields("a map");
        problems.throwIfAny();
        return fields.orElseThrow().names().stream()
                .noneMatch(name -> KEYS.contains(name) && !TopologyReader.KEYS.contains(name));
    }

    /**
     * Reads what {@link Scenario#toYaml()} wrote, also that of an older Lapse, which took other settings.
     *
     * @throws LapseException of kind BAD_INPUT, as {@link #read}
     */
    public static Scenario parse(String yaml) {
        return new ScenarioFile(yaml, "scenario.yaml", Topologies.shipped(), Layer.Strictness.RECORDED)
                .scenario(Optional.empty(), Profile.DEFAULT, List.of());
    }

    /**
     * Reads a topology file.
     *
     * @throws LapseException of kind BAD_INPUT, as {@link #read}
     */
    public static ClusterSpec topology(Path file) {
        return topology(Topologies.TopologySource.of(file));
    }

    static ClusterSpec topology(Topologies.TopologySource source) {
        Problems problems = new Problems();
        Optional<ClusterSpec> cluster = TopologyReader.read(source, problems)
                .flatMap(topology -> OwnFiles.settle(topology, ProbeChoices.NONE, problems))
                .flatMap(topology -> cluster(topology, Optional.empty(), Optional.empty(), topology.layer(), problems));
        problems.throwIfAny();
        return cluster.orElseThrow();
    }

    private static Optional<ClusterSpec> cluster(
            TopologyReader.Topology topology,
            Optional<String> suite,
            Optional<Auth> auth,
            Layer layer,
            Problems problems) {
        try {
            return Optional.of(topology.cluster(suite, auth, layer));
        } catch (IllegalArgumentException impossible) {
            problems.add(topology.hostsPlace(), impossible.getMessage());
            return Optional.empty();
        }
    }

    Scenario scenario(Optional<String> fileName, Profile asked, List<String> overrides) {
        Optional<Scenario> scenario = Value.document(yaml, source, problems)
                .fields("a map", KEYS)
                .flatMap(fields -> scenario(fields, fileName, asked, overrides));
        problems.throwIfAny();
        return scenario.orElseThrow(
                () -> new LapseException(LapseException.Kind.HARNESS, source + ": no scenario and no problem"));
    }

    Optional<Scenario> scenario(Fields fields, Optional<String> fileName, Profile asked, List<String> overrides) {
        boolean resolved = fields.has(ScenarioKey.RESOLVED);
        if (!resolved && fields.has(ScenarioKey.ASSUMED)) {
            problems.add(fields.placeOf(ScenarioKey.ASSUMED), "assumed is written by Lapse, beside resolved");
        }
        Profile profile = resolved
                ? fields.get(ScenarioKey.RESOLVED)
                        .flatMap(value -> value.oneOf("profile", List.of(Profile.values()), Profile::text))
                        .orElse(asked)
                : asked;
        Optional<String> name = name(fields, resolved ? Optional.empty() : fileName);
        Optional<String> observed = fields.get(ScenarioKey.OBSERVED)
                .flatMap(value -> value.parsed("one line of text", Scenario::requireObserved));
        Timings timings = timings(fields);
        Optional<Long> seed =
                fields.get(ScenarioKey.SEED).flatMap(value -> value.parsed("a whole number", ScenarioFile::seed));
        LaneTable table = fields.get(ScenarioKey.TABLE)
                .flatMap(value -> value.oneOf("table", List.of(LaneTable.values()), LaneTable::text))
                .orElse(LaneTable.DROP);
        SalvageLimit salvage = fields.get(ScenarioKey.SALVAGE)
                .flatMap(value -> value.parsed("off or a size such as 1GB", SalvageLimit::parse))
                .orElse(SalvageLimit.DEFAULT);
        fields.get(ScenarioKey.INCIDENT).ifPresent(IncidentBlock::read);
        Optional<ClusterSpec> cluster = cluster(fields, timings, resolved, profile, overrides);
        Optional<Value> stepsValue = fields.required(ScenarioKey.STEPS);
        if (cluster.isEmpty()) {
            return Optional.empty();
        }
        int before = problems.count();
        List<Lane> all = new ProbesReader(cluster.get(), profile).lanes(fields, resolved, overrides, problems);
        List<Lane> lanes = problems.count() == before ? all : List.of(); // else they are not all there
        before = problems.count();
        List<Step> steps = stepsValue
                .map(value -> new StepsReader(cluster.get(), profile).steps(value))
                .orElse(List.of());
        List<String> stepNames = problems.count() == before
                ? stepNames(name.orElse(""), steps)
                : List.of(); // else they are not all there
        List<Expectation> given = fields.get(ScenarioKey.EXPECT)
                .map(value -> new ExpectReader(lanes, stepNames, profile).expectations(value))
                .orElse(List.of());
        if (!cluster.get().addressFollowsPrimary()
                && given.stream().anyMatch(one -> one.check() == Expectation.Check.VIP_ON_PRIMARY)) {
            fields.get(ScenarioKey.EXPECT).orElseThrow().problem(ExpectRules.NO_ADDRESS_OF_NODES);
        }
        given.forEach(one -> ExpectRules.node(one, cluster.get().nodes())
                .ifPresent(
                        message -> fields.get(ScenarioKey.EXPECT).orElseThrow().problem(message)));
        List<Expectation> expectations =
                resolved ? resolved(given, fields) : Expectation.withDefaults(given, cluster.get());
        return problems.none()
                ? Optional.of(new Scenario(
                        name.orElseThrow(),
                        Hypothesis.read(yaml),
                        observed,
                        cluster.get(),
                        profile,
                        overrides.contains(Timings.OVERRIDE) ? timings.runningAsIs(cluster.get()) : timings,
                        lanes,
                        steps,
                        expectations,
                        seed,
                        table,
                        salvage))
                : Optional.empty();
    }

    /** The names of the steps; empty where they are given by hand and not known yet. */
    static List<String> stepNames(String scenario, List<Step> steps) {
        return isListed(scenario) ? ExpectRules.names(steps) : List.of();
    }

    /** Whether a run of this scenario does the steps that stand in it; else they are given while it runs. */
    public static boolean isListed(String scenario) {
        return !scenario.equals(BY_HAND) && !scenario.equals(OWN_CODE);
    }

    /** The same cluster and lanes for the user's own code, with a first step; expected is what is assumed. */
    public static Scenario ofOwnCode(Scenario scenario, Step first) {
        return scenario.withSteps(OWN_CODE, List.of(first));
    }

    /** What Lapse wrote is all that is expected; of what was not in the file before, it says so. */
    private static List<Expectation> resolved(List<Expectation> all, Fields fields) {
        List<Expectation.Check> assumed =
                fields.get(ScenarioKey.ASSUMED).map(ExpectReader::assumed).orElse(List.of());
        return all.stream()
                .map(expectation -> assumed.contains(expectation.check())
                        ? expectation.from(Expectation.Origin.ASSUMED)
                        : expectation)
                .toList();
    }

    private static Long seed(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number of 64 bits", bad);
        }
    }

    private Optional<String> name(Fields fields, Optional<String> fileName) {
        return fields.required(ScenarioKey.NAME)
                .flatMap(value -> value.parsed("a name", name -> {
                    Scenario.requireName(name);
                    if (fileName.isPresent() && !fileName.get().equals(name)) {
                        throw new IllegalArgumentException(
                                "name must equal the file's name \"" + fileName.get() + "\", was \"" + name + "\"");
                    }
                    return name;
                }));
    }

    private static Timings timings(Fields fields) {
        Optional<Timings> given = fields.get(ScenarioKey.TIMINGS)
                .flatMap(value -> value.oneOf("timings", Timings.OF_THE_KEY, Timings::text));
        boolean asIs = fields.get(ScenarioKey.AS_IS)
                .flatMap(value -> value.oneOf("value", List.of("true", "false"), word -> word))
                .filter(word -> word.equals("true"))
                .isPresent();
        if (asIs && given.filter(timings -> timings == Timings.PROFILE).isPresent()) {
            fields.get(ScenarioKey.AS_IS)
                    .orElseThrow()
                    .problem("as-is: true keeps the file's own timings, so it cannot be beside timings: profile");
        }
        return asIs ? Timings.AS_IS : given.orElse(Timings.PROFILE);
    }

    private Optional<ClusterSpec> cluster(
            Fields fields, Timings timings, boolean resolved, Profile profile, List<String> overrides) {
        Optional<TopologyReader.Topology> topology = fields.get(ScenarioKey.TOPOLOGY)
                .map(value -> TopologyReader.read(value, topologies, scenarioName(fields), strictness, problems))
                .orElseGet(() -> TopologyReader.read(topologies.standard(), problems))
                .flatMap(known -> OwnFiles.settle(known, ProbeChoices.of(fields), problems));
        int before = problems.count();
        Layer layer = new Layer(strictness);
        topology.map(TopologyReader.Topology::layer).ifPresent(layer::layOver);
        layer.layOver(Layer.of(fields, strictness));
        Optional<String> suite = TopologyReader.suite(fields);
        Optional<Auth> auth = TopologyReader.auth(fields);
        String suiteOfAll =
                suite.or(() -> topology.flatMap(TopologyReader.Topology::suite)).orElse(TopologyReader.SUITE);
        Timings held = overrides.contains(Timings.OVERRIDE) ? Timings.AS_IS : timings;
        if (!timings.areOwn() && !resolved) {
            holdRules(layer, suiteOfAll, held, before); // by itself, whatever the profile puts in its place
            layer.layOver(profile);
        }
        overrides.stream()
                .filter(override -> !override.equals(Timings.OVERRIDE) && !LoadOverride.isOne(override))
                .forEach(override -> layer.layOver(override, problems));
        holdRules(layer, suiteOfAll, held, before);
        Optional<ClusterSpec> cluster = topology.flatMap(known -> cluster(known, suite, auth, layer, problems));
        if (strictness == Layer.Strictness.STRICT) {
            cluster.ifPresent(known -> holdRemarks(known, layer));
        }
        return cluster;
    }

    /** What the components refuse in this cluster. */
    private void holdRemarks(ClusterSpec cluster, Layer layer) {
        for (Remark remark : Components.SHIPPED.remarks(cluster)) {
            if (remark.weight() == Remark.Weight.REFUSAL) {
                problems.add(layer.place(remark).orElseGet(() -> Place.option(source)), remark.message());
            }
        }
    }

    private static String scenarioName(Fields fields) {
        return fields.get(ScenarioKey.NAME)
                .filter(Value::isText)
                .flatMap(value -> value.rawText(""))
                .orElse("inline");
    }

    private void holdRules(Layer layer, String suite, Timings timings, int problemsBefore) {
        if (problems.count() == problemsBefore && timings != Timings.AS_IS) {
            ScenarioRules.patroni(layer.settings(), suite)
                    .forEach(broken -> problems.add(blamed(broken.names(), layer), broken.message()));
        }
    }

    /** The place of the setting that was written last in the order of precedence. */
    private Place blamed(List<String> names, Layer layer) {
        return names.stream()
                .flatMap(name -> layer.place(Section.PATRONI, name).stream())
                .max(Comparator.comparingInt(this::rank))
                .orElseGet(() -> Place.option(source));
    }

    private int rank(Place place) {
        if (place.line() == 0) {
            return place.source().startsWith("--set") ? 3 : 2;
        }
        return place.source().equals(source) ? 1 : 0;
    }
}
