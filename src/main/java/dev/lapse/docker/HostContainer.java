package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.lifecycle.Startable;

/**
 * The container of one host: fixed addresses on data and watch, both there before its first process starts.
 * Testcontainers starts several at once, but does not make them: with its own containers comes Ryuk. One thread at a
 * time.
 */
final class HostContainer implements Startable {
    private static final long SHARED_MEMORY_BYTES = 256L * 1024 * 1024;

    /** Where a host sits on a network. */
    record Seat(Subnets.Made network, String address) {}

    /** What a host is made of. */
    record HostRecipe(String image, Host host, String name, Seat data, Seat watch, HostFiles files) {}

    private final DockerClient client;
    private final Owner owner;
    private final HostRecipe recipe;
    private volatile @Nullable String id;

    HostContainer(DockerClient client, Owner owner, HostRecipe recipe) {
        this.client = client;
        this.owner = owner;
        this.recipe = recipe;
    }

    Host host() {
        return recipe.host();
    }

    /** Empty until it is made. */
    Optional<String> id() {
        return Optional.ofNullable(id);
    }

    @Override
    public void start() {
        String made = client.createContainerCmd(recipe.image())
                .withName(recipe.name())
                .withHostName(host().name().value())
                .withIpv4Address(recipe.data().address())
                .withLabels(owner.labels())
                .withEnv(recipe.files().environment(host()).entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode(recipe.data().network().name())
                        .withShmSize(SHARED_MEMORY_BYTES)
                        .withSysctls(recipe.files().kernelSettings(host()))
                        .withCapAdd(recipe.files().capabilities(host()).stream()
                                .map(Capability::valueOf)
                                .toArray(Capability[]::new)))
                .exec()
                .getId();
        id = made;
        Attachment.connect(
                client, recipe.watch().network().id(), made, recipe.watch().address());
        client.startContainerCmd(made).exec();
    }

    /** Removes it; nothing happens when it was not made or is gone. */
    @Override
    public void stop() {
        id().ifPresent(made -> Removal.container(client, made));
    }
}
