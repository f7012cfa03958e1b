package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The log files of one host, of a host that is down or paused too. Any thread. */
public final class HostLog {
    private static final String ENDING = ".log";

    /** It ends with its input, so that nothing is left on the host when the one who looks goes away. */
    private static final String FOLLOW =
            "tail -c +\"$2\" -F \"$1\" 2>/dev/null & cat >/dev/null; kill $! 2>/dev/null; true";

    private HostLog() {}

    /**
     * What each component has written so far.
     *
     * @param where the host's name, for messages
     * @throws LapseException when the engine does not hand it out
     */
    public static Map<String, byte[]> read(String container, String where) {
        Map<String, byte[]> logs = new TreeMap<>();
        String path = "/containers/" + container + "/archive?path=" + ContainerLogs.FOLDER;
        try (EngineStream answer = EngineStream.request(EngineApi.find(), "GET", path, "")) {
            if (answer.status() == 404) {
                return logs; // it never got as far as a log
            }
            if (!answer.succeeded()) {
                throw new LapseException(Kind.HARNESS, "read the logs of " + where + ": " + answer.refusal());
            }
            try (TarArchiveInputStream tar = new TarArchiveInputStream(answer.input())) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    String file = Path.of(entry.getName()).getFileName().toString();
                    if (entry.isFile() && file.endsWith(ENDING)) {
                        logs.put(file.substring(0, file.length() - ENDING.length()), tar.readAllBytes());
                    }
                }
            }
            return logs;
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "read the logs of " + where + ": " + e.getMessage(), e);
        }
    }

    /** What hands on the rest of a component's log, and what is added to it, as long as its input is open. */
    public static AttachedCommand follow(String container, String where, String component, long fromByte) {
        return AttachedCommand.start(new AttachedCommand.Order(
                container,
                where,
                List.of(
                        "sh",
                        "-c",
                        FOLLOW,
                        "sh",
                        ContainerLogs.FOLDER + "/" + component + ENDING,
                        Long.toString(fromByte + 1)),
                Map.of(),
                AttachedCommand.Terminal.NONE));
    }
}
