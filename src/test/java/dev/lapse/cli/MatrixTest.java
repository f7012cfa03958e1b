package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @Test
    void withoutAListThereIsOneCombinationOfNothing() {
        assertThat(Matrix.combinations(List.of())).containsExactly(List.of());
    }

    @Test
    void everyCombinationComesOnceAndTheLastListChangesFirst() {
        assertThat(Matrix.combinations(List.of("patroni.ttl=20s,30s", "haproxy.inter=1s,2s")))
                .containsExactly(
                        List.of("patroni.ttl=20s", "haproxy.inter=1s"),
                        List.of("patroni.ttl=20s", "haproxy.inter=2s"),
                        List.of("patroni.ttl=30s", "haproxy.inter=1s"),
                        List.of("patroni.ttl=30s", "haproxy.inter=2s"));
    }

    @Test
    void commaAfterABackslashBelongsToTheValueAndAnEmptyValueIsOne() {
        assertThat(Matrix.combinations(List.of("postgresql.synchronous_standby_names=a\\,b,")))
                .containsExactly(
                        List.of("postgresql.synchronous_standby_names=a,b"),
                        List.of("postgresql.synchronous_standby_names="));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patroni.ttl          | expected section.name=value,value
            =20s                 | expected section.name=value,value
            patroni.ttl=20s,20s  | value "20s" is there twice; to run it more often, use --repeat
            """)
    void listThatCannotBeReadIsRefused(String list, String why) {
        assertThatThrownBy(() -> Matrix.combinations(List.of(list)))
                .isInstanceOfSatisfying(
                        LapseException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(LapseException.Kind.BAD_INPUT))
                .hasMessageStartingWith("--matrix " + list + ": ")
                .hasMessageContaining(why);
    }

    @Test
    void twoListsOfOneSettingAreRefused() {
        assertThatThrownBy(() -> Matrix.combinations(List.of("patroni.ttl=20s", "patroni.ttl=30s")))
                .hasMessageContaining("patroni.ttl has two lists; write all its values in one");
    }
}
