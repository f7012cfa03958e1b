package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.HistoryFile;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Trouble;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One scenario from its file to its verdict, on a cluster whose Patroni keeps its lock in a store that is not etcd. */
@Timeout(60)
class ScenarioOnAnotherDcsTest {
    private static final String SCENARIO = """
            name: another-dcs
            topology: reference
            steps:
              - steady: 5s
              - inject: {crash: primary}
              - hold: 10s
              - heal: all
              - settle: 60s
            expect:
              failovers: {min: 1, max: 1}
            """;

    @Test
    void crashOfThePrimaryIsOneFailoverFromHolderToHolder(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("another-dcs.yaml"), SCENARIO);

        RunResult result;
        try (FakeRun run = new FakeRun(ScenarioFile.read(file, Profile.DEFAULT, List.of())).watchedForReal()) {
            result = run.run(folder.resolve("reports"));
        }

        assertThat(result.end()).isEqualTo(RunResult.End.STEADY);
        assertThat(result.judgement().findings()).allMatch(finding -> finding.verdict() == Verdict.PASS);
        assertThat(result.judgement().measurements().failovers())
                .singleElement()
                .satisfies(failover -> {
                    assertThat(failover.from()).isEqualTo(new NodeName("pg1"));
                    assertThat(failover.to()).isEqualTo(new NodeName("pg2"));
                });
        assertThat(events(result))
                .noneMatch(Trouble.class::isInstance)
                .noneMatch(LeaseSeen.class::isInstance)
                .anyMatch(event -> event instanceof ObserverOpened opened
                        && opened.observer().equals("memory-watch"));
    }

    private static List<Event> events(RunResult result) {
        try (Stream<Event> events =
                HistoryFile.read(result.report().resolve("history.jsonl.gz")).events()) {
            return events.toList();
        }
    }
}
