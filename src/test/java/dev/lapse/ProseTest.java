package dev.lapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds that prose ends at column 120: comments of main code, and the files that people read first. */
class ProseTest {
    private static final int WIDTH = 120;
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//).*");
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void commentEndsAtColumn120() throws IOException {
        List<String> wide = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).length() > WIDTH
                            && COMMENT.matcher(lines.get(i)).matches()) {
                        wide.add(file + ":" + (i + 1));
                    }
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    /** Tables and blocks of code may be wider. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md"})
    void proseOfAFileForPeopleEndsAtColumn120(String file) throws IOException {
        String prose = BLOCK.matcher(Files.readString(Path.of(file))).replaceAll("");

        assertThat(prose.lines().filter(line -> !line.startsWith("|") && line.length() > WIDTH))
                .isEmpty();
    }
}
