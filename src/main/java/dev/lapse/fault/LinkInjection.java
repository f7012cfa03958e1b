package dev.lapse.fault;

import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.Ports;
import dev.lapse.fault.Question.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A fault of a proxied link, on the hops that have its roles now. A peer's question before, during and after is the
 * evidence, hop by hop. The timer that undoes it sits beside Toxiproxy, in the source's namespace.
 */
final class LinkInjection implements Injection {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    /** So many hops are told one by one, and all that do not show the fault. */
    private static final int SHOWN = 2;

    private final Ports ports;
    private final LinkFault fault;
    private final List<ProxiedHop> hops;
    private final List<DeadMan> timers;
    private final List<Reply> before;
    private boolean injected;

    LinkInjection(Ports ports, LinkFault fault, List<ProxiedHop> hops, Duration deadMan) {
        this.ports = ports;
        this.fault = fault;
        this.hops = hops;
        this.before = ask();
        this.timers = hops.stream()
                .collect(java.util.stream.Collectors.toMap(ProxiedHop::from, hop -> hop, (one, other) -> one))
                .values()
                .stream()
                .map(hop -> hop.link().restoreAfter(deadMan))
                .toList();
    }

    @Override
    public void inject() {
        injected = true;
        hops.forEach(hop -> fault.effect().accept(hop.link()));
    }

    @Override
    public Evidence prove() {
        List<Reply> now = ask();
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        int alike = 0;
        for (int i = 0; i < hops.size(); i++) {
            boolean shows =
                    fault.proof().shows(before.get(i), now.get(i), hops.get(i).port());
            proves &= shows || now.get(i).unasked();
            alike += shows ? 1 : 0;
            if (shows && alike > SHOWN) {
                continue; // what is told of each is the same
            }
            seen.add(hops.get(i) + ": " + now.get(i).text() + " (before: "
                    + before.get(i).text() + ")");
        }
        if (alike > SHOWN) {
            seen.add((alike - SHOWN) + " more hops alike");
        }
        seen.add(hops.get(0).link().describe());
        return new Evidence(proves && alike > 0, String.join("; ", seen));
    }

    @Override
    public void heal() {
        if (injected) {
            hops.forEach(hop -> hop.link().restore());
            injected = false;
        }
    }

    @Override
    public Evidence proveHealed() {
        long end = System.nanoTime() + HEALED_WITHIN.toNanos();
        List<Reply> now = ask();
        while (!healed(now) && System.nanoTime() < end) {
            now = ask();
        }
        boolean healed = healed(now);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < hops.size() && (i < SHOWN || !healed); i++) {
            seen.add(hops.get(i) + ": " + now.get(i).text());
        }
        if (seen.size() < hops.size()) {
            seen.add((hops.size() - seen.size()) + " more hops alike");
        }
        return new Evidence(healed, String.join("; ", seen));
    }

    private boolean healed(List<Reply> now) {
        for (int i = 0; i < hops.size(); i++) {
            if (!healed(before.get(i), now.get(i), hops.get(i).port())) {
                return false;
            }
        }
        return true;
    }

    /** What listens may be away for a reason of its own, as before; the fault is gone when it does not show. */
    private boolean healed(Reply before, Reply now, int port) {
        if (now.unasked()) {
            return true; // a host that is down has no link that could be hurt
        }
        boolean asBefore = now.answered().isPresent() || before.answered().isEmpty();
        return asBefore && !fault.proof().shows(before, now, port);
    }

    private List<Reply> ask() {
        return Question.ask(ports, hops, fault.size(), fault.patience());
    }

    /** The timers go last: disarming takes longer than healing, which is to be short. */
    @Override
    public void close() {
        heal();
        timers.forEach(DeadMan::close);
    }
}
