package dev.lapse.hand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Verdict;
import dev.lapse.junit.FinishedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.run.Progress;
import dev.lapse.run.Rejudged;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ResidentOwnerTest {
    @TempDir
    private Path folder;

    @Test
    void ownerThatIsStoppedBeforeItBeginsStartsNothingAndSaysSo() {
        OwnerSocket socket = new OwnerSocket(folder, "default");
        ResidentOwner owner = new ResidentOwner(
                SessionPlan.read("reference", Profile.FAST, List.of()),
                socket,
                RunOptions.into(folder.resolve("reports")),
                line -> Progress.SILENT);
        List<String> said = new ArrayList<>();
        owner.stop();

        int code = owner.own(said::add, result -> "a result");

        assertThat(code).isEqualTo(Verdict.UNKNOWN.exitCode());
        assertThat(said).containsExactly("interrupted before the cluster was up; nothing is left");
        assertThat(socket.isHeld()).isFalse();
    }

    @Test
    void pageOfAllRunsListsTheSessionWhenItIsOver() throws IOException {
        Path reports = folder.resolve("reports");
        RunResult result = FinishedRun.expecting(reports, "5s");
        Rejudged.of(ReportDir.open(result.report()));
        ResidentSession session = new ResidentSession(
                SessionPlan.read("reference", Profile.FAST, List.of()),
                new OwnerSocket(folder, "default"),
                line -> Progress.SILENT,
                () -> {});

        ResidentOwner.keep(session, result, reports, Progress.SILENT);

        assertThat(reports.resolve("index.html"))
                .content()
                .contains(reports.relativize(result.report()) + "/report.html");
    }
}
