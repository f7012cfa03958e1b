package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.component.VipManager;
import java.util.stream.Stream;

/** A virtual address that goes when the store does not answer, whether or not the primary goes on. */
final class AddressNeedsStore implements Rule {
    static final String NAME = "address-needs-etcd";

    @Override
    public Stream<Concern> judge(Design design) {
        if (!design.cluster().vip() || !design.cluster().keysInV2()) {
            return Stream.empty();
        }
        return Stream.of(Concern.warning(NAME, "vip-manager takes the address down while etcd does not answer")
                .because(
                        "an answer that does not come counts as the name of another node, so that a primary that goes on"
                                + (design.cluster().failsafe() ? ", as failsafe_mode has it," : "")
                                + " is out of reach for who knows the address alone")
                .counting("it asks every " + DurationText.of(VipManager.interval(design.cluster()))
                        + ", and gives each member of etcd a second to answer")
                .from("https://github.com/cybertec-postgresql/vip-manager/issues/69")
                .curedBy(Cure.of("keepalived on the nodes, whose script asks the local Patroni: pg1: [patroni,"
                        + " keepalived]"))
                .shownBy("etcd-quorum-loss-vip-manager"));
    }
}
