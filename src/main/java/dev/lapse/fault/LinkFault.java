package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.Toxic;
import dev.lapse.cluster.Toxic.Kind;
import dev.lapse.cluster.Toxic.Stream;
import dev.lapse.fault.PeerAnswer.Reaction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a fault does to a link through Toxiproxy, or to every link of a host, and by what it is known. Toxiproxy ends
 * TCP on both sides: whatever the fault, a connect is accepted at once unless it is refused, and every segment is
 * acknowledged; a peer's kernel never retransmits, and its keepalives are answered.
 *
 * @param toxics what hurts one hop; empty: it refuses connections
 * @param request what is asked to see it
 * @param patience how long an answer is waited for before the fault, and at least while it is there
 * @param delay what of every reply comes late, which is the evidence: a slow machine must not be taken for a slow link
 * @param symptoms what a peer does where the evidence is no delay
 */
record LinkFault(
        List<Toxic> toxics, Request request, Duration patience, Optional<Delay> delay, Set<Reaction> symptoms) {
    static final Duration SHORT = Duration.ofMillis(700);

    /** What has not come by then comes late, and how late it comes in the end is not waited for. */
    static final Duration ENOUGH = Duration.ofMillis(1500);

    /** A fault that delays by less could not be told from noise. */
    static final Duration LEAST_DELAY = Duration.ofMillis(15);

    /** Who answers or connects no sooner, in ms, may be silent by chance: one silence is not enough. */
    private static final long SLOW = 100;

    LinkFault {
        patience = patience.compareTo(ENOUGH) < 0 ? patience : ENOUGH;
    }

    private LinkFault(List<Toxic> toxics, Request request, Duration patience, Reaction... symptoms) {
        this(toxics, request, patience, Optional.empty(), Set.of(symptoms));
    }

    private LinkFault(List<Toxic> toxics, Request request, Duration patience, Delay delay) {
        this(toxics, request, patience, Optional.of(delay), Set.of());
    }

    static LinkFault of(FaultSpec spec, ClusterSpec cluster) {
        return switch (spec.fault()) {
            case LATENCY -> latency(spec);
            case BANDWIDTH -> bandwidth(Long.parseLong(spec.option("rate")), cluster);
            case RESET -> reset();
            case TIMEOUT -> timeout(DurationText.parse(spec.option("after")));
            case STALL -> stall();
            case SLOW_CLOSE -> slowClose(DurationText.parse(spec.option("delay")));
            case REFUSE -> refuse();
            case BLACKHOLE, NETWORK_LOSS -> blackhole();
            case CRASH,
                    STOP,
                    POWER_LOSS,
                    PAUSE,
                    KILL,
                    FREEZE,
                    ETCD_MEMBER_LOSS,
                    QUORUM_LOSS,
                    MOVE_LEADER,
                    NOSPACE,
                    SLOW_DCS,
                    SWITCHOVER,
                    RESTART,
                    REINITIALIZE,
                    PATRONI_PAUSE,
                    ONE_WAY_LOSS,
                    PACKET_LOSS,
                    PARTITION,
                    LINK_LOSS -> throw new IllegalArgumentException(spec.fault() + " is no fault of a proxied link");
        };
    }

    void hurt(ProxiedLink link) {
        if (toxics.isEmpty()) {
            link.refuse();
        } else {
            link.add(toxics);
        }
    }

    /** Undoes what {@link #hurt} did; what other faults did to the link stays. */
    void cure(ProxiedLink link) {
        if (toxics.isEmpty()) {
            link.admit();
        } else {
            link.remove(toxics);
        }
    }

    /** How long an answer is waited for from now on: who was slow before is not silent so soon. */
    Duration patience(PeerAnswer before) {
        long took = before.answeredMillis().orElse(0);
        long needed = delay.isPresent() ? delay.get().patienceMillis(before) : 2 * took;
        return Duration.ofMillis(Math.max(patience.toMillis(), needed));
    }

    /** Whether the hop shows nothing of the fault any more: what was delayed comes as soon as before. */
    boolean isOver(PeerAnswer before, PeerAnswer now) {
        return delay.isPresent() ? delay.get().isOver(before, now) : !shows(before, now);
    }

    /** Whether the hop shows the fault: it answered before, and now it does what the fault makes of it. */
    boolean shows(PeerAnswer before, PeerAnswer now) {
        return before.isAnswered()
                && (delay.isPresent() ? delay.get().shows(before, now) : symptoms.contains(now.reaction()));
    }

    /** Whether the hop answers as if there were no fault, whatever it did before. */
    boolean isHealthy(PeerAnswer now) {
        return now.isAnswered() && (delay.isEmpty() || delay.get().isTooSoon(now));
    }

    /** What several answers of a hop tell together: the quickest; else the last one. */
    PeerAnswer told(List<PeerAnswer> answers) {
        Moment moment = delay.map(Delay::moment).orElse(Moment.ANSWER);
        return answers.stream()
                .filter(answer -> !answer.isUnasked())
                .reduce((one, other) -> moment.of(one).isEmpty() || moment.sooner(one, other) == other ? other : one)
                .orElse(answers.get(0));
    }

    /** Whether it is known how soon the hop answers; what slows it by chance does not do so each time. */
    boolean isKnownBefore(List<PeerAnswer> answers) {
        PeerAnswer told = told(answers);
        return told.isAnswered()
                ? delay.isEmpty() && told.answeredMillis().getAsLong() <= SLOW
                : told.reaction() != Reaction.SILENT;
    }

    /** Whether the next answer of the hop could tell nothing else: what it did by chance it does not do each time. */
    boolean isSettled(PeerAnswer before, List<PeerAnswer> answers) {
        PeerAnswer told = told(answers);
        if (!before.isAnswered() || answers.get(answers.size() - 1).isUnasked() || isHealthy(told)) {
            return true;
        }
        if (delay.isPresent()) {
            boolean came = delay.get().moment().of(told).isPresent();
            return shows(before, told) ? delay.get().isLong(told) : came;
        }
        List<PeerAnswer> showing =
                answers.stream().filter(answer -> shows(before, answer)).toList();
        boolean slow = told.reaction() == Reaction.SILENT
                && (before.answeredMillis().orElse(0) > SLOW
                        || showing.stream().anyMatch(answer -> answer.connectedMillis() > SLOW));
        return showing.size() >= (slow ? 2 : 1);
    }

    /**
     * Bytes come late, by {@code delay} give or take {@code jitter}; in both directions a round trip costs twice.
     * Connects are as quick as ever. Patroni calls etcd once or twice per loop and with a deadline of a share of
     * {@code retry_timeout}: delays far below that only stretch its loop; near it, calls fail and are sent to the next
     * member, and with all members slow the primary demotes.
     */
    private static LinkFault latency(FaultSpec spec) {
        Duration delay = DurationText.parse(spec.option("delay"));
        Duration jitter = DurationText.parse(spec.option("jitter"));
        String direction = spec.option("direction");
        Stream[] streams = direction.equals("both")
                ? Stream.values()
                : new Stream[] {direction.equals("upstream") ? Stream.UPSTREAM : Stream.DOWNSTREAM};
        long all = streams.length * (delay.toMillis() - jitter.toMillis()) * 9 / 10;
        Delay later = new Delay(
                Moment.ANSWER,
                port -> all / 2, // a busy machine may have been slow before
                port -> all,
                port -> streams.length * delay.toMillis(),
                streams.length * jitter.toMillis());
        return new LinkFault(
                toxics(Kind.LATENCY, delay.toMillis(), jitter.toMillis(), streams),
                Request.CALL,
                delay.plus(jitter).multipliedBy(2).plus(SHORT),
                later);
    }

    /**
     * At most so many KB pass in a second, each way. Small calls are as quick as ever, what is large comes drop by
     * drop: a replica falls behind when WAL is made faster, and a synchronous commit waits for that. Patroni sees
     * nothing until a replica's lag is beyond {@code maximum_lag_on_failover}.
     */
    private static LinkFault bandwidth(long rate, ClusterSpec cluster) {
        return new LinkFault(
                toxics(Kind.BANDWIDTH, rate, 0, Stream.values()),
                Request.LONG_CALL,
                Duration.ofMillis(30_000 / rate).plus(SHORT),
                Delay.of(Moment.ANSWER, port -> cluster.speechAt(port).longestBytes() / rate, 60));
    }

    /**
     * New connections are accepted and reset (RST) as soon as the client says something; live ones end at their next
     * bytes. A client sees "connection reset by peer", as after a firewall that lost its state. Patroni asks another
     * etcd member at once; a replica's receiver connects again and again and streams nothing.
     */
    private static LinkFault reset() {
        return new LinkFault(
                toxics(Kind.RESET_PEER, 0, 0, Stream.values()), Request.CALL, SHORT, Reaction.RESET, Reaction.ENDED);
    }

    /**
     * Connections are accepted, every byte is dropped, and after a while both ends see the connection closed (FIN), as
     * by a middlebox with a short patience. Patroni's calls to etcd fail by that or by their own deadline, whichever
     * comes first. A close that comes later than what is waited for is taken on trust: that no byte comes is seen.
     */
    private static LinkFault timeout(Duration after) {
        Reaction[] symptoms = after.compareTo(ENOUGH) < 0
                ? new Reaction[] {Reaction.ENDED, Reaction.RESET}
                : new Reaction[] {Reaction.ENDED, Reaction.RESET, Reaction.SILENT};
        return new LinkFault(
                toxics(Kind.TIMEOUT, after.toMillis(), 0, Stream.values()), Request.CALL, after.plus(SHORT), symptoms);
    }

    /**
     * Connections are accepted and acknowledged, and every byte is held, as in a stalled middlebox or a VM that is
     * frozen; on heal all of it is delivered, late. Neither end sees an error: only its own deadline saves it. Patroni
     * treats it as {@link #blackhole()}, but old requests are carried out after the heal.
     */
    private static LinkFault stall() {
        return new LinkFault(toxics(Kind.BANDWIDTH, 0, 0, Stream.values()), Request.CALL, SHORT, Reaction.SILENT);
    }

    /**
     * The end of a connection (FIN) arrives late; bytes are as quick as ever. Who waits for the end, waits longer:
     * slots of a pool are held, HTTP/1.0 answers without a length are complete only then. Patroni, which uses
     * connections again, sees nothing.
     */
    private static LinkFault slowClose(Duration delay) {
        return new LinkFault(
                toxics(Kind.SLOW_CLOSE, delay.toMillis(), 0, Stream.values()),
                Request.CALL_TO_END,
                delay.plus(SHORT),
                Delay.of(Moment.END, port -> delay.toMillis(), 90));
    }

    /**
     * Live connections are closed (FIN) and new ones refused (RST on the SYN), as when the program there is gone while
     * its host lives: the quickest of all failures. A client fails within a millisecond and can go elsewhere; Patroni
     * goes to the next etcd member within the same loop, HAProxy counts a failed check without waiting.
     */
    private static LinkFault refuse() {
        return new LinkFault(List.of(), Request.CALL, SHORT, Reaction.REFUSED);
    }

    /**
     * Connections are accepted and acknowledged, and every byte is dropped; heal closes those that were there
     * meanwhile. A client waits for its own deadline. Patroni calls the next etcd member after a share of
     * {@code retry_timeout}; with every member behind the fault the primary demotes when {@code retry_timeout} has run
     * out.
     */
    private static LinkFault blackhole() {
        return new LinkFault(toxics(Kind.TIMEOUT, 0, 0, Stream.values()), Request.CALL, SHORT, Reaction.SILENT);
    }

    private static List<Toxic> toxics(Kind kind, long value, long jitter, Stream... streams) {
        return Arrays.stream(streams)
                .map(stream -> new Toxic(kind, stream, value, jitter))
                .toList();
    }
}
