package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A container in the network namespace of the engine, which reaches the cluster as the lanes do: what a fault does to
 * clients it does to it. It has a password file, so that no password is an argument or in an environment.
 */
final class ClientContainer {
    private static final String SUPERUSER = "postgres";
    private static final int OWNER_ONLY = 0100600;

    private ClientContainer() {}

    /** @return its id */
    static String start(DockerClient client, Owner owner, String image, String name, Credentials credentials) {
        try {
            String id = client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(owner.labels())
                    .withEntrypoint(List.of("sleep", "infinity"))
                    .withHostConfig(
                            HostConfig.newHostConfig().withNetworkMode("host").withInit(true))
                    .exec()
                    .getId();
            client.copyArchiveToContainerCmd(id)
                    .withRemotePath("/root")
                    .withTarInputStream(new ByteArrayInputStream(passwordFile(credentials)))
                    .exec();
            client.startContainerCmd(id).exec();
            return id;
        } catch (DockerException e) {
            throw DockerErrors.map("start a container for clients", e);
        }
    }

    private static byte[] passwordFile(Credentials credentials) {
        byte[] text = (line(Credentials.LANE_ROLE, credentials.lanes()) + line(SUPERUSER, credentials.superuser()))
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(".pgpass");
            entry.setMode(OWNER_ONLY);
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "pack a password file: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    private static String line(String role, String password) {
        return "*:*:*:" + role + ":" + password + "\n";
    }
}
