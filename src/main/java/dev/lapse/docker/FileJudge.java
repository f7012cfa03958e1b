package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has the components themselves judge the files of the user's own before any host runs, each in a container of the
 * hosts' image without network.
 */
public final class FileJudge {
    /** Addresses that RFC 5737 keeps for documents; nothing is sent there. */
    private static final String NOWHERE = "192.0.2.";

    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final DockerClient client;
    private final Owner owner;
    private final String image;

    FileJudge(DockerClient client, Owner owner, String image) {
        this.client = client;
        this.owner = owner;
        this.image = image;
    }

    /**
     * Judges the files of a cluster that is not made: no host, no network. Nothing is left, whatever comes of it.
     *
     * @return what the components warn of, or pass over, in files that they take; a line each
     * @throws LapseException of kind BAD_INPUT with the words of the components that do not take their files
     */
    public static List<String> judge(Engine engine, Images images, ClusterSpec spec) {
        String image = images.host(spec.suite());
        Owner owner = Owner.thisProcess();
        Map<NodeName, String> addresses = new LinkedHashMap<>();
        HostNumbers.of(spec).forEach((host, number) -> addresses.put(host, NOWHERE + number));
        HostFiles files = new HostFiles(new Deployment(
                spec,
                addresses,
                spec.vip() ? Optional.of(NOWHERE + Subnets.VIP) : Optional.empty(),
                Passwords.random()));
        try (Watchdog watchdog = Watchdog.start(owner)) {
            return new FileJudge(engine.client(), owner, image).judge(files, "lapse-" + owner.id() + "-judge");
        } finally {
            Removal.everythingOf(engine.client(), owner.id());
        }
    }

    /**
     * @return what the components warn of, or pass over, in files that they take; a line each
     * @throws LapseException of kind BAD_INPUT with the words of the components that do not take their files
     */
    List<String> judge(HostFiles files, String name) {
        List<String> refusals = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Component component : files.deployment().spec().components()) {
            Set<OwnFile> judged = new HashSet<>();
            component
                    .given()
                    .map(OwnFile.Given::files)
                    .orElse(Map.of())
                    .forEach((host, file) -> component
                            .acceptance(files.deployment().spec(), host)
                            .filter(judge -> judged.add(file))
                            .ifPresent(judge -> {
                                Shell.Result said = asked(judge, component, variables(files, host), name);
                                String words = judge.words().apply((said.stdout() + said.stderr()).strip());
                                if (said.succeeded()) {
                                    words.lines()
                                            .map(line -> component.name() + ": " + line)
                                            .forEach(notes::add);
                                } else {
                                    refusals.add(component.name() + " does not take the file:\n" + words);
                                }
                            }));
        }
        if (!refusals.isEmpty()) {
            throw new LapseException(Kind.BAD_INPUT, String.join("\n", refusals));
        }
        return notes.stream().distinct().toList();
    }

    private static List<String> variables(HostFiles files, NodeName host) {
        return files.environment(files.deployment().spec().host(host)).entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    private Shell.Result asked(OwnFile.Acceptance judge, Component component, List<String> environment, String name) {
        return DockerErrors.ask("have " + component.name() + " judge its file", () -> {
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
    }
}
