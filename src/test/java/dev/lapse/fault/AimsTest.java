package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AimsTest {
    private static final FaultSpec CRASH = fault(FaultName.CRASH, Target.host(node("pg1")));
    private static final FaultSpec LINK = fault(FaultName.LINK_LOSS, Target.link("pg1-etcd"));
    private static final FaultSpec GROUPS = fault(FaultName.PARTITION, Target.groups("pg1|others"));

    private final WireCluster cluster = new WireCluster();
    private final Aims aims = new Aims(cluster.access(), new Random(1));

    private static FaultSpec fault(FaultName name, Target target) {
        return new FaultSpec(name, name.flavours().get(0), target);
    }

    @Test
    void whatIsBetweenHostsIsReadyBeforeAHostIsHitAndKeepsItsOrder() {
        assertThat(aims.hits(List.of(CRASH, GROUPS, LINK), List.of()))
                .extracting(Hit::spec)
                .containsExactly(GROUPS, LINK, CRASH);
    }

    @Test
    void theFilterOfALinkIsInNoFaultsWayOnItsHostAndAHostThatIsDownIs() {
        List<Hit> link = aims.hits(List.of(LINK), List.of());
        List<Hit> crash = aims.hits(List.of(CRASH), link);

        assertThat(crash).extracting(Hit::targets).containsExactly(List.of(node("pg1")));
        assertThatThrownBy(() -> aims.hits(List.of(CRASH), crash))
                .hasMessage("inject at pg1: crash cannot be on a host together with crash");
    }

    @Test
    void aPartitionIsRecordedAtTheSidesThatAreFiltered() {
        assertThat(aims.hits(List.of(GROUPS), List.of()))
                .extracting(Hit::targets)
                .containsExactly(List.of(node("pg1")));
        assertThatThrownBy(() -> aims.hits(List.of(GROUPS), aims.hits(List.of(GROUPS), List.of())))
                .hasMessage("inject at pg1|others: partition is injected already");
    }

    /** A fault that is new in the list is not made as another one. */
    @ParameterizedTest
    @EnumSource
    void everyFaultIsMadeInEachOfItsFlavours(FaultName name) {
        Target target = switch (name.aim()) {
            case HOST -> Target.host(node("pg1"));
            case LINK -> Target.link("pg1-etcd");
            case GROUPS -> Target.groups("pg1|others");
        };

        for (String flavour : name.flavours()) {
            FaultSpec spec = new FaultSpec(name, flavour, target);
            assertThat(aims.hits(List.of(spec), List.of())).as(flavour).hasSize(1);
            if (spec.isProxied()) {
                assertThat(LinkFault.of(spec, cluster.spec())).as(flavour).isNotNull();
            } else if (name.aim() == FaultName.Aim.HOST) {
                assertThat(Faults.of(spec)).as(flavour).isNotNull();
            }
        }
    }

    @Test
    void onlyWhatIsDoneByToxiproxyIsLedThroughIt() {
        assertThat(aims.arm(List.of(CRASH, LINK, GROUPS))).isFalse();
        assertThat(cluster.said).isEmpty();

        assertThat(aims.arm(List.of(fault(FaultName.LATENCY, Target.link("pg1-etcd1")))))
                .isTrue();
        assertThat(cluster.said).containsExactly("armed: pg1 to etcd1:2379");
    }
}
