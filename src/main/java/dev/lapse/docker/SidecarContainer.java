package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A container in another one's network namespace, with the right to change its interfaces and packet filters. */
final class SidecarContainer implements Links.Sidecar {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * What a sidecar is made of.
     *
     * @param where whose namespace, for messages
     * @param network Docker's network mode: {@code container:ID} or {@code host}
     * @param user empty for root
     * @param entrypoint what it runs; it must not end by itself
     */
    record SidecarRecipe(String where, String network, String image, String user, List<String> entrypoint) {}

    private final DockerClient client;
    private final Owner owner;
    private final SidecarRecipe recipe;
    private final Supplier<String> names;
    private String name;
    private String id;
    private String standing = "";

    private SidecarContainer(DockerClient client, Owner owner, SidecarRecipe recipe, Supplier<String> names) {
        this.client = client;
        this.owner = owner;
        this.recipe = recipe;
        this.names = names;
        this.name = names.get();
        this.id = started();
    }

    /** @param names a new name for each container */
    static SidecarContainer start(DockerClient client, Owner owner, SidecarRecipe recipe, Supplier<String> names) {
        return new SidecarContainer(client, owner, recipe, names);
    }

    private String started() {
        try {
            String made = client.createContainerCmd(recipe.image())
                    .withName(name)
                    .withLabels(owner.labels())
                    .withEntrypoint(recipe.entrypoint())
                    .withUser(recipe.user())
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode(recipe.network())
                            .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW)
                            .withInit(true))
                    .exec()
                    .getId();
            client.startContainerCmd(made).exec();
            return made;
        } catch (DockerException e) {
            throw DockerErrors.map("start a sidecar in the network namespace of " + recipe.where(), e);
        }
    }

    @Override
    public Shell.Result run(Duration timeout, List<String> command) {
        return Exec.run(client, id, name, timeout, command);
    }

    @Override
    public void standing(String script) {
        standing = script;
    }

    /** Moves to the namespace that the host has now, and does there what was standing. */
    void hostRestarted() {
        close();
        name = names.get();
        id = started();
        if (!standing.isEmpty()) {
            Shell.Result result = run(PATIENCE, List.of("sh", "-c", standing));
            if (!result.succeeded()) {
                throw new LapseException(
                        Kind.HARNESS,
                        "put the rules of " + recipe.where() + " into its new network namespace: "
                                + result.stderr().strip());
            }
        }
    }

    @Override
    public void close() {
        DockerErrors.ask("remove " + name, () -> Removal.container(client, id));
    }
}
