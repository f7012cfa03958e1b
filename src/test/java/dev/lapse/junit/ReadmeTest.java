package dev.lapse.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void exampleIsTheOneThatIsCompiled() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String source = Files.readString(Path.of("src/test/java/dev/lapse/junit/FailoverExample.java"));

        assertThat(between(readme, "```java\n", "```")).isEqualTo(between(source, "// from here\n", null));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        assertThat(text).contains(begin);
        return end == null ? text.substring(from) : text.substring(from, text.indexOf(end, from));
    }
}
