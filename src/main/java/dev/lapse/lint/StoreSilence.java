package dev.lapse.lint;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.stream.Stream;

/** Members of etcd from 3.5 on that find each other late after packets were lost in silence. */
final class StoreSilence implements Rule {
    static final String NAME = "etcd-silent-loss";

    /** With this a leader was there 0.1 s after the heal of a silent cut. */
    private static final int TRIED = 5;

    private static final Duration CUT = Duration.ofSeconds(60);

    @Override
    public Stream<Concern> judge(Design design) {
        int members = design.cluster().hostsWith(ComponentName.ETCD).size();
        int retries = design.circumstances().tcpRetries();
        if (members < 2 || design.oracle().givesSilentPeersUp() || retries <= TRIED) {
            return Stream.empty();
        }
        Interval later = design.oracle().storeFoundAgain(CUT).written();
        return Stream.of(Concern.warning(NAME, "etcd of 3.5 or later with net.ipv4.tcp_retries2 " + retries)
                .because("its read timeout for peers does not work, so after packets were lost in silence members meet"
                        + " again only when TCP sends again: up to as long after the heal as the cut was, 120s at most")
                .counting("a cut of " + DurationText.of(CUT) + " that takes the quorum: a leader "
                        + DurationText.of(later.from()) + " to " + DurationText.of(later.to()) + " after the heal")
                .from("https://github.com/etcd-io/etcd/issues/18052", "https://github.com/etcd-io/etcd/issues/19143")
                .curedBy(Cure.of("on the hosts of etcd: sysctl net.ipv4.tcp_retries2=" + TRIED
                        + "; lint with --tcp-retries2 " + TRIED)));
    }
}
