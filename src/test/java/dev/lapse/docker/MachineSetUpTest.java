package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class MachineSetUpTest {
    @TempDir
    private Path folder;

    @Test
    void nothingIsDoneWhereTheLauncherIsNotNamed() {
        assertThat(MachineSetUp.of(Map.of()).engine()).isFalse();
        assertThat(MachineSetUp.of(Map.of()).mmdebstrap()).isFalse();
    }

    @Test
    void asksTheLauncherForWhatIsMissing() throws IOException {
        MachineSetUp setUp = launcher("echo \"$*\" >>" + folder.resolve("calls"));

        assertThat(setUp.engine()).isTrue();
        assertThat(setUp.mmdebstrap()).isTrue();
        assertThat(folder.resolve("calls")).hasContent("set-up engine\nset-up mmdebstrap");
    }

    @Test
    void aLauncherThatFailsLeavesItMissing() throws IOException {
        assertThat(launcher("exit 69").engine()).isFalse();
    }

    private MachineSetUp launcher(String script) throws IOException {
        Path file = folder.resolve("lapse");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return MachineSetUp.of(Map.of(MachineSetUp.VARIABLE, file.toString()));
    }
}
