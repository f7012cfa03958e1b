package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HAProxy takes a line that a listener does not have from its defaults. */
class HaproxyOffTest {
    @Test
    void aLineOfDefaultsIsNotTakenOutForOneListener() {
        assertThat(remarks(Settings.NONE
                        .with(Section.HAPROXY, "write.timeout check", "off")
                        .with(Section.HAPROXY, "option redispatch", "")
                        .with(Section.HAPROXY, "read.option redispatch", "off")))
                .extracting(Remark::message)
                .containsExactlyInAnyOrder(
                        "haproxy.write.timeout check: off would not be off, since HAProxy takes timeout check 5s from"
                                + " defaults; write timeout check: off for both, and read.timeout check: 5s beside it"
                                + " to keep it there",
                        "haproxy.read.option redispatch: off would not be off, since HAProxy takes option redispatch"
                                + " from defaults; write option redispatch: off for both, and write.option"
                                + " redispatch: on beside it to keep it there");
    }

    @Test
    void whatDefaultsDoesNotHaveMayBeOff() {
        assertThat(remarks(Settings.NONE
                        .with(Section.HAPROXY, "write.timeout tunnel", "off")
                        .with(Section.HAPROXY, "write.inter", "off")
                        .with(Section.HAPROXY, "read.http-check expect", "off")
                        .with(Section.HAPROXY, "timeout check", "off")
                        .with(Section.HAPROXY, "read.timeout check", "1s")))
                .isEmpty();
    }

    @Test
    void theTimingsAreThoseThatHaproxyTakes() {
        Settings settings = Settings.NONE
                .with(Section.HAPROXY, "timeout check", "700ms")
                .with(Section.HAPROXY, "write.timeout check", "off")
                .with(Section.HAPROXY, "write.timeout connect", "off")
                .with(Section.HAPROXY, "fastinter", "1s")
                .with(Section.HAPROXY, "write.fastinter", "off");

        HaproxyTimings write = HaproxyTimings.of(settings, "write");

        assertThat(write.check()).isEqualTo(Duration.ofMillis(700));
        assertThat(write.connect()).isEqualTo(Duration.ofSeconds(4));
        assertThat(write.fastInter()).isEqualTo(write.inter());
    }

    /** Those that refuse something. */
    private static List<Remark> remarks(Settings settings) {
        List<Remark> all = new Haproxy()
                .remarks(new ClusterSpec(
                        "off",
                        List.of(
                                new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                                new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI)),
                                new Host(new NodeName("lb1"), Carried.of(ComponentName.HAPROXY))),
                        false,
                        "trixie",
                        settings,
                        Auth.MD5));
        return all.stream()
                .filter(remark -> remark.weight() == Remark.Weight.REFUSAL)
                .toList();
    }
}
