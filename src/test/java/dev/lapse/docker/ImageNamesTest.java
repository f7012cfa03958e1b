package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNamesTest {
    private static final List<ImageResources.ContextFile> FILES = List.of(
            new ImageResources.ContextFile("Dockerfile", new byte[] {1}),
            new ImageResources.ContextFile("a", new byte[1]));

    @Test
    void everyNameBeginsWithThePrefix() {
        ImageNames names = ImageNames.of(Map.of(ImageNames.VARIABLE, "lapse-ci"));

        assertThat(List.of(names.base("trixie"), names.host("trixie", FILES), names.toxiproxy(FILES)))
                .allMatch(name -> name.startsWith("lapse-ci/"));
        assertThat(ImageNames.of(Map.of()).base("sid")).isEqualTo("lapse/base:sid");
    }

    @Test
    void theTagOfAHostImageChangesWithItsFilesAndItsSuite() {
        ImageNames names = ImageNames.of(Map.of());

        assertThat(names.host("trixie", FILES))
                .isNotEqualTo(names.host("sid", FILES))
                .isNotEqualTo(names.host("trixie", FILES.subList(0, 1)))
                .isEqualTo(names.host("trixie", List.of(FILES.get(1), FILES.get(0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lapse", "a/b", "-x", "a b", "x:y"})
    void aPrefixThatNoImageCanHaveIsRefused(String prefix) {
        assertThatThrownBy(() -> new ImageNames(prefix))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("LAPSE_IMAGES")
                .hasMessageContaining("\"" + prefix + "\"");
    }
}
