package dev.lapse.hand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.run.Progress;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentSessionTest {
    @TempDir
    private Path folder;

    @Test
    void scenarioThatIsToldHasTheSettingsOfTheBringUp() {
        ResidentSession session = new ResidentSession(
                SessionPlan.read("two-node", Profile.FAST, List.of("haproxy.rise=3")),
                new OwnerSocket(folder, "default"),
                line -> Progress.SILENT,
                () -> {});
        List<OwnerAnswer> answers = new ArrayList<>();

        session.ask(OwnerRequest.of(OwnerRequest.Verb.SCENARIO), answers::add);

        OwnerAnswer end = answers.remove(answers.size() - 1);
        assertThat(end.kind()).isEqualTo(OwnerAnswer.LineKind.END);
        assertThat(end.code()).isZero();
        String yaml = String.join("\n", answers.stream().map(OwnerAnswer::text).toList()) + "\n";
        assertThat(ScenarioFile.parse(yaml).cluster())
                .isEqualTo(ScenarioFile.byHand("two-node", Profile.FAST, List.of("haproxy.rise=3"))
                        .cluster());
    }

    @Test
    void whatAHostRunsWithTravelsAsALine() {
        HostRuns seen = HostRuns.seen(new NodeName("pg1"), Section.POSTGRESQL, Map.of("wal_sender_timeout", "5s"));
        HostRuns not = HostRuns.notSeen(new NodeName("lb1"), Section.HAPROXY, "its file was changed");

        assertThat(List.of(seen, not))
                .allSatisfy(each -> assertThat(OwnerRequest.read(OwnerRequest.line(each), HostRuns.class))
                        .isEqualTo(each));
    }
}
