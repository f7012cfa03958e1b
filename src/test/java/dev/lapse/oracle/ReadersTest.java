package dev.lapse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who reads, where no node is left that it would read of. */
class ReadersTest {
    private static final String NOBODY_LEFT = "no node is left for reads until the one that was lost is back";

    private static Client listed(String type) {
        return new Client(
                true,
                Entrypoint.POSTGRES,
                Vantage.MULTI_HOST,
                Optional.empty(),
                Duration.ofSeconds(3),
                Map.of("pgjdbc.targetServerType", type));
    }

    private static Prediction crash(String topology, Target.Kind role, Client client) {
        Incident crash = new Incident(
                FaultName.CRASH,
                FaultName.CRASH.flavours().get(0),
                Target.role(role),
                Map.of(),
                Optional.of(Duration.ofSeconds(60)));
        return Oracle.of(ScenarioFile.byHand(topology, Profile.DEFAULT, List.of())
                        .cluster())
                .predict(crash, client);
    }

    @Test
    void balancerHasNobodyForReadsWithoutReplicas() {
        assertThat(crash("reference", Target.Kind.ALL_REPLICAS, Client.BALANCED.reading())
                        .why())
                .startsWith(NOBODY_LEFT);
        assertThat(crash("reference", Target.Kind.REPLICA, Client.BALANCED.reading())
                        .formula())
                .isPresent();
    }

    @Test
    void clientThatWantsASecondaryHasNoneInAPair() {
        assertThat(crash("two-node", Target.Kind.PRIMARY, listed("secondary")).why())
                .startsWith(NOBODY_LEFT);
        assertThat(crash("two-node", Target.Kind.PRIMARY, listed("preferSecondary"))
                        .formula())
                .isPresent();
        assertThat(crash("no-pooler", Target.Kind.REPLICA, listed("secondary")).formula())
                .isPresent();
        assertThat(crash("no-pooler", Target.Kind.ALL_REPLICAS, listed("secondary"))
                        .why())
                .startsWith(NOBODY_LEFT);
    }

    @Test
    void clientThatWantsThePrimaryWaitsForTheNextOne() {
        assertThat(crash("no-pooler", Target.Kind.PRIMARY, listed("primary")).why())
                .contains("it reads of the primary alone");
    }
}
