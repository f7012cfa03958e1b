package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.Copies;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** A container of the hosts' image that has no network, and a copy of a folder of a host. */
final class CopyRoom implements Copies.Room {
    private static final String HERE = "/srv";

    private final DockerClient client;
    private final String id;
    private final String name;
    private final String folder;

    private CopyRoom(DockerClient client, String id, String name, String folder) {
        this.client = client;
        this.id = id;
        this.name = name;
        this.folder = folder;
    }

    /**
     * @param name a new one
     * @param source the id of the host's container
     */
    static CopyRoom open(DockerClient client, Owner owner, String image, String name, String source, String folder) {
        return DockerErrors.ask("copy " + folder + " into " + name, () -> {
            String id = client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(owner.labels())
                    .withEntrypoint(List.of("sleep", "infinity"))
                    .withHostConfig(
                            HostConfig.newHostConfig().withNetworkMode("none").withInit(true))
                    .exec()
                    .getId();
            String here = HERE + folder.substring(folder.lastIndexOf('/'));
            CopyRoom room = new CopyRoom(client, id, name, here);
            boolean open = false;
            try (InputStream archive =
                    client.copyArchiveFromContainerCmd(source, folder).exec()) {
                client.copyArchiveToContainerCmd(id)
                        .withRemotePath(HERE)
                        .withTarInputStream(archive)
                        .exec();
                client.startContainerCmd(id).exec();
                open = true;
                return room;
            } catch (IOException e) {
                throw new LapseException(Kind.HARNESS, "copy " + folder + " into " + name + ": " + e.getMessage(), e);
            } finally {
                if (!open) {
                    room.close();
                }
            }
        });
    }

    @Override
    public String folder() {
        return folder;
    }

    @Override
    public Shell.Result run(Duration timeout, List<String> command) {
        return Exec.run(client, id, name, timeout, command);
    }

    @Override
    public void close() {
        DockerErrors.ask("remove " + name, () -> Removal.container(client, id));
    }
}
