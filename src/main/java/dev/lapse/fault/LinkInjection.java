package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.AtOnce;
import dev.lapse.cluster.Links.DeadMan;
import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * A fault of proxied hops: of a link, those that have its roles now; of a host, all that it has. A peer's question
 * before, during and after is the evidence, hop by hop; a hop that gave no answer before tells nothing. The timer
 * that undoes it sits beside Toxiproxy, in each source's namespace.
 */
final class LinkInjection implements Injection {
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(15);

    /** So many hops are told one by one, and all that do not show the fault. */
    private static final int SHOWN = 2;

    private static final int TIMES = 3;

    /** The waits of a few questions take no longer together, in ms. */
    private static final long LONGEST = 3100;

    private final AtOnce atOnce;
    private final Peers peers;
    private final LinkFault fault;
    private final List<ProxiedHop> hops;
    private final List<DeadMan> timers;
    private final List<PeerAnswer> before;
    private final List<PeerQuestion> questions;
    private final List<ProxiedHop> hurt = new ArrayList<>();

    LinkInjection(Access access, LinkFault fault, List<ProxiedHop> hops, Duration deadMan) {
        this.atOnce = access.atOnce();
        this.peers = new Peers(access);
        this.fault = fault;
        this.hops = hops;
        this.before = asked(
                hops.stream()
                        .map(hop -> hop.question(fault.request(), fault.patience()))
                        .toList(),
                (hop, answers) -> fault.isKnownBefore(answers));
        this.questions = IntStream.range(0, hops.size())
                .mapToObj(i -> hops.get(i).question(fault.request(), fault.patience(before.get(i))))
                .toList();
        this.timers = timers(deadMan);
    }

    /** One for each Toxiproxy. */
    private List<DeadMan> timers(Duration deadMan) {
        List<DeadMan> timers = new CopyOnWriteArrayList<>();
        Set<NodeName> sources = new HashSet<>();
        try {
            atOnce.run(hops.stream()
                    .filter(hop -> sources.add(hop.from()))
                    .<Runnable>map(hop -> () -> timers.add(hop.link().restoreAfter(deadMan)))
                    .toList());
            return timers;
        } catch (RuntimeException e) {
            timers.forEach(DeadMan::close); // one that runs out would undo another fault
            throw e;
        }
    }

    @Override
    public void inject() {
        hops.forEach(hop -> {
            hurt.add(hop);
            fault.hurt(hop.link());
        });
    }

    @Override
    public Optional<Runnable> rehearsal() {
        return Optional.of(() -> hops.forEach(hop -> hop.link().describe()));
    }

    @Override
    public String asks() {
        return hops.size() == 1 ? hops.get(0).toString() : hops.size() + " hops, such as " + hops.get(0);
    }

    @Override
    public Evidence prove() {
        List<PeerAnswer> now = ask();
        List<String> seen = new ArrayList<>();
        boolean proves = true;
        int alike = 0;
        for (int i = 0; i < hops.size(); i++) {
            boolean shows = fault.shows(before.get(i), now.get(i));
            boolean tells = before.get(i).isAnswered() && !now.get(i).isUnasked();
            proves &= shows || !tells && !fault.isHealthy(now.get(i));
            alike += shows ? 1 : 0;
            if (shows && alike > SHOWN) {
                continue; // what is told of each is the same
            }
            seen.add(hops.get(i) + ": " + now.get(i).words() + " (before: "
                    + before.get(i).words() + ")");
        }
        if (alike > SHOWN) {
            seen.add((alike - SHOWN) + " more hops alike");
        }
        Optional<Moment> delayed = fault.delay().map(Delay::moment);
        if (delayed.isPresent()
                && now.stream().anyMatch(one -> delayed.get().givenUp(one).isPresent())) {
            seen.add("what was missing then was not waited for any longer");
        }
        seen.add(hops.get(0).link().describe());
        return new Evidence(proves && alike > 0, String.join("; ", seen));
    }

    @Override
    public void heal() {
        FirstError errors = new FirstError();
        for (ProxiedHop hop : List.copyOf(hurt)) {
            errors.keep(() -> {
                fault.cure(hop.link());
                hurt.remove(hop);
            });
        }
        errors.rethrow();
    }

