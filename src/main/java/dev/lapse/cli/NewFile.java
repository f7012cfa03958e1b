package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a command makes where people want it. */
final class NewFile {
    private NewFile() {}

    /** @throws LapseException of kind BAD_INPUT when no file of that name can be made there */
    static void requirePlace(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw refused("write " + file + ": folder " + folder + " does not exist");
        }
        if (folder != null && !Files.isWritable(folder)) {
            throw refused("write " + file + ": nothing can be written in folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw refused("write " + file + ": expected a file, is a folder");
        }
    }

    /**
     * Writes a file that was not there.
     *
     * @throws LapseException of kind BAD_INPUT when it is there already, or cannot be written
     */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException taken) {
            throw refused(file + " is there already");
        } catch (IOException e) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "write " + file + ": " + e.getMessage(), e);
        }
    }

    private static LapseException refused(String message) {
        return new LapseException(LapseException.Kind.BAD_INPUT, message);
    }
}
