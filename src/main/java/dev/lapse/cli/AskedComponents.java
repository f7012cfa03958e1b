package dev.lapse.cli;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.OwnFile;
import dev.lapse.docker.Engine;
import dev.lapse.docker.FileJudge;
import dev.lapse.docker.Images;
import dev.lapse.run.Progress;
import dev.lapse.run.SharedClusters;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The components whose files are the user's own, which judge them, or were not asked to. */
final class AskedComponents {
    private static final int FEW = 4;

    private AskedComponents() {}

    /** The names of the user's own files, those of one component together. */
    static List<String> files(Collection<ClusterSpec> clusters) {
        return clusters.stream()
                .flatMap(cluster -> cluster.components().stream())
                .flatMap(component -> component.given().stream())
                .flatMap(given ->
                        given.files().values().stream().map(OwnFile::name).sorted())
                .distinct()
                .toList();
    }

    /** That nothing but Lapse has read the files, and which commands change that; empty: there are none. */
    static Optional<String> note(Collection<ClusterSpec> clusters, String named) {
        List<String> files = files(clusters);
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of("only Lapse has read " + few(files) + "; whether the components take "
                        + (files.size() == 1 ? "it" : "them") + " they say themselves: ./lapse validate --judge "
                        + named + ", or ./lapse run");
    }

    /** The first of many. */
    static String few(List<String> names) {
        return names.size() <= FEW
                ? Nearest.list(names)
                : Nearest.list(names.subList(0, FEW)) + " and " + (names.size() - FEW) + " more";
    }

    /**
     * Has the components judge the files of each cluster.
     *
     * @return what they warn of, or pass over, in files that they take; a line each
     * @throws LapseException of kind NO_ENGINE when no engine answers; of kind BAD_INPUT with the words of the
     *     components that do not take their files, of all clusters
     */
    static Set<String> judge(Collection<ClusterSpec> clusters, Progress progress) {
        Engine engine = SharedClusters.engine(progress);
        Images images = new Images(engine, progress::say);
        Set<String> notes = new LinkedHashSet<>();
        Set<String> refusals = new LinkedHashSet<>();
        for (ClusterSpec cluster : clusters) {
            try {
                notes.addAll(FileJudge.judge(engine, images, cluster));
            } catch (LapseException e) {
                if (e.kind() != LapseException.Kind.BAD_INPUT) {
                    throw e;
                }
                refusals.add(e.getMessage());
            }
        }
        if (!refusals.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, String.join("\n", refusals));
        }
        return notes;
    }
}
