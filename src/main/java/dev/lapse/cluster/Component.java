package dev.lapse.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A program that a host carries, and all that the bench has to know of it: data and text, no socket. The shipped ones
 * are in package {@code component}, one class each. Whoever deals with components goes over those of a cluster and
 * asks; nothing else knows them apart.
 */
public interface Component {
    ComponentName name();

    /** The sections of settings that it takes, each with its names and their forms. */
    List<SettingNames> settings();

    /** What cannot be among the settings of such a cluster, and what does nothing there. */
    default List<Remark> remarks(ClusterSpec cluster) {
        return List.of();
    }

    /** The same of the settings that this host has of its own, where it can have some. */
    default List<Remark> remarksAt(ClusterSpec cluster, NodeName host) {
        return settings().stream()
                .flatMap(names -> cluster.host(host).own().of(names.section()).keySet().stream()
                        .map(name -> Remark.refusedName(
                                        names.section(),
                                        name,
                                        names.section().text() + "." + name
                                                + " of a single host is not there yet; in the" + " section "
                                                + names.section().text() + " it holds for every host")
                                .at(host)))
                .toList();
    }

    /** Whether it runs on a host that carries it, in this deployment. */
    default boolean runsIn(Deployment deployment) {
        return true;
    }

    /** The configuration files of this host: the name of an environment variable to the text of the file. */
    Map<String, String> files(Deployment deployment, NodeName host);

    /** Whether it can run with files of the user's own. */
    default boolean takesFiles() {
        return false;
    }

    /** The text of such a file with {@link OwnFile#MASK} in the place of each secret. */
    default String masked(String text) {
        return text;
    }

    /**
     * The user's file with the lines of those that it includes in it, as the component would read them.
     *
     * @param read the file that a path in this one stands for; it throws {@link IllegalArgumentException} where there
     *     is none
     * @throws IllegalArgumentException at the line that names a file which cannot be read
     */
    default OwnFile whole(OwnFile file, Function<String, OwnFile> read) {
        return file;
    }

    /** The same component with files of the user's own, in a topology of these hosts; empty: it takes none. */
    default Optional<OwnFile.Fitted> with(OwnFile.Given given, List<Host> hosts) {
        return Optional.empty();
    }

    /** The files of the user's own that it runs with; empty: Lapse writes them from the settings. */
    default Optional<OwnFile.Given> given() {
        return Optional.empty();
    }

    /** What the user's file has to have replaced on this host of such a cluster; empty: it has no such file. */
    default List<OwnFile.Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return List.of();
    }

    /** Who says, before anything runs, whether the component takes the user's file of this host. */
    default Optional<OwnFile.Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return Optional.empty();
    }

    /** Linux capabilities that it needs beyond Docker's own. */
    default List<String> capabilities() {
        return List.of();
    }

    /** Settings of the kernel that it needs in its host's network namespace, by their names in sysctl. */
    default Map<String, String> kernelSettings() {
        return Map.of();
    }

    /** Where it listens, for its peers and for clients. */
    List<TcpPort> ports();

    /** Whether it connects to this port of another component, or of its own kind, in such a cluster. */
    default boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return false;
    }

    /** What a link's name calls the hosts that carry it, such as {@code node}; empty: they go by their own names. */
    default Optional<String> linkWord() {
        return Optional.empty();
    }

    /** What runs of it on a host and can be hit by itself; the main process first, or none. */
    List<HostProcess> processes();

    /** The signal by which its supervisor stops it in order, which the image is held to. */
    default String stopSignal() {
        return "SIGTERM";
    }

    /** How its version and its settings in effect are asked for and read, on a host that carries it. */
    List<Inquiry> inquiries(ClusterSpec cluster);

    /** How each host that carries it is asked whether the cluster's settings hold there. */
    default List<Comparison> comparisons(ClusterSpec cluster) {
        return List.of();
    }

    /** The same of one host, with the settings and the files that it has of its own. */
    default List<Comparison> comparisonsAt(ClusterSpec cluster, NodeName host) {
        return comparisons(cluster.at(host));
    }

    /** How each host that carries it is asked with which settings it runs, whatever was asked for. */
    default List<SectionReading> readings(ClusterSpec cluster) {
        return List.of();
    }
}
