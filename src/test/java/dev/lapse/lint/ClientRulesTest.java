package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClientRulesTest {
    private static final Design REFERENCE = Designs.topology("reference");

    private static Design client(Entrypoint via, Vantage vantage, Map<String, String> settings) {
        Lane lane = new Lane(
                new LaneName("orders"),
                LaneKind.WRITE,
                via,
                vantage,
                null,
                Duration.ofMillis(50),
                Duration.ofSeconds(3),
                null,
                settings);
        return new Design(REFERENCE.cluster(), List.of(lane), Circumstances.UNKNOWN);
    }

    @Test
    void clientsThatNobodyDescribedAreNotKnown() {
        assertThat(Designs.of(REFERENCE, NoSocketTimeout.NAME).orElseThrow().severity())
                .isEqualTo(Severity.NOT_KNOWN);
    }

    @Test
    void aBalancerThatEndsSessionsBoundsTheWait() {
        Design behind = client(Entrypoint.HAPROXY, Vantage.POOL, Map.of());
        Design direct = client(Entrypoint.POSTGRES, Vantage.MULTI_HOST, Map.of("pgjdbc.socketTimeout", "0"));
        Design kept = behind.with(Map.of("haproxy.on-marked-down", "off"));

        assertThat(Designs.of(behind, NoSocketTimeout.NAME).orElseThrow().severity())
                .isEqualTo(Severity.WARNING);
        for (Design design : List.of(direct, kept)) {
            Concern concern = Designs.of(design, NoSocketTimeout.NAME).orElseThrow();
            assertThat(concern.severity()).isEqualTo(Severity.ERROR);
            assertThat(concern.what()).contains("orders");
            Designs.assertCures(design, concern);
        }
    }

    @Test
    void aPoolThatGoesToPostgresqlItselfWaitsAsWell() {
        Concern concern = Designs.of(client(Entrypoint.POSTGRES, Vantage.POOL, Map.of()), PoolRules.BACK_OFF)
                .orElseThrow();

        assertThat(concern.arithmetic()).isEmpty();
    }

    @Test
    void aPoolIsLaterThanANewConnection() {
        Concern concern = Designs.of(client(Entrypoint.VIP, Vantage.POOL, Map.of()), PoolRules.BACK_OFF)
                .orElseThrow();

        assertThat(concern.arithmetic())
                .containsExactly("a lost primary: a new connection is back after 38.8s at most, the pool after 43.75s");
        assertThat(concern.cures()).isEmpty();
    }

    @Test
    void keepaliveOfThePoolKeepsTheBalancerFromEndingSessions() {
        assertThat(Designs.of(client(Entrypoint.HAPROXY, Vantage.POOL, Map.of()), PoolRules.IDLE))
                .isEmpty();
    }

    @Property(tries = 60)
    void idleSessionsAreCuredByWhatIsGiven(
            @ForAll @IntRange(min = 20, max = 3_600) int cut,
            @ForAll @IntRange(min = 0, max = 3_600) int keepalive,
            @ForAll @IntRange(min = 30, max = 3_600) int lifetime) {
        Design design = client(
                        Entrypoint.HAPROXY,
                        Vantage.POOL,
                        Map.of("hikari.keepaliveTime", keepalive + "s", "hikari.maxLifetime", lifetime + "s"))
                .with(Map.of("haproxy.timeout server", cut + "s"));
        Designs.of(design, PoolRules.IDLE).ifPresent(concern -> {
            Designs.assertCures(design, concern);
            Designs.assertNotCured(
                    design, PoolRules.IDLE, Map.of("hikari.keepaliveTime", cut + "s", "hikari.maxLifetime", cut + "s"));
        });
        assertThat(Designs.of(design, PoolRules.IDLE).isPresent())
                .isEqualTo(Math.min(keepalive == 0 ? Integer.MAX_VALUE : keepalive, lifetime) >= Math.min(cut, 1_800));
    }

    @Test
    void aPoolThatPrefersThePrimaryKeepsWhatItFound() {
        Design prefers = client(Entrypoint.POSTGRES, Vantage.POOL, Map.of("pgjdbc.targetServerType", "preferPrimary"));
        Concern concern = Designs.of(prefers, PoolRules.READ_ONLY).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic()).containsExactly("such a connection lives for maxLifetime: 1800s");
        Designs.assertCures(prefers, concern);
    }

    @Test
    void poolersGoOnSayingThatTheyAreStandbys() {
        Design asks = client(Entrypoint.POOLER, Vantage.MULTI_HOST, Map.of("pgjdbc.targetServerType", "primary"));

        assertThat(Designs.of(asks, PoolRules.POOLER).orElseThrow().severity()).isEqualTo(Severity.ERROR);
        assertThat(Designs.of(
                        client(Entrypoint.POSTGRES, Vantage.MULTI_HOST, Map.of("pgjdbc.targetServerType", "primary")),
                        PoolRules.POOLER))
                .isEmpty();
    }

    @Test
    void anAddressThatMovesBackInterruptsTwice() {
        Design design = Designs.topology("two-node");
        Concern concern = Designs.of(design, Preemption.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        Designs.assertCures(design, concern);
        assertThat(Designs.of(REFERENCE, Preemption.NAME)).isEmpty();
    }

    /** A watchdog does nothing in a container; on the machine that the file is of it may be what protects. */
    @Test
    void whatDoesNothingIsSaid() {
        Design design = Designs.topology(
                "no-pooler", "patroni.synchronous_mode_strict=on", "patroni.watchdog.safety_margin=10");

        assertThat(Linter.judge(design))
                .filteredOn(concern -> concern.rule().equals(WithoutEffect.NAME))
                .extracting(concern -> concern.cures().get(0).text())
                .containsExactly("leave patroni.synchronous_mode_strict out");
        assertThat(Designs.of(Designs.topology("no-pooler"), WithoutEffect.NAME))
                .isEmpty();
    }
}
