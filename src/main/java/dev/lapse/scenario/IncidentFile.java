package dev.lapse.scenario;

import dev.lapse.cluster.LapseException;
import dev.lapse.scenario.FileKey.ScenarioKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A scenario file that tells of an incident: its own run shows the harm, and another one shows what prevents it.
 *
 * @param caseName such as {@code C09}
 * @param sources URLs of the reports and pages that it comes from
 * @param harm the file's own scenario, whose expectations describe the harm
 */
public record IncidentFile(
        Path file,
        String caseName,
        List<String> sources,
        Scenario harm,
        Optional<Prevention> prevention,
        Optional<String> noPrevention) {
    /** What the name of a prevention's scenario has beside the harm's. */
    private static final String SUFFIX = "-prevented";

    /** @throws IllegalArgumentException when it has both a prevention and a reason for having none, or neither */
    public IncidentFile {
        sources = List.copyOf(sources);
        if (prevention.isPresent() == noPrevention.isPresent()) {
            throw new IllegalArgumentException("an incident must have either a prevention or a reason for having none");
        }
    }

    /**
     * What prevents the harm.
     *
     * @param by short words for it, such as {@code patroni.failsafe_mode}
     * @param scenario the harm's, with what prevents it laid over; it is called as the harm with {@code -prevented}
     *     behind, and its expectations describe that there is no harm
     */
    public record Prevention(String by, Scenario scenario) {}

    /**
     * Reads a file that tells of an incident.
     *
     * @throws LapseException of kind BAD_INPUT when it tells of none; or as {@link ScenarioFile#read}
     */
    public static IncidentFile read(Path file, Profile profile, List<String> overrides) {
        return find(file, profile, overrides)
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        Place.start(file.toString()) + ": key \"" + ScenarioKey.INCIDENT.text() + "\" is missing: this"
                                + " is a scenario, and tells of no incident"));
    }

    /**
     * The same; empty: the file is a scenario that tells of no incident, and has no error of its own.
     *
     * @throws LapseException of kind BAD_INPUT, as {@link ScenarioFile#read}; the errors of both scenarios are told
     */
    public static Optional<IncidentFile> find(Path file, Profile profile, List<String> overrides) {
        String yaml = InputFile.text(file);
        ScenarioFile reader = new ScenarioFile(yaml, file.toString(), Topologies.beside(file), Layer.Strictness.STRICT);
        Value document = Value.document(yaml, file.toString(), reader.problems);
        Optional<Fields> fields = document.fields("a map", ScenarioFile.KEYS);
        Optional<Scenario> harm =
                fields.flatMap(map -> reader.scenario(map, Optional.of(InputFile.baseName(file)), profile, overrides));
        Optional<IncidentBlock> block =
                fields.flatMap(map -> map.get(ScenarioKey.INCIDENT)).flatMap(IncidentBlock::read);
        Optional<Prevention> prevention = block.flatMap(IncidentBlock::prevention)
                .flatMap(text -> text.over(document, InputFile.baseName(file) + SUFFIX)
                        .fields("a map")
                        .flatMap(map -> reader.scenario(map, Optional.empty(), profile, overrides))
                        .map(scenario -> new Prevention(text.by(), scenario.showing(shown(text.by(), file)))));
        reader.problems.throwIfAny();
        return block.map(known -> new IncidentFile(
                file, known.caseName(), known.sources(), harm.orElseThrow(), prevention, known.noPrevention()));
    }

    private static String shown(String by, Path file) {
        return "the harm of " + InputFile.baseName(file) + " is prevented by " + by + ".";
    }
}
