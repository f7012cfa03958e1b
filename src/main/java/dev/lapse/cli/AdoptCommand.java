package dev.lapse.cli;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.OwnFile;
import dev.lapse.component.Components;
import dev.lapse.component.RecognisedFile;
import dev.lapse.scenario.Adoption;
import dev.lapse.scenario.Adoption.AdoptedFile;
import dev.lapse.scenario.IncludedFiles;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first topology and scenario for configuration files that are there. */
@Command(
        name = "adopt",
        mixinStandardHelpOptions = true,
        description =
                "Write a first topology and scenario that run with your own configuration files: patroni.yml (or what"
                        + " patronictl show-config prints), etcd.conf.yml (or etcd's variables), haproxy.cfg, pgbouncer.ini, keepalived.conf,"
                        + " vip-manager.yml. What the"
                        + " files do not tell is guessed, and each guess is told and stands in the topology as a comment.")
final class AdoptCommand implements Callable<Integer> {
    private static final int DEEPEST = 5;
    private static final int MOST_FILES = 500;
    private static final long MOST_BYTES = 200_000;
    private static final int MOST_NAMES = 10;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "a file, or a folder with files in it; they are known by what is in them, not by their names")
    private List<Path> paths = List.of();

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "where the two files go, and that is made when it is not there; default: this folder")
    private Path into = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "of both; default: ${DEFAULT-VALUE}")
    private String name = "own-cluster";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path topology = into.resolve("topologies").resolve(name + ".yaml");
        Path scenario = into.resolve(name + ".yaml");
        PrintWriter out = spec.commandLine().getOut();
        Adoption.Written written = written(topology, out);
        folder(topology.toAbsolutePath().getParent());
        for (Path file : List.of(topology, scenario)) {
            NewFile.requirePlace(file);
            if (Files.exists(file)) {
                throw refused(file + " is there already");
            }
        }
        NewFile.write(topology, written.topology());
        NewFile.write(scenario, written.scenario());
        out.println("wrote " + topology);
        out.println("wrote " + scenario);
        written.guesses().forEach(guess -> out.println("guess: " + guess));
        written.doubts().forEach(doubt -> out.println("check: " + doubt));
        out.flush();
        ScenarioFile.read(scenario, Profile.DEFAULT, List.of());
        out.println("read it, change it to your question, then");
        String lapse = System.getProperty("lapse.command", "./lapse");
        out.println("  " + lapse + " validate " + scenario);
        out.println("  " + lapse + " predict " + scenario);
        out.println("  " + lapse + " run " + scenario);
        out.flush();
        return 0;
    }

    private Adoption.Written written(Path topology, PrintWriter out) {
        Path folder = topology.toAbsolutePath().normalize().getParent();
        List<AdoptedFile> files = new ArrayList<>();
        List<String> told = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Path path : paths) {
            int before = files.size();
            Map<Path, Optional<String>> texts = new LinkedHashMap<>();
            Set<Path> included = new HashSet<>();
            inside(path).forEach(file -> texts.put(file, whole(file, included::add, told)));
            texts.keySet().removeIf(file -> included.contains(file.normalize()));
            texts.forEach((file, text) -> {
                Optional<RecognisedFile> known = text.flatMap(RecognisedFile::of);
                known.ifPresent(tells -> {
                    out.println(file + ": " + tells.kind());
                    files.add(new AdoptedFile(
                            folder.relativize(file.toAbsolutePath().normalize()), tells));
                });
                if (known.isEmpty()) {
                    others.add(file.toString());
                    text.flatMap(words -> RecognisedFile.broken(new OwnFile(file.toString(), words)))
                            .ifPresent(unfit -> broken.add(
                                    unfit.file() + ":" + unfit.line() + ":" + unfit.column() + ": " + unfit.why()));
                    text.flatMap(words -> RecognisedFile.lost(new OwnFile(file.toString(), words)))
                            .ifPresent(told::add);
                }
            });
            if (!broken.isEmpty()) {
                throw refused(String.join("\n", broken));
            }
            if (files.size() == before) {
                throw refused(path + ": expected " + (Files.isDirectory(path) ? "a folder with a file" : "a file")
                        + " of Patroni, etcd, HAProxy, PgBouncer, keepalived or vip-manager, and there is none"
                        + told.stream().map(each -> "\n" + each).collect(Collectors.joining()));
            }
        }
        if (!others.isEmpty()) {
            out.println("not taken: " + others.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                    + (others.size() > MOST_NAMES ? " and " + (others.size() - MOST_NAMES) + " more" : ""));
        }
        try {
            return Adoption.of(name, files, told);
        } catch (IllegalArgumentException bad) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: adopt: " + bad.getMessage(), bad);
        }
    }

    private static List<Path> inside(Path path) {
        if (!Files.exists(path)) {
            throw refused(path + " is not there");
        }
        try (Stream<Path> files = Files.walk(path, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.equals(path) || !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "read " + path + ": " + e.getMessage(), e);
        }
    }

    /** With the files in it that it includes, which are none of their own. Other programs have such lines, too. */
    private static Optional<String> whole(Path file, Consumer<Path> included, List<String> told) {
        return text(file).map(text -> {
            try {
                return IncludedFiles.whole(
                                Components.SHIPPED.named(ComponentName.PGBOUNCER),
                                new OwnFile(file.toString(), text),
                                file,
                                (name, path) -> included.accept(path.normalize()))
                        .text();
            } catch (IllegalArgumentException missing) {
                if (RecognisedFile.of(text).isPresent()) {
                    throw new LapseException(LapseException.Kind.BAD_INPUT, missing.getMessage(), missing);
                }
                told.add(missing.getMessage() + "; the file is not taken");
                return text;
            }
        });
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.size(file) > MOST_BYTES
                    ? Optional.empty()
                    : Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (MalformedInputException noText) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "make folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static LapseException refused(String message) {
        return new LapseException(LapseException.Kind.BAD_INPUT, message);
    }
}
