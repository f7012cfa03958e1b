package dev.lapse.cli;

import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.docker.Engine;
import dev.lapse.docker.EngineApi;
import dev.lapse.docker.EngineReport;
import dev.lapse.docker.ImageNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Looks at this machine and its Docker engine, and says which feature suffers from what is missing. Changes nothing.
 */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Look at this machine and its Docker engine: what is there, what is missing, for what, what to do.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all that run needs is there", "69:something that run needs is missing"})
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return diagnose(spec.commandLine().getOut());
    }

    /** Writes what was found to this writer, and returns the exit code. */
    static int diagnose(PrintWriter out) {
        List<Diagnosis> diagnoses = new ArrayList<>(Machine.diagnose());
        String kernel = System.getProperty("os.version");
        EngineApi engine = EngineApi.find();
        if (Engine.wantsTls()) {
            diagnoses.add(Diagnosis.unknown(
                    "Docker engine",
                    engine.host() + " wants TLS, which doctor does not speak",
                    "ask it: docker version"));
        } else {
            try {
                EngineReport report = EngineReport.ask(engine);
                kernel = report.kernel();
                diagnoses.addAll(EngineDiagnosis.of(report, ImageNames.fromEnvironment()));
            } catch (IOException e) {
                diagnoses.add(Diagnosis.missing(
                        "Docker engine",
                        "none answers: " + e.getMessage(),
                        "./lapse setup installs and starts one (as root on Debian or Ubuntu); or set DOCKER_HOST"));
            }
        }
        diagnoses.addAll(KernelDiagnosis.of(kernel, KernelConfig.ofRelease(kernel)));
        Diagnosis.table(diagnoses).forEach(out::println);
        List<String> missing = diagnoses.stream()
                .filter(Diagnosis::isMissing)
                .map(Diagnosis::subject)
                .toList();
        out.println();
        out.println(missing.isEmpty() ? "lapse run can work here." : "lapse run needs: " + String.join(", ", missing));
        out.flush();
        return missing.isEmpty() ? 0 : Kind.NO_ENGINE.exitCode();
    }
}
