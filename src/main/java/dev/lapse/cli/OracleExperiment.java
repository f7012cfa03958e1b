package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.fault.FaultSpec;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Term;
import dev.lapse.scenario.Incidents;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioText;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A micro-experiment on terms of the oracle: one fault under several settings, of which each run says whether what was
 * predicted for it came. Each setting is a scenario of its own.
 */
enum OracleExperiment {
    CRASH_PHASE(
            "of a primary that crashes: the outage over the lease's phase, slope -1",
            List.of(Term.LEASE, Term.SLOW_RACE, Term.PROMOTE, Term.RISE),
            OptionalDouble.of(-1),
            phases("crash: primary")),
    ETCD_CUT_PHASE(
            "of a primary cut from etcd: the outage over the lease's phase, slope 0",
            List.of(Term.LEASE, Term.DEMOTE, Term.QUICK_RACE, Term.PROMOTE, Term.RISE),
            OptionalDouble.of(0),
            phases("link-loss: primary-etcd")),
    BALANCER(
            "what HAProxy's inter, fall and rise (in this order) cost a switchover",
            List.of(Term.STOP, Term.QUICK_RACE, Term.PROMOTE, Term.RISE, Term.FALL),
            OptionalDouble.empty(),
            List.of(
                    switchover("1s-2-1", "1s", 2, 1),
                    switchover("3s-2-1", "3s", 2, 1),
                    switchover("1s-4-1", "1s", 4, 1),
                    switchover("1s-2-4", "1s", 2, 4))),
    TTL(
            "what ttl costs when the primary crashes",
            List.of(Term.LEASE),
            OptionalDouble.empty(),
            Stream.of("20s", "30s", "45s")
                    .map(ttl -> new Setting("ttl-" + ttl, "crash: primary", "", List.of("patroni.ttl=" + ttl)))
                    .toList()),
    HUNG_CHECK(
            "how long a frozen Patroni is still sent clients, by timeout check",
            List.of(Term.HUNG_FALL, Term.LEASE, Term.SLOW_RACE, Term.PROMOTE, Term.RISE),
            OptionalDouble.empty(),
            Stream.of("1s", "3s")
                    .map(check -> new Setting(
                            "check-" + check,
                            "freeze: {target: primary, process: patroni}",
                            "",
                            List.of("haproxy.timeout check=" + check)))
                    .toList()),
    STORE_CUT(
            "etcd's first leader after a silent cut of its members, and a refusing one",
            List.of(Term.DEMOTE, Term.QUORUM, Term.RETRANSMISSION, Term.PROMOTE, Term.RISE),
            OptionalDouble.empty(),
            List.of(
                    new Setting("silent-50s", silentStore(), "50s", List.of()),
                    new Setting("silent-60s", silentStore(), "60s", List.of()),
                    new Setting("refusing-60s", "quorum-loss: etcd-majority", "60s", List.of()))),
    SILENT_REPLICAS(
            "a stop that waits for replicas silently gone, up to wal_sender_timeout",
            List.of(Term.WAL_SENDERS, Term.RETRANSMISSION),
            OptionalDouble.empty(),
            Stream.of("30s", "90s")
                    .map(hold -> new Setting(
                            "hold-" + hold,
                            "partition: primary+etcd1|all-replicas+etcd2|etcd3",
                            hold,
                            List.of("postgresql.wal_sender_timeout=60s", "postgresql.wal_receiver_timeout=60s")))
                    .toList());

    private static final Duration STEADY = Duration.ofSeconds(5);

    /** After what is predicted, so that a run shows what comes too late. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Of a run, beside what it waits by design: the gates, the phase of the lease, the heal and the rejoin. */
    private static final Duration AROUND_A_RUN = Duration.ofSeconds(30);

    private static final Duration BRING_UP = Duration.ofSeconds(30);

    private final String question;
    private final List<Term> terms;
    private final OptionalDouble slope;
    private final List<Setting> settings;

    OracleExperiment(String question, List<Term> terms, OptionalDouble slope, List<Setting> settings) {
        this.question = question;
        this.terms = terms;
        this.slope = slope;
        this.settings = settings;
    }

    /**
     * One of the settings of an experiment.
     *
     * @param name unique in the experiment
     * @param inject what stands in the step
     * @param hold empty: longer than what is predicted
     * @param overrides settings of the cluster
     */
    record Setting(String name, String inject, String hold, List<String> overrides) {}

