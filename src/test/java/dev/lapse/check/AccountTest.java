package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void isThreeLinesWhateverTheEvidenceHolds() {
        Account account = new Account("is it so?", "psql says:\n  ERROR:  no\r\n", "yes, every 20ms");

        assertThat(account.text()).isEqualTo("asked: is it so?\nseen: psql says: ERROR:  no\nsure: yes, every 20ms");
        assertThat(account.text().lines()).containsExactlyElementsOf(account.lines());
    }

    @Test
    void emptyLineIsRefused() {
        assertThatThrownBy(() -> new Account("is it so?", " ", "yes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("what was seen must not be blank");
    }

    @Test
    void whatIsTooMuchForALineIsCounted() {
        String doubt = "a doubt that takes some sixty characters or so, give or take";

        assertThat(Wording.some(List.of(doubt))).isEqualTo(doubt);
        assertThat(Wording.some(List.of(doubt, doubt, doubt, doubt))).isEqualTo(doubt + "; " + doubt + "; and 2 more");
    }
}
