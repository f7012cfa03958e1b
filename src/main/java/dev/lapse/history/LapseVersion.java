package dev.lapse.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Lapse this is: {@code 0.1.0, revision 4f1c2a9d7e30}; without the revision where it was built without Git. */
public final class LapseVersion {
    private LapseVersion() {}

    /** In words, as {@code ./lapse --version} has it. */
    public static String text() {
        Properties built = new Properties();
        try (InputStream in = LapseVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("resource dev/lapse/history/version.properties must be in the jar");
            }
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("read resource version.properties", e);
        }
        String revision = built.getProperty("revision", "");
        return built.getProperty("version") + (revision.isBlank() ? "" : ", revision " + revision);
    }
}
