package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has the components themselves judge the files of the user's own before any host runs, each in a container of the
 * hosts' image without network.
 */
final class FileJudge {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final DockerClient client;
    private final Owner owner;
    private final String image;

    FileJudge(DockerClient client, Owner owner, String image) {
        this.client = client;
        this.owner = owner;
        this.image = image;
    }

    /** @throws LapseException of kind BAD_INPUT with the words of the component that does not take its file */
    void judge(HostFiles files, String name) {
        for (Component component : files.deployment().spec().components()) {
            Set<OwnFile> judged = new HashSet<>();
            component
                    .given()
                    .map(OwnFile.Given::files)
                    .orElse(Map.of())
                    .forEach((host, file) -> component
                            .acceptance(files.deployment().spec(), host)
                            .filter(judge -> judged.add(file))
                            .ifPresent(judge -> judge(
                                    judge,
                                    component,
                                    files.environment(files.deployment().spec().host(host)).entrySet().stream()
                                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                                            .toList(),
                                    name)));
        }
    }

    private void judge(OwnFile.Acceptance judge, Component component, List<String> environment, String name) {
        Shell.Result said = DockerErrors.ask("have " + component.name() + " judge its file", () -> {
            String id = client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(owner.labels())
                    .withEnv(environment)
                    .withEntrypoint(List.of("sleep", "infinity"))
                    .withHostConfig(HostConfig.newHostConfig()
                            .withNetworkMode("none")
                            .withInit(true)
                            .withCapAdd(component.capabilities().stream()
                                    .map(Capability::valueOf)
                                    .toArray(Capability[]::new)))
                    .exec()
                    .getId();
            try {
                client.startContainerCmd(id).exec();
                return Exec.run(client, id, name, WITHIN, List.of("sh", "-c", judge.command()));
            } finally {
                Removal.container(client, id);
            }
        });
        if (!said.succeeded()) {
            throw new LapseException(
                    Kind.BAD_INPUT,
                    component.name() + " does not take the file:\n"
                            + judge.words().apply((said.stdout() + said.stderr()).strip()));
        }
    }
}
