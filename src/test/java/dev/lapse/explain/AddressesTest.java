package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final NodeName LB1 = new NodeName("lb1");
    private static final NodeName LB2 = new NodeName("lb2");

    private final Addresses addresses = new Addresses(
            List.of(
                    move(10, LB2, LoggedFact.VIP_TAKEN),
                    move(20, LB2, LoggedFact.VIP_LEFT),
                    move(30, LB1, LoggedFact.VIP_LEFT)),
            List.of(new AddressSeen(0, LB1, true), new AddressSeen(0, LB2, false)));

    private static LogSeen move(long nanos, NodeName host, LoggedFact fact) {
        return new LogSeen(nanos, host, fact, host, 0, "virtual address");
    }

    @Test
    void twoCarryItWhereNeitherHearsOfTheOther() {
        assertThat(addresses.carrying(5)).containsExactly(LB1);
        assertThat(addresses.carrying(15)).containsExactlyInAnyOrder(LB1, LB2);
        assertThat(addresses.carrying(25)).containsExactly(LB1);
        assertThat(addresses.carrying(35)).isEmpty();
    }

    @Test
    void whoTookItLastIsTheHolder() {
        assertThat(addresses.holder(5)).hasValue(LB1);
        assertThat(addresses.holder(15)).hasValue(LB2);
    }
}
