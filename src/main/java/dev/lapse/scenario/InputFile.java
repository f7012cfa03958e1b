package dev.lapse.scenario;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A file that the user names, as text; one that cannot be read is the caller's mistake and is told in a line. */
final class InputFile {
    private InputFile() {}

    /** The file's name without the ending of a YAML file. */
    static String baseName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().replaceFirst("\\.ya?ml$", "");
    }

    /** @throws LapseException of kind BAD_INPUT: {@code file: why} */
    static String text(Path file) {
        if (Files.isDirectory(file)) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, file + ": expected a file, is a folder");
        }
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, file + ": cannot be read" + why(file, unreadable), unreadable);
        }
    }

    /** The file beside it that was probably meant, in words. */
    private static String nearest(Path file) {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        try (Stream<Path> beside = Files.list(folder)) {
            Map<String, Path> names = beside.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(path -> path.getFileName().toString(), path -> path));
            return Nearest.of(String.valueOf(file.getFileName()), names.keySet())
                    .map(name -> "; did you mean " + file.resolveSibling(name) + "?")
                    .orElse("");
        } catch (IOException | UncheckedIOException noFolder) {
            return "";
        }
    }

    /** The words that follow those of what was tried. */
    static String why(Path file, IOException unreadable) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ": there is no such file" + nearest(file);
        }
        if (unreadable instanceof NotDirectoryException) {
            return ": it is no folder";
        }
        if (!Files.exists(file)) {
            return ": it is a link to a file that is not there";
        }
        if (unreadable instanceof AccessDeniedException) {
            return ": permission denied";
        }
        return unreadable instanceof CharacterCodingException ? " as UTF-8 text" : ": " + unreadable.getMessage();
    }
}
