package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.OwnFile.Replaced;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The running file is the written one with what was told to be replaced and added, and with nothing else. */
final class WrittenAgainstRunning {
    private WrittenAgainstRunning() {}

    static void assertSame(String written, String running, List<Replaced> told) {
        List<String> lines = List.of(written.split("\n", -1));
        List<String> now = List.of(running.split("\n", -1));
        int at = 0;
        for (int number = 1; number <= lines.size(); number++) {
            int line = number;
            String before = lines.get(number - 1);
            List<Replaced> here =
                    told.stream().filter(each -> each.line() == line).toList();
            List<Replaced> other =
                    here.stream().filter(each -> !each.before().isEmpty()).toList();
            if (other.isEmpty()) {
                assertThat(now.get(at)).as("line " + number).isEqualTo(before);
            } else {
                assertThat(other).hasSize(1);
                assertThat(YamlSpans.bare(before)).isEqualTo(other.get(0).before());
                assertThat(shown(now.get(at)))
                        .isEqualTo(
                                other.get(0).after().isEmpty()
                                        ? "#"
                                        : other.get(0).after());
            }
            at++;
            for (Replaced each : here) {
                if (each.before().isEmpty()) {
                    assertThat(shown(now.get(at++))).isEqualTo(each.after());
                }
            }
        }
        String behind = now.subList(at, now.size()).stream()
                .map(WrittenAgainstRunning::known)
                .collect(Collectors.joining("\n"));
        String appended = told.stream()
                .filter(each -> each.line() == 0)
                .map(each -> "{" + each.after() + "}")
                .collect(Collectors.joining(",", "[", "]"));
        Map<String, Object> all = new TreeMap<>();
        yaml(appended, List.class)
                .forEach(each -> ((Map<?, ?>) each).forEach((key, value) -> all.put("" + key, value)));
        assertThat(behind.isBlank() ? Map.of() : yaml(behind, Map.class)).isEqualTo(all);
    }

    private static <T> T yaml(String text, Class<T> type) {
        return type.cast(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    private static String shown(String line) {
        return known(YamlSpans.bare(line));
    }

    private static String known(String line) {
        return line.replaceAll("<([a-z0-9]+)>", "$1")
                .replace("'superuser''secret'", PatroniFit.SUPERUSER_PASSWORD)
                .replace("'r-secret'", PatroniFit.REPLICATION_PASSWORD);
    }
}
