package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedirectTest {
    private final Redirect etcd = new Redirect(Redirect.RedirectedLink.to("pg1-etcd1-2379", "10.0.0.11", 2379), 18500);

    @Test
    void toxiproxysOwnConnectionsAreNotLedAgain() {
        assertThat(etcd.rule())
                .isEqualTo(
                        "iptables -w -t nat -A LAPSE-OUT -p tcp -d 10.0.0.11 --dport 2379 -m owner ! --uid-owner 8474"
                                + " -j REDIRECT --to-ports 18500");
        assertThat(new Redirect(Redirect.RedirectedLink.arriving(5000, List.of()), 18501).rule())
                .isEqualTo("iptables -w -t nat -A LAPSE-IN -p tcp --dport 5000 -j REDIRECT --to-ports 18501");
    }

    @Test
    void whatArrivesFromTheWatchNetworkAndFromPeersThatAreLedAtTheirOwnEndIsLeftAlone() {
        Redirect door =
                new Redirect(Redirect.RedirectedLink.arriving(5432, List.of("10.0.0.22", "10.1.0.0/24")), 18501);

        assertThat(door.rule())
                .isEqualTo("iptables -w -t nat -A LAPSE-IN -p tcp --dport 5432 -s 10.0.0.22,10.1.0.0/24 -j RETURN"
                        + " && iptables -w -t nat -A LAPSE-IN -p tcp --dport 5432 -j REDIRECT --to-ports 18501");
        assertThat(Redirect.killing(List.of(door)))
                .isEqualTo("ss -K sport = :5432 and not dst 10.0.0.22 and not dst 10.1.0.0/24 >/dev/null");
    }

    /** New ones are led by the port at which they come in; those from before are reset, since no socket is here. */
    @Test
    void clientsThatAreForwardedThereAreLedTheSameWay() {
        assertThat(new Redirect(
                                Redirect.RedirectedLink.to("app1-lb1-5000", "10.0.0.31", 5000)
                                        .withWay(20003),
                                18500)
                        .rule())
                .startsWith("iptables -w -t nat -A LAPSE-OUT -p tcp -d 10.0.0.31 --dport 5000 ")
                .contains(" && iptables -w -t nat -A LAPSE-IN -p tcp --dport 20003 -j REDIRECT --to-ports 18500 && ")
                .endsWith("iptables -w -A LAPSE-PASSING -p tcp -d 10.0.0.31 --dport 5000 -j REJECT --reject-with"
                        + " tcp-reset");
        assertThat(Redirect.UNDO).contains("-D FORWARD -j LAPSE-PASSING", "-X LAPSE-PASSING");
    }

    @Test
    void whatOneHostSendsToTheAddressIsLedBeforeWhatAllClientsDo() {
        Redirect app2 = new Redirect(
                Redirect.RedirectedLink.byAddress("app2-vip-5000", "10.0.0.42", "10.0.0.250", 5000), 18502);

        assertThat(app2.rule())
                .isEqualTo("iptables -w -t nat -I LAPSE-IN -p tcp -s 10.0.0.42 -d 10.0.0.250 --dport 5000"
                        + " -j REDIRECT --to-ports 18502");
        assertThat(Redirect.killing(List.of(app2)))
                .isEqualTo("ss -K sport = :5000 and dst 10.0.0.42 and src 10.0.0.250 >/dev/null");
        assertThat(app2.link().upstream()).isEqualTo("127.0.0.1:5000");
    }

    @Test
    void theChainsOfTheEngineAreNeverFlushed() {
        assertThat(Redirect.UNDO + Redirect.CHAINS).doesNotContain("-F OUTPUT", "-F PREROUTING");
    }

    @Test
    void connectionsFromBeforeTheRedirectAreStrays() {
        List<Socket> sockets = Socket.parse("""
                0      0           10.0.0.21:40001      10.0.0.11:2379  uid:101 ino:1 sk:1 <->
                0      0           10.0.0.21:40002      10.0.0.11:2379  uid:101 ino:2 sk:2 <->
                0      0           10.0.0.21:40003      10.0.0.11:2379  uid:8474 ino:3 sk:3 <->
                0      0    [::ffff:127.0.0.1]:18500 [::ffff:10.0.0.21]:40002  uid:8474 ino:4 sk:4 <->
                0      0           10.0.0.21:40004      10.0.0.12:2379  ino:5 sk:5 <->
                """);

        assertThat(sockets).hasSize(5);
        assertThat(etcd.strays(sockets)).containsExactly("port 40001 to 10.0.0.11:2379");
        assertThat(etcd.passing(sockets)).isEqualTo(1);
    }
}
