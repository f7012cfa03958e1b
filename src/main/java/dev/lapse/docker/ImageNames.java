package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What the images of Lapse are called. All of them begin with one prefix, so that they can be found, and removed,
 * together; {@code LAPSE_IMAGES} names another one than {@code lapse}.
 *
 * @param prefix the first part of every name, such as {@code lapse} of {@code lapse/host}
 */
public record ImageNames(String prefix) {
    static final String VARIABLE = "LAPSE_IMAGES";
    static final String TOXIPROXY_VERSION = "2.12.0";
    private static final String TOXIPROXY_REPOSITORY = "ghcr.io/shopify/toxiproxy";

    /** @throws LapseException of kind BAD_INPUT when no image can be called so */
    public ImageNames {
        if (!prefix.matches("[a-z0-9]+([._-][a-z0-9]+)*")) {
            throw new LapseException(
                    Kind.BAD_INPUT,
                    "lapse: " + VARIABLE + " must be lower-case letters and digits, with . _ or - between them, such as"
                            + " lapse-test; was \"" + prefix + "\"");
        }
    }

    /** What the environment says, or {@code lapse}. */
    public static ImageNames fromEnvironment() {
        return of(System.getenv());
    }

    static ImageNames of(Map<String, String> environment) {
        String given = environment.getOrDefault(VARIABLE, "").strip();
        return new ImageNames(given.isEmpty() ? "lapse" : given);
    }

    /** A minimal Debian: pulled, or made here. */
    String base(String suite) {
        return prefix + "/base:" + suite;
    }

    /** Debian's own image that a base comes from where a registry answers. */
    static String debian(String suite) {
        return "debian:" + suite + "-slim";
    }

    /** The image of every host; the tag changes with what goes into it. */
    String host(String suite, List<ImageResources.ContextFile> files) {
        return prefix + "/host:" + suite + "-" + hash(suite, files);
    }

    /** What the tags of all images of hosts begin with. */
    public String hosts() {
        return prefix + "/host:";
    }

    /** What the tags of all bases begin with. */
    public String bases() {
        return prefix + "/base:";
    }

    /** Toxiproxy as built here. */
    String toxiproxy(List<ImageResources.ContextFile> files) {
        return toxiproxies() + TOXIPROXY_VERSION + "-" + hash(TOXIPROXY_VERSION, files);
    }

    /** What the tags of all Toxiproxies built here begin with. */
    public String toxiproxies() {
        return prefix + "/toxiproxy:";
    }

    /** Toxiproxy as its authors publish it. */
    public static String officialToxiproxy() {
        return TOXIPROXY_REPOSITORY + ":" + TOXIPROXY_VERSION;
    }

    private static String hash(String version, List<ImageResources.ContextFile> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(version.getBytes(StandardCharsets.UTF_8));
            files.stream()
                    .sorted(Comparator.comparing(ImageResources.ContextFile::name))
                    .forEach(file -> {
                        digest.update(file.name().getBytes(StandardCharsets.UTF_8));
                        digest.update(file.content());
                    });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
