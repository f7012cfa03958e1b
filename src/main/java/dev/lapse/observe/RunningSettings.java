package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** With which settings the components run at this moment, whatever was asked for. */
public final class RunningSettings {
    private RunningSettings() {}

    /**
     * Asks every component on every host that carries it, all at once.
     *
     * @throws LapseException when the Docker engine does not answer, or the thread was interrupted
     */
    public static List<HostRuns> read(Access access) {
        ClusterSpec spec = access.cluster().spec();
        List<Supplier<HostRuns>> questions = new ArrayList<>();
        for (Component component : spec.components()) {
            for (SectionReading reading : component.readings(spec)) {
                spec.hostsWith(component.name())
                        .forEach(host -> questions.add(() -> ask(access.shell(), host, reading)));
            }
        }
        return access.atOnce().all(questions);
    }

    private static HostRuns ask(Shell shell, NodeName host, SectionReading reading) {
        try {
            List<String> answers = SettingsInEffect.answers(shell, host, reading.asks());
            return HostRuns.seen(host, reading.section(), reading.read().apply(answers));
        } catch (LapseException e) {
            if (e.kind() == LapseException.Kind.ENGINE_LOST
                    || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            String message = e.getMessage();
            int script = message.indexOf(" on " + host + ": "); // what was to be run is of no use
            String why = script < 0 ? message : message.substring(message.indexOf(": ", script) + 2);
            return HostRuns.notSeen(host, reading.section(), SettingsInEffect.shortened(why));
        } catch (IllegalArgumentException noEvidence) {
            return HostRuns.notSeen(host, reading.section(), SettingsInEffect.shortened(noEvidence.getMessage()));
        }
    }
}
