package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EngineReportTest {
    private static final String VERSION = "{\"Version\":\"20.10.24+dfsg1\",\"ApiVersion\":\"1.41\"}";
    private static final String INFO = """
            {"Driver":"overlay2","CgroupVersion":"1","KernelVersion":"6.18.44","OperatingSystem":"Debian GNU/Linux 12",
             "NCPU":2,"MemTotal":25276514304,"IPv4Forwarding":true,"DockerRootDir":"/var/lib/docker"}""";
    private static final String IMAGES = """
            [{"RepoTags":["lapse/host:b","debian:trixie-slim"]},{"RepoTags":null},{"RepoTags":["lapse/host:a"]}]""";

    @Test
    void readsWhatTheEngineSays() throws IOException {
        EngineReport report = EngineReport.read("unix:///s", VERSION, INFO, IMAGES, "[]", "[]");

        assertThat(report.apiVersion()).isEqualTo("1.41");
        assertThat(report.kernel()).isEqualTo("6.18.44");
        assertThat(report.memoryBytes()).isEqualTo(25_276_514_304L);
        assertThat(report.ipv4Forwarding()).isTrue();
        assertThat(report.tagged("lapse/host:")).containsExactly("lapse/host:a", "lapse/host:b");
        assertThat(report.leftovers()).isEmpty();
    }

    @Test
    void tellsLeftoversFromWhatALivingOwnerUses() throws IOException {
        String mine = labels(Owner.thisProcess().labels());
        String ended = labels(new Owner("gone", 1, 0, "another boot").labels());

        EngineReport report = EngineReport.read(
                "unix:///s",
                VERSION,
                INFO,
                IMAGES,
                "[{\"Names\":[\"/pg1\"],\"Labels\":" + mine + "},{\"Names\":[\"/pg2\"],\"Labels\":" + ended + "}]",
                "[{\"Name\":\"data\",\"Labels\":" + ended + "}]");

        assertThat(report.inUse()).containsExactly("container pg1");
        assertThat(report.leftovers()).containsExactly("container pg2", "network data");
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> "\"" + label.getKey() + "\":\"" + label.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
