package dev.lapse.oracle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The one setting that would have shortened an outage most. */
final class Alternatives {
    private static final Duration WORTHWHILE = Duration.ofSeconds(1);
    private static final int SHARE = 10;

    private Alternatives() {}

    static Optional<Counterfactual> shorter(
            Oracle oracle,
            Configuration configuration,
            List<Incident> together,
            Client client,
            Optional<Interval> sinceRenewal) {
        Optional<Duration> longest = oracle.predict(together, client)
                .formula()
                .map(formula -> sinceRenewal.map(formula::total).orElseGet(formula::total))
                .map(Interval::to);
        if (longest.isEmpty()) {
            return Optional.empty();
        }
        Duration most = longest.get();
        Duration tenth = most.dividedBy(SHARE);
        Duration enough = most.minus(tenth.compareTo(WORTHWHILE) > 0 ? tenth : WORTHWHILE);
        return single(configuration)
                .flatMap(change -> with(oracle, configuration, change, together, client, sinceRenewal).stream())
                .filter(other -> other.predicted().to().compareTo(enough) <= 0)
                .min(Comparator.comparing(other -> other.predicted().to()));
    }

    /** A change of one setting; the lease at Patroni's floor, and of the others the strongest that holds by far. */
    private static Stream<Map.Entry<String, String>> single(Configuration configuration) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        if (configuration.ttl().toSeconds() > 20) {
            all.add(Map.entry("patroni.ttl", "20s"));
        }
        for (Knob knob : List.of(
                Knob.CHECKS,
                Knob.RISE,
                Knob.FALL,
                Knob.CONNECT,
                Knob.FAILSAFE,
                Knob.WALSENDERS,
                Knob.POOLER,
                Knob.ADVERTISEMENTS)) {
            knob.turns(configuration).stream()
                    .map(Knob.Turn::settings)
                    .map(settings -> settings.entrySet().iterator().next())
                    .filter(each ->
                            !each.getValue().equals("200ms") && !each.getValue().equals("500ms"))
                    .filter(each -> !each.getKey().equals("haproxy.fall") || Integer.parseInt(each.getValue()) >= 2)
                    .forEach(all::add);
        }
        return all.stream();
    }

    private static Optional<Counterfactual> with(
            Oracle oracle,
            Configuration configuration,
            Map.Entry<String, String> change,
            List<Incident> together,
            Client client,
            Optional<Interval> sinceRenewal) {
        Map<String, String> settings = Map.of(change.getKey(), change.getValue());
        Oracle other = oracle.with(settings);
        boolean isTiming = change.getKey().equals("patroni.ttl");
        String runsAs = other.shortTimings();
        String asSet = change.getValue().replace("s", "") + "/"
                + configuration.loopWait().toSeconds() + "/"
                + configuration.retryTimeout().toSeconds();
        return other.predict(together, client)
                .formula()
                .map(formula -> new Counterfactual(
                        change.getKey(),
                        change.getValue(),
                        isTiming && !runsAs.equals(asSet) ? runsAs : "",
                        sinceRenewal
                                .filter(since -> !isTiming) // another lease would have been renewed at other times
                                .map(formula::total)
                                .orElseGet(formula::total)));
    }
}
