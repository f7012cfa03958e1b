package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Copies the components' logs out of a container, whatever state it is in. */
final class ContainerLogs {
    static final String FOLDER = "/var/log/lapse";

    private ContainerLogs() {}

    static void copy(DockerClient client, String containerId, NodeName host, Path folder) {
        try (InputStream archive =
                        client.copyArchiveFromContainerCmd(containerId, FOLDER).exec();
                TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            Files.createDirectories(folder);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    String file = Path.of(entry.getName()).getFileName().toString();
                    Files.copy(tar, folder.resolve(host + "." + file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (NotFoundException e) {
            return; // the host never got as far as a log
        } catch (IOException e) {
            throw new LapseException(
                    Kind.HARNESS, "copy the logs of " + host + " to " + folder + ": " + e.getMessage(), e);
        }
    }
}
