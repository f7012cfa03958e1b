package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.OwnFile;
import org.junit.jupiter.api.Test;

class IniPlacesTest {
    /** File n includes file n + 1, up to the last. */
    private static OwnFile chain(int number, int last) {
        return new OwnFile(number + ".ini", number < last ? "%include " + (number + 1) + ".ini\n" : ";the end\n");
    }

    private static String whole(int last) {
        return IniPlaces.whole(chain(0, last), path -> chain(Integer.parseInt(path.replace(".ini", "")), last))
                .text();
    }

    @Test
    void tenFilesEachInAnotherAreRead() {
        assertThat(whole(10)).contains(";the end");
    }

    @Test
    void oneMoreIsAnErrorAtTheLineThatIncludesIt() {
        assertThatThrownBy(() -> whole(11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("10.ini:1: %include 11.ini: expected at most 10 files, each in another; does one include"
                        + " itself?");
    }

    @Test
    void aFileThatIncludesItselfIsAnError() {
        OwnFile file = new OwnFile("a.ini", "%include a.ini\n");

        assertThatThrownBy(() -> IniPlaces.whole(file, path -> file)).hasMessageContaining("does one include itself?");
    }
}
