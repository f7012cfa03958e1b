package dev.lapse.cli;

import static dev.lapse.cli.Diagnosis.fine;
import static dev.lapse.cli.Diagnosis.limited;
import static dev.lapse.cli.Diagnosis.missing;
import static dev.lapse.cli.Diagnosis.unknown;
import static dev.lapse.cli.Machine.GIB;
import static dev.lapse.cli.Machine.gibibytes;

import dev.lapse.docker.EngineReport;
import dev.lapse.docker.ImageNames;
import java.nio.file.Path;
import java.util.List;

/** What {@code lapse doctor} makes of a Docker engine that answered. */
final class EngineDiagnosis {
    /** The reference cluster idles at 300 MiB; shared buffers, a load and a rewind come on top. */
    private static final long LEAST_MEMORY = 2 * GIB;
    /** The base, the image of the hosts and its build, the data of three nodes. */
    private static final long LEAST_DISK = 3 * GIB;

    private EngineDiagnosis() {}

    static List<Diagnosis> of(EngineReport engine, ImageNames names) {
        return List.of(
                fine(
                        "Docker engine",
                        engine.version() + " (API " + engine.apiVersion() + ") at " + engine.host() + ", "
                                + engine.operatingSystem()),
                fine("storage", engine.storageDriver() + ", cgroup v" + engine.cgroupVersion()),
                memory(engine),
                disk(engine),
                forwarding(engine),
                hostImage(engine, names),
                toxiproxyImage(engine, names),
                leftovers(engine));
    }

    private static Diagnosis memory(EngineReport engine) {
        String seen = gibibytes(engine.memoryBytes()) + " and " + engine.cpus() + " processors for containers";
        return engine.memoryBytes() >= LEAST_MEMORY
                ? fine("memory", seen)
                : limited(
                        "memory",
                        seen,
                        "the reference cluster wants " + gibibytes(LEAST_MEMORY) + "; try topology two-node");
    }

    private static Diagnosis disk(EngineReport engine) {
        long usable = Machine.usableBytes(Path.of(engine.directory()));
        if (usable < 0) {
            return unknown(
                    "disk",
                    engine.directory() + " cannot be seen from here",
                    "Lapse wants " + gibibytes(LEAST_DISK) + " there");
        }
        String seen = gibibytes(usable) + " free in " + engine.directory();
        return usable >= LEAST_DISK
                ? fine("disk", seen)
                : missing(
                        "disk",
                        seen,
                        "images and data want " + gibibytes(LEAST_DISK) + ": docker system prune, or a larger disk");
    }

    private static Diagnosis forwarding(EngineReport engine) {
        return engine.ipv4Forwarding()
                ? fine("IPv4 forwarding", "on")
                : missing(
                        "IPv4 forwarding", "off", "the networks of a cluster need it: sysctl -w net.ipv4.ip_forward=1");
    }

    private static Diagnosis hostImage(EngineReport engine, ImageNames names) {
        List<String> built = engine.tagged(names.hosts());
        List<String> bases = engine.images().stream()
                .filter(tag -> tag.startsWith(names.bases()) || tag.startsWith("debian:") && tag.endsWith("-slim"))
                .sorted()
                .toList();
        if (!built.isEmpty()) {
            return fine("image of hosts", String.join(", ", built));
        }
        if (!bases.isEmpty()) {
            return fine("image of hosts", "not built yet; will be, on " + String.join(", ", bases));
        }
        return Machine.has("mmdebstrap")
                ? fine("image of hosts", "not built yet; its base will be pulled, or made with mmdebstrap")
                : unknown(
                        "image of hosts",
                        "not built yet; its base debian:trixie-slim will be pulled",
                        "where no registry can be reached: apt-get install mmdebstrap debian-archive-keyring (as root, ./lapse does it)");
    }

    private static Diagnosis toxiproxyImage(EngineReport engine, ImageNames names) {
        List<String> tags = engine.tagged(names.toxiproxies(), ImageNames.officialToxiproxy());
        return tags.isEmpty()
                ? fine("image of Toxiproxy", "none yet; link faults will pull it, or build it from its Go module")
                : fine("image of Toxiproxy", String.join(", ", tags));
    }

    private static Diagnosis leftovers(EngineReport engine) {
        String inUse = engine.inUse().isEmpty() ? "" : engine.inUse().size() + " in use by a running lapse; ";
        return engine.leftovers().isEmpty()
                ? fine("leftovers", inUse + "none of an ended lapse")
                : limited(
                        "leftovers",
                        inUse + String.join(", ", engine.leftovers()),
                        "of a lapse that was killed; the next run removes them");
    }
}
