package dev.lapse.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostPlacesTest {
    private record Described(ClusterSpec spec, Optional<String> vip) implements DescribedCluster {}

    @Test
    void aNodeIsReachedInsideItsHostAndNeedsNoPassword() {
        CommandPlace place = reference().psql("pg2", HostPlaces.PsqlRole.SUPERUSER);

        assertThat(place.container()).isEqualTo("container-pg2");
        assertThat(place.environment())
                .containsEntry("PGHOST", "/run/postgresql")
                .containsEntry("PGUSER", "postgres")
                .containsEntry("PGDATABASE", "lapse");
        assertThat(CommandPlace.of(place.lines())).isEqualTo(place);
    }

    @Test
    void writeAndReadGoWhereClientsGo() {
        assertThat(reference().psql("write", HostPlaces.PsqlRole.LANES).environment())
                .containsEntry("PGHOST", "the-vip")
                .containsEntry("PGPORT", "5000")
                .containsEntry("PGUSER", "lapse");
        assertThat(places("two-node", Optional.empty())
                        .psql("read", HostPlaces.PsqlRole.LANES)
                        .environment())
                .containsEntry("PGHOST", "data-lb1")
                .containsEntry("PGPORT", "5001");
    }

    @Test
    void poolersKnowNoSuperuser() {
        assertThatThrownBy(() -> reference().psql("write", HostPlaces.PsqlRole.SUPERUSER))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("the poolers know the role lapse alone; name a node: pg1, pg2, pg3");
        assertThat(places("no-pooler", Optional.empty())
                        .psql("write", HostPlaces.PsqlRole.SUPERUSER)
                        .environment())
                .containsEntry("PGUSER", "postgres");
    }

    @Test
    void hostsThatAreNotThereAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> reference().host("pg11"))
                .satisfies(
                        error -> assertThat(((LapseException) error).kind()).isEqualTo(LapseException.Kind.BAD_INPUT))
                .hasMessage("unknown host \"pg11\"; did you mean \"pg1\"? known: etcd1, etcd2, etcd3, pg1, pg2, pg3,"
                        + " lb1, lb2");
        assertThatThrownBy(() -> reference().psql("wriet", HostPlaces.PsqlRole.LANES))
                .hasMessage("unknown node \"wriet\"; did you mean \"write\"? known: pg1, pg2, pg3, write, read");
        assertThatThrownBy(() -> reference().psql("lb1", HostPlaces.PsqlRole.LANES))
                .hasMessageContaining("carries no PostgreSQL");
    }

    @Test
    void aHostTellsWhatItCarries() {
        CommandPlace place = reference().host("lb2");

        assertThat(place.components()).containsExactly("haproxy", "keepalived");
        assertThat(CommandPlace.of(place.lines())).isEqualTo(place);
    }

    private static HostPlaces reference() {
        return places("reference", Optional.of("the-vip"));
    }

    private static HostPlaces places(String topology, Optional<String> vip) {
        ClusterSpec spec = ScenarioFile.topology(Path.of("scenarios/topologies/" + topology + ".yaml"));
        return new HostPlaces(new Described(spec, vip), (NodeName host) -> "container-" + host, () -> "clients");
    }
}
