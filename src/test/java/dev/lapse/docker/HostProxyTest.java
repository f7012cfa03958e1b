package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Toxic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostProxyTest {
    private static final List<Toxic> LOSS = List.of(
            new Toxic(Toxic.Kind.TIMEOUT, Toxic.Stream.UPSTREAM, 0, 0),
            new Toxic(Toxic.Kind.TIMEOUT, Toxic.Stream.DOWNSTREAM, 0, 0));
    private static final List<Toxic> LATE = List.of(new Toxic(Toxic.Kind.LATENCY, Toxic.Stream.DOWNSTREAM, 100, 0));
    private static final String BOTH = "[timeout-downstream-0, timeout-upstream-0]";

    private final FakeToxiproxy toxiproxy = new FakeToxiproxy();
    private final List<String> ran = new ArrayList<>();
    private boolean up = true;
    private HostProxy proxy;
    private ProxiedLink etcd;
    private ProxiedLink door;

    HostProxyTest() throws IOException {}

    @BeforeEach
    void lead() {
        proxy = new HostProxy(
                new NodeName("pg1"), "127.0.0.1", () -> up, () -> sidecar("toxiproxy"), () -> sidecar("shell"));
        List<ProxiedLink> links = proxy.lead(List.of(
                Redirect.RedirectedLink.to("pg1-etcd1-2379", "10.0.0.11", 2379),
                Redirect.RedirectedLink.arriving(5432, List.of("10.1.0.0/24"))));
        etcd = links.get(0);
        door = links.get(1);
    }

    @AfterEach
    void close() {
        toxiproxy.close();
    }

    private Sidecar sidecar(String what) {
        ran.add("start " + what);
        return new Sidecar() {
            @Override
            public Shell.Result run(Duration timeout, List<String> command) {
                ran.add(command.get(command.size() - 1));
                return new Shell.Result(0, "", "");
            }

            @Override
            public void standing(String script) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                ran.add("close " + what);
            }
        };
    }

    /** As when the host was killed and started. */
    private void restart() {
        up = true;
        toxiproxy.restart();
        ran.clear();
        proxy.restarted();
    }

    @Test
    void whatTwoFaultsDoIsThereOnceUntilBothHaveUndoneIt() {
        etcd.add(LOSS);
        etcd.add(LATE);
        etcd.add(LOSS);
        etcd.remove(LOSS);
        assertThat(toxiproxy.state())
                .isEqualTo(
                        "pg1-etcd1-2379: enabled [latency-downstream-100, timeout-downstream-0, timeout-upstream-0]\n"
                                + "clients-5432: enabled []");

        etcd.remove(LOSS);
        assertThat(toxiproxy.state()).startsWith("pg1-etcd1-2379: enabled [latency-downstream-100]");
    }

    @Test
    void aLinkIsAdmittedWhenEveryRefusalIsUndone() {
        etcd.refuse();
        etcd.refuse();
        etcd.admit();
        assertThat(toxiproxy.state()).startsWith("pg1-etcd1-2379: disabled");

        etcd.admit();
        assertThat(toxiproxy.state()).startsWith("pg1-etcd1-2379: enabled");
    }

    @Test
    void aHostThatStartsAgainGetsItsProxyRulesFaultsAndTimersBack() {
        etcd.add(LOSS);
        door.refuse();
        etcd.restoreAfter(Duration.ofSeconds(90));

        restart();

        assertThat(toxiproxy.state()).isEqualTo("pg1-etcd1-2379: enabled " + BOTH + "\nclients-5432: disabled []");
        assertThat(ran.subList(0, 4))
                .containsExactly("close shell", "close toxiproxy", "start toxiproxy", "start shell");
        assertThat(String.join("\n", ran))
                .containsSubsequence(
                        "-N $c",
                        "-A LAPSE-OUT -p tcp -d 10.0.0.11 --dport 2379",
                        "-A LAPSE-IN -p tcp --dport 5432 -s 10.1.0.0/24 -j RETURN",
                        "ss -K dst 10.0.0.11 dport = :2379",
                        "sleep 90; curl");
    }

    @Test
    void whatIsDoneAndUndoneWhileTheHostIsDownHoldsFromItsNextLifeOn() {
        etcd.add(LOSS);
        up = false;
        etcd.remove(LOSS);
        door.add(LOSS);

        restart();

        assertThat(toxiproxy.state()).isEqualTo("pg1-etcd1-2379: enabled []\nclients-5432: enabled " + BOTH);
    }

    @Test
    void aTimerThatWasDisarmedIsNotArmedInTheNextLife() {
        DeadMan timer = etcd.restoreAfter(Duration.ofSeconds(90));
        up = false;
        timer.close();

        restart();

        assertThat(ran).noneMatch(script -> script.contains("sleep 90"));
    }
}
