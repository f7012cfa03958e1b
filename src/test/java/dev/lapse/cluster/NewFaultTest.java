package dev.lapse.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adds a fault to the list and compiles: whoever must know each fault does not compile until it answers. */
class NewFaultTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path LIST = MAIN.resolve("dev/lapse/cluster/FaultName.java");

    /** A fault of hosts, with the properties that the list asks for. */
    private static final String COMPLETE =
            "ONLY_HERE(\"only-here\", Aim.HOST, Harm.LEAVES_HOST, Need.NOTHING, List.of(\"drop\"), \"is new\"), CRASH(";

    /** The same, without what becomes of its host. */
    private static final String INCOMPLETE = COMPLETE.replace("Harm.LEAVES_HOST, ", "");

    @TempDir
    private Path classes;

    @Test
    void aFaultThatDoesNotSayWhatBecomesOfItsHostDoesNotCompile() throws IOException {
        assertThat(errorsWith(INCOMPLETE)).anyMatch(error -> error.startsWith("FaultName.java:"));
    }

    @Test
    void everySwitchOverTheFaultsAsksForTheNewOne() throws IOException {
        assertThat(errorsWith(COMPLETE))
                .containsExactly(
                        "Faults.java: the switch does not cover it",
                        "LinkFault.java: the switch does not cover it",
                        "Oracle.java: the switch does not cover it");
    }

    @Test
    void nothingElseListsFaultsByName() throws IOException {
        List<String> repeated = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java") && !path.equals(LIST))
                    .toList()) {
                String source = Files.readString(file);
                long named = FaultName.texts().stream()
                        .filter(name -> source.contains("\"" + name + "\""))
                        .count();
                if (named > 2) { // an option or a flavour may be called as a fault is: latency, pause
                    repeated.add(file.getFileName() + " has the names of " + named + " faults");
                }
            }
        }
        assertThat(repeated).isEmpty();
    }

    /** Compiles the list with this fault, and whoever names the list, against the classes of all others. */
    private TreeSet<String> errorsWith(String added) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                if (file.equals(LIST)) {
                    sources.add(new Source(file, source.replaceFirst("\\bCRASH\\(", added)));
                } else if (source.contains("FaultName") || source.contains("spec.fault()")) {
                    sources.add(new Source(file, source));
                }
            }
        }
        DiagnosticCollector<JavaFileObject> seen = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "-XDshould-stop.ifError=FLOW", // every file is looked at, not the first that is wrong
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                "--release",
                "17");
        compiler.getTask(null, null, seen, options, null, sources).call();
        TreeSet<String> errors = new TreeSet<>();
        for (Diagnostic<? extends JavaFileObject> one : seen.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                String file = Path.of(one.getSource().getName()).getFileName().toString();
                errors.add(
                        one.getCode().equals("compiler.err.not.exhaustive")
                                ? file + ": the switch does not cover it"
                                : file + ":" + one.getLineNumber() + ": " + one.getMessage(null));
            }
        }
        return errors;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(URI.create("string:///" + MAIN.relativize(file)), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
