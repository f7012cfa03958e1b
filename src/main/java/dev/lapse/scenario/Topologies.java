package dev.lapse.scenario;

import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topologies that a name can stand for: files of these folders, the first folder first, and then those that Lapse
 * ships.
 *
 * @param taken the one where none is named; empty: {@value #DEFAULT}
 */
record Topologies(List<Path> folders, Optional<TopologySource> taken) {
    static final String DEFAULT = "reference";

    /** The names of those that Lapse ships, in the order in which people are told of them. */
    static final List<String> SHIPPED_NAMES =
            List.of(DEFAULT, "two-node", "two-node-strict", "all-in-one", "no-pooler");

    private static final String ENDING = ".yaml";
    private static final String SHIPPED = "/dev/lapse/topologies/";

    /**
     * The text of a topology.
     *
     * @param place what messages call it: its path, or words where it has none
     */
    record TopologySource(String name, String place, String yaml) {
        static TopologySource of(Path file) {
            return new TopologySource(InputFile.baseName(file), file.toString(), InputFile.text(file));
        }
    }

    /**
     * Those that a scenario of this file may name: the files in the folder {@code topologies} beside it, then the
     * shipped ones.
     */
    static Topologies beside(Path scenario) {
        return in(scenario.resolveSibling("topologies"));
    }

    static Topologies shipped() {
        return in();
    }

    /** Those of these folders, and then the shipped ones. */
    static Topologies in(Path... folders) {
        return new Topologies(List.of(folders), Optional.empty());
    }

    /** This one where none is named. */
    static Topologies taking(TopologySource topology) {
        return new Topologies(List.of(), Optional.of(topology));
    }

    TopologySource standard() {
        return taken.or(() -> find(DEFAULT)).orElseThrow();
    }

    /** @throws LapseException of kind BAD_INPUT when a folder has it and it cannot be read */
    Optional<TopologySource> find(String name) {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            return Optional.empty();
        }
        for (Path folder : folders) {
            Path file = folder.resolve(name + ENDING);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(TopologySource.of(file));
            }
        }
        return ship(name);
    }

    private static Optional<TopologySource> ship(String name) {
        try (InputStream in = Topologies.class.getResourceAsStream(SHIPPED + name + ENDING)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new TopologySource(
                            name,
                            "shipped topology " + name + ENDING,
                            new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("read the shipped topology " + name, e);
        }
    }

    /** All names, those of the folders first. */
    List<String> names() {
        URL shipped = Topologies.class.getResource(SHIPPED + DEFAULT + ENDING);
        Stream<String> own = folders.stream().flatMap(folder -> names(folder).stream());
        return Stream.concat(own, shipped == null ? Stream.empty() : namesBeside(shipped).stream())
                .distinct()
                .toList();
    }

    private static Collection<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return names(files.map(file -> file.getFileName().toString()));
        } catch (IOException unreadable) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, folder + ": the folder cannot be read", unreadable);
        }
    }

    /** The topologies that lie where this resource does: in a folder of classes, or in a jar. */
    static Collection<String> namesBeside(URL resource) {
        try {
            URLConnection connection = resource.openConnection();
            if (!(connection instanceof JarURLConnection inJar)) {
                return names(Path.of(resource.toURI()).resolveSibling(""));
            }
            String entry = inJar.getEntryName();
            String folder = entry.substring(0, entry.lastIndexOf('/') + 1);
            connection.setUseCaches(false); // else the jar stays open
            try (JarFile jar = inJar.getJarFile()) {
                return names(jar.stream()
                        .map(each -> each.getName())
                        .filter(name -> name.startsWith(folder))
                        .map(name -> name.substring(folder.length())));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("list the topologies beside " + resource, e);
        }
    }

    private static Collection<String> names(Stream<String> files) {
        return files.filter(file -> file.endsWith(ENDING) && !file.contains("/"))
                .map(file -> file.substring(0, file.length() - ENDING.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
