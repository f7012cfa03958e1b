package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.OneNode;
import dev.lapse.component.Patroni;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.SettingsAtEnd;
import dev.lapse.observe.SelfReport;
import dev.lapse.observe.SettingsInEffect;
import dev.lapse.probe.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads what the running components say of themselves: before a run versions, settings in effect, and which of those
 * that were asked for are not; after it which of them were changed meanwhile.
 */
interface Inspection {
    Duration QUICK = Duration.ofSeconds(10);

    /**
     * Of a steady cluster.
     *
     * @param primaryAddress the primary's address on watch
     * @throws LapseException when one does not answer
     */
    ClusterReady read(NanoClock clock, String primaryAddress, Ledger ledger, Duration bringUp);

    /** Of a cluster that is not steady: only what does not hold, as far as components answer. */
    ClusterReady differences(NanoClock clock, Duration bringUp);

    /**
     * What has changed since the cluster was ready; that a component does not answer is told in it.
     *
     * @param primaryAddress the primary's address on watch
     */
    SettingsAtEnd again(NanoClock clock, String primaryAddress, ClusterReady ready);

    /**
     * Puts the inquiries of each component to a running cluster.
     *
     * @param replaced what runs otherwise than the user's files have it
     * @param told what a component is known to have made of a setting
     */
    static Inspection of(Access access, List<String> replaced, Consumer<String> told) {
        ClusterSpec spec = access.cluster().spec();
        return new Inspection() {
            @Override
            public ClusterReady read(NanoClock clock, String primaryAddress, Ledger ledger, Duration bringUp) {
                SelfReport report = SelfReport.read(access, primaryAddress);
                SettingsInEffect settings = SettingsInEffect.read(access);
                settings.expected()
                        .forEach(expected -> told.accept("asked and adjusted, as expected: " + expected.text()));
                Map<String, String> effective = effective(settings, report);
                Map<String, String> defaults = new TreeMap<>(report.defaults());
                defaults.keySet().retainAll(effective.keySet());
                return new ClusterReady(
                        clock.nanos(),
                        spec.topology(),
                        report.versions(),
                        effective,
                        spec.synchronous(),
                        spec.auth().text(),
                        ledger.databaseBytes(primaryAddress, Patroni.POSTGRES_PORT, QUICK),
                        bringUp.toNanos(),
                        settings.not(),
                        defaults,
                        replaced);
            }

            @Override
            public SettingsAtEnd again(NanoClock clock, String primaryAddress, ClusterReady ready) {
                try {
                    Map<String, String> told =
                            SelfReport.read(access, primaryAddress).effective();
                    return SettingsAtEnd.since(
                            ready, told, clock.nanos(), name -> OneNode.isTold(name, spec.synchronous()));
                } catch (LapseException silent) {
                    return SettingsAtEnd.unread(clock.nanos(), silent.getMessage());
                }
            }

            @Override
            public ClusterReady differences(NanoClock clock, Duration bringUp) {
                return new ClusterReady(
                        clock.nanos(),
                        spec.topology(),
                        Map.of(),
                        Map.of(),
                        spec.synchronous(),
                        spec.auth().text(),
                        0,
                        bringUp.toNanos(),
                        SettingsInEffect.read(access).not(),
                        null,
                        replaced);
            }
        };
    }

    /**
     * What components tell of themselves and what was asked and holds; what does not hold is not in effect, whatever a
     * file says.
     */
    private static Map<String, String> effective(SettingsInEffect settings, SelfReport report) {
        Map<String, String> effective = new TreeMap<>(settings.held());
        effective.putAll(report.effective());
        settings.not().forEach(differing -> effective.remove(differing.name()));
        return effective;
    }
}