    /** Package-private for its test: whether the next replies show nothing of the fault. */
    boolean isHealed() {
        return healed(ask());
    }

    @Override
    public Evidence proveHealed() {
        long end = System.nanoTime() + HEALED_WITHIN.toNanos();
        List<PeerAnswer> now = ask();
        while (!healed(now) && System.nanoTime() < end) {
            now = askedAgain(now);
        }
        boolean healed = healed(now);
        List<String> seen = new ArrayList<>();
        int alike = 0;
        for (int i = 0; i < hops.size(); i++) {
            alike += healed && now.get(i).isAnswered() ? 1 : 0;
            if (alike <= SHOWN || !now.get(i).isAnswered()) {
                seen.add(hops.get(i) + ": " + now.get(i).words());
            }
        }
        if (alike > SHOWN) {
            seen.add((alike - SHOWN) + " more hops alike");
        }
        seen.add(hops.get(0).link().describe());
        return new Evidence(healed, String.join("; ", seen));
    }

    /** Asks the hops that are not seen to be healed: one that is seen so stays so, and the others get a quiet line. */
    private List<PeerAnswer> askedAgain(List<PeerAnswer> last) {
        List<Integer> left = IntStream.range(0, hops.size())
                .filter(i -> last.get(i).isUnasked() || !healed(before.get(i), last.get(i)))
                .boxed()
                .toList();
        List<PeerAnswer> next = peers.ask(left.stream().map(questions::get).toList());
        List<PeerAnswer> now = new ArrayList<>(last);
        IntStream.range(0, left.size()).forEach(i -> now.set(left.get(i), next.get(i)));
        return now;
    }

    private boolean healed(List<PeerAnswer> now) {
        if (now.stream().allMatch(PeerAnswer::isUnasked)) {
            return false; // it is not known
        }
        for (int i = 0; i < hops.size(); i++) {
            if (!healed(before.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What listens may be away for a reason of its own, as before; the fault is gone when it does not show. */
    private boolean healed(PeerAnswer before, PeerAnswer now) {
        if (now.isUnasked()) {
            return true; // a host that is down has no link that could be hurt
        }
        if (before.isUnasked() && now.isAnswered()) {
            return fault.isHealthy(now); // the host was down, or the address was elsewhere
        }
        boolean asBefore = now.isAnswered() || !before.isAnswered();
        return asBefore && fault.isOver(before, now);
    }

    private List<PeerAnswer> ask() {
        return asked(questions, (hop, answers) -> fault.isSettled(before.get(hop), answers));
    }

    /** Whether no further answer of a hop is needed. */
    private interface Settled {
        boolean test(int hop, List<PeerAnswer> answers);
    }

    /** What the answers to a few questions tell: as many as are needed and there is time for. */
    private List<PeerAnswer> asked(List<PeerQuestion> asking, Settled settled) {
        List<List<PeerAnswer>> answers =
                hops.stream().<List<PeerAnswer>>map(hop -> new ArrayList<>()).toList();
        long patience = asking.stream()
                .mapToLong(question -> question.patience().toMillis())
                .max()
                .orElse(0);
        long waited = 0;
        boolean enough = false;
        for (int times = 0; times < TIMES && !enough && (times == 0 || waited + patience <= LONGEST); times++) {
            List<PeerAnswer> next = peers.ask(asking);
            IntStream.range(0, next.size()).forEach(i -> answers.get(i).add(next.get(i)));
            waited += next.stream().mapToLong(PeerAnswer::tookMillis).max().orElse(0);
            enough = IntStream.range(0, next.size()).allMatch(i -> settled.test(i, answers.get(i)));
        }
        return answers.stream().map(fault::told).toList();
    }

    /** The timers go last: disarming takes longer than healing, which is to be short. */
    @Override
    public void close() {
        FirstError errors = new FirstError();
        errors.keep(this::heal);
        timers.forEach(timer -> errors.keep(timer::close));
        timers.clear();
        errors.rethrow();
    }
}
