package dev.lapse.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The files that an image is built of, as the tar archive that the engine reads. One thread; closing deletes it. */
final class BuildContext implements AutoCloseable {
    private static final int EXECUTABLE = 0100755;
    private static final int PLAIN = 0100644;

    private final Path archive;
    private final TarArchiveOutputStream tar;

    BuildContext() throws IOException {
        archive = Files.createTempFile("lapse-image", ".tar");
        tar = new TarArchiveOutputStream(Files.newOutputStream(archive));
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    BuildContext add(ImageResources.ContextFile file) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(file.name());
        entry.setSize(file.content().length);
        entry.setMode(file.isScript() ? EXECUTABLE : PLAIN);
        tar.putArchiveEntry(entry);
        tar.write(file.content());
        tar.closeArchiveEntry();
        return this;
    }

    BuildContext add(String name, Path file) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(file));
        entry.setMode(PLAIN);
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
        return this;
    }

    /** The whole archive; nothing can be added any more. */
    InputStream stream() throws IOException {
        tar.close();
        return Files.newInputStream(archive);
    }

    @Override
    public void close() throws IOException {
        try {
            tar.close();
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