    /** The first is as near to a renewal as can be told from just before one. */
    private static List<Setting> phases(String fault) {
        return Stream.of("after-renewal", "0.25", "0.5", "0.75")
                .map(phase ->
                        new Setting("phase-" + phase.replace("0.", ""), fault + ", phase: " + phase, "", List.of()))
                .toList();
    }

    private static Setting switchover(String name, String inter, int fall, int rise) {
        return new Setting(
                name,
                "switchover: primary",
                "",
                List.of("haproxy.inter=" + inter, "haproxy.fall=" + fall, "haproxy.rise=" + rise));
    }

    private static String silentStore() {
        return "partition: etcd1|etcd2|etcd3";
    }

    /** @throws LapseException of kind BAD_INPUT when there is none of that name */
    static OracleExperiment named(String text) {
        return Arrays.stream(values())
                .filter(experiment -> experiment.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        Nearest.unknown(
                                "experiment",
                                text,
                                Arrays.stream(values())
                                        .map(OracleExperiment::text)
                                        .toList())));
    }

    /** The name on the command line: {@code crash-phase}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String question() {
        return question;
    }

    List<Term> terms() {
        return terms;
    }

    /** The slope of the outage over the time since the last renewal; empty: the phase is not varied. */
    OptionalDouble slope() {
        return slope;
    }

    List<Setting> settings() {
        return settings;
    }

    /** The name of a setting's scenario. */
    String scenarioOf(Setting setting) {
        return text() + "-" + setting.name();
    }

    /** The scenario of this setting. */
    Scenario scenario(Setting setting, Profile profile) {
        Duration hold = setting.hold().isEmpty()
                ? predicted(read(setting, profile, Duration.ofMinutes(1))).plus(MARGIN)
                : DurationText.parse(setting.hold());
        return read(setting, profile, hold);
    }

    private Scenario read(Setting setting, Profile profile, Duration hold) {
        boolean heals = !setting.inject().startsWith("switchover");
        List<String> overrides = Stream.concat(setting.overrides().stream(), Stream.of("as-is=true"))
                .toList();
        return ScenarioText.read(
                """
                # Hypothesis: %s
                name: %s
                topology: no-pooler
                probes:
                  - {kind: write, via: haproxy}
                  - {kind: write, via: postgres, vantage: multi-host, every: 100ms, timeout: 3s}
                steps:
                  - steady: %s
                  - inject: {%s}
                  - hold: %s
                %s  - settle: 180s
                expect: {lost_writes: unchecked}
                """.formatted(
                                question,
                                scenarioOf(setting),
                                DurationText.of(STEADY),
                                setting.inject(),
                                DurationText.of(hold),
                                heals ? "  - heal: all\n" : ""),
                profile,
                overrides);
    }

    /** From the fault to the last answer that is predicted, in whole seconds; a minute, where nothing is. */
    private static Duration predicted(Scenario scenario) {
        Oracle oracle = Oracle.of(scenario.cluster());
        return fault(scenario)
                .flatMap(fault -> oracle.formula(Incidents.of(fault, Optional.empty()), Client.BALANCED))
                .map(formula ->
                        formula.over(Course::served).to().plus(formula.total().to()))
                .map(length -> Duration.ofSeconds(length.toSeconds() + 1))
                .orElse(Duration.ofMinutes(1));
    }

    /** What the scenario of an experiment injects, as the oracle takes it. */
    static Optional<Incident> incident(Scenario scenario) {
        boolean heals = scenario.steps().stream().anyMatch(Step.Heal.class::isInstance);
        return fault(scenario)
                .map(fault -> Incidents.of(fault, heals ? Optional.of(hold(scenario)) : Optional.empty()));
    }

    private static Optional<FaultSpec> fault(Scenario scenario) {
        return scenario.steps().stream()
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .findFirst();
    }

    private static Duration hold(Scenario scenario) {
        return scenario.steps().stream()
                .filter(Step.Hold.class::isInstance)
                .map(step -> ((Step.Hold) step).duration())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** About how long it takes. */
    Duration expected(Profile profile, int runs) {
        Duration all = Duration.ZERO;
        for (Setting setting : settings) {
            Scenario scenario = scenario(setting, profile);
            all = all.plus(STEADY.plus(hold(scenario)).plus(AROUND_A_RUN).multipliedBy(runs));
        }
        long clusters = settings.stream().map(Setting::overrides).distinct().count();
        return all.plus(BRING_UP.multipliedBy(clusters));
    }
}
