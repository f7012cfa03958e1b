package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One look at who carries the virtual address, by the network interfaces of each host with keepalived. The log of its
 * moves tells of moves alone: of a balancer that carries the address all the time there is no line. A host that does
 * not answer is not told of. One thread.
 */
public final class AddressLook {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private AddressLook() {}

    /** Records an event for each host that answers; nothing where there is no virtual address. */
    public static void record(Access access, Recorder recorder, NanoClock clock) {
        Optional<String> vip = access.cluster().vip();
        if (vip.isEmpty()) {
            return;
        }
        List<NodeName> hosts = access.cluster().spec().addressHolders();
        List<Supplier<Optional<Boolean>>> questions = new ArrayList<>();
        hosts.forEach(host -> questions.add(() -> carries(access.shell(), host, vip.get())));
        List<Optional<Boolean>> answers = access.atOnce().all(questions);
        for (int i = 0; i < hosts.size(); i++) {
            NodeName host = hosts.get(i);
            answers.get(i).ifPresent(carried -> recorder.record(new AddressSeen(clock.nanos(), host, carried)));
        }
    }

    private static Optional<Boolean> carries(Shell shell, NodeName host, String vip) {
        try {
            Shell.Result answer = shell.run(host, WITHIN, List.of("ip", "-o", "-4", "address", "show"));
            return answer.succeeded() && !answer.stdout().isBlank()
                    ? Optional.of(answer.stdout().contains(" " + vip + "/"))
                    : Optional.empty();
        } catch (LapseException down) {
            return Optional.empty();
        }
    }
}
