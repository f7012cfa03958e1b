package dev.lapse.docker;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the hosts of one cluster are told: per host, the environment variables that its image's entry turns into files.
 * Components know each other by data addresses alone and listen on every address, for the observers on the watch
 * network. What no setting names is the component's own default, sizes and log lines aside.
 */
public record HostFiles(Deployment deployment) {
    /** The host's environment; the values carry passwords. */
    public Map<String, String> environment(Host host) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "LAPSE_COMPONENTS",
                components(host).stream()
                        .map(component -> component.name().text())
                        .collect(Collectors.joining(" ")));
        environment.put("LAPSE_DATA_ADDRESS", deployment.address(host.name()));
        components(host).forEach(component -> environment.putAll(component.files(deployment, host.name())));
        return environment;
    }

    /** Linux capabilities that the host needs beyond Docker's own: those of a virtual address, or none. */
    public List<String> capabilities(Host host) {
        return components(host).stream()
                .flatMap(component -> component.capabilities().stream())
                .toList();
    }

    /** Settings of the kernel that the host needs in its network namespace. */
    Map<String, String> kernelSettings(Host host) {
        Map<String, String> settings = new LinkedHashMap<>();
        components(host).forEach(component -> settings.putAll(component.kernelSettings()));
        return settings;
    }

    private List<Component> components(Host host) {
        return host.carries().stream()
                .filter(component -> component.runsIn(deployment))
                .toList();
    }
}
