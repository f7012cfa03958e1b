package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Components;
import dev.lapse.history.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario in the making. Fluent methods return new values.
 *
 * <pre>{@code
 * Scenario.named("primary-network-loss")
 *         .probes(LaneSpec.write().every(ofMillis(10)), LaneSpec.read())
 *         .steps(
 *                 steady(ofSeconds(10)),
 *                 inject(fault(NETWORK_LOSS, Target.role(PRIMARY))),
 *                 hold(ofSeconds(30)),
 *                 healAll(),
 *                 settle(ofMinutes(2)))
 *         .expect(Expectation.of(WRITE_OUTAGE, Limit.atMost(ofSeconds(30))))
 *         .on(reference, Profile.FAST);
 * }</pre>
 */
public final class ScenarioDraft {
    private final String name;
    private final String hypothesis;
    private final Optional<String> observed;
    private final Settings settings;
    private final Timings timings;
    private final List<LaneSpec> probes;
    private final Optional<LoadSpec> load;
    private final List<Step> steps;
    private final List<Expectation> expectations;

    private ScenarioDraft(
            String name,
            String hypothesis,
            Optional<String> observed,
            Settings settings,
            Timings timings,
            List<LaneSpec> probes,
            Optional<LoadSpec> load,
            List<Step> steps,
            List<Expectation> expectations) {
        this.name = name;
        this.hypothesis = hypothesis;
        this.observed = observed;
        this.settings = settings;
        this.timings = timings;
        this.probes = probes;
        this.load = load;
        this.steps = steps;
        this.expectations = expectations;
    }

    static ScenarioDraft named(String name) {
        Scenario.requireName(name);
        return new ScenarioDraft(
                name,
                "",
                Optional.empty(),
                Settings.NONE,
                Timings.PROFILE,
                LaneSpec.defaults(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public ScenarioDraft hypothesis(String text) {
        return new ScenarioDraft(name, text, observed, settings, timings, probes, load, steps, expectations);
    }

    /**
     * What was seen by hand elsewhere for this failure: shown beside what is measured, and never expected.
     *
     * @param line one line of 1 to 200 characters
     */
    public ScenarioDraft observed(String line) {
        return new ScenarioDraft(
                name,
                hypothesis,
                Optional.of(Scenario.requireObserved(line)),
                settings,
                timings,
                probes,
                load,
                steps,
                expectations);
    }

    /**
     * Sets one setting, written as in a file: {@code set(PATRONI, "ttl", "25s")}.
     *
     * @throws IllegalArgumentException when the section has no such setting, or it takes no such value
     */
    public ScenarioDraft set(Section section, String setting, String value) {
        Components.Home home = Components.SHIPPED.home(section, setting);
        Settings more = settings.with(home.section(), home.name(), home.form().toComponent(value));
        return new ScenarioDraft(name, hypothesis, observed, more, timings, probes, load, steps, expectations);
    }

    /** Keeps the scenario's own timings, whatever the profile. */
    public ScenarioDraft fixedTimings() {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, Timings.FIXED, probes, load, steps, expectations);
    }

    /** Keeps the scenario's own timings, also where they break Patroni's rule: as Patroni makes of them. */
    public ScenarioDraft asIs() {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, Timings.AS_IS, probes, load, steps, expectations);
    }

    /** In place of the default lanes; state lanes to all nodes are added unless one of these asks for state lanes. */
    public ScenarioDraft probes(LaneSpec... newProbes) {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, timings, List.of(newProbes), load, steps, expectations);
    }

    /** Writes at a constant rate beside the lanes. */
    public ScenarioDraft load(LoadSpec newLoad) {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, timings, probes, Optional.of(newLoad), steps, expectations);
    }

    public ScenarioDraft steps(Step... newSteps) {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, timings, probes, load, List.of(newSteps), expectations);
    }

    /** What is expected; the defaults stay of each check that none of these is of. */
    public ScenarioDraft expect(Expectation... newExpectations) {
        return new ScenarioDraft(
                name, hypothesis, observed, settings, timings, probes, load, steps, List.of(newExpectations));
    }

    /**
     * The scenario on this topology: its settings, then the scenario's, then the profile's.
     *
     * @throws IllegalArgumentException when it makes no sense; the message says why
     */
    public Scenario on(ClusterSpec topology, Profile profile) {
        Settings own = topology.settings().merge(settings);
        ClusterSpec cluster = topology.withSettings(timings.areOwn() ? own : profile.over(own));
        Components.SHIPPED.remarks(cluster).stream()
                .filter(remark -> remark.weight() == Remark.Weight.REFUSAL)
                .findFirst()
                .ifPresent(remark -> {
                    throw new IllegalArgumentException(remark.message());
                });
        List<Lane> lanes = new ArrayList<>(LaneSpec.lanes(probes, cluster));
        load.ifPresent(writes -> lanes.addAll(writes.lanes(cluster)));
        return new Scenario(
                name,
                hypothesis,
                observed,
                cluster,
                profile,
                timings,
                lanes,
                steps,
                Expectation.withDefaults(expectations, cluster),
                Optional.empty(),
                LaneTable.DROP,
                SalvageLimit.DEFAULT);
    }
}
