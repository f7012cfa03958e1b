package dev.lapse.oracle;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.component.HaproxyTimings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A primary that cannot renew its lease, and the replica that takes over.
 *
 * <pre>
 * gone    = ttl - time since the last renewal + [0, 0.5 s]     etcd looks twice a second (lease/lessor.go, runLoop)
 *         = ttl - time since a new leader of the store armed it + [0, E + 1.5 s]      where the holder has not since
 * elected = gone + race                                        OldPrimary.race
 * ready   = max(elected + promote, elected + up, old is down)  through the balancer; else elected + promote
 * </pre>
 *
 * @param toReplicas what a replica meets that asks the old primary's REST
 * @param toBalancer what the balancer's checks meet there
 * @param store what the primary meets when it asks the store, where it goes on until it demotes itself
 * @param stopHangs whether the old primary's replicas are silently gone: then its stop in order waits for their
 *     walsenders, and until ttl after the last renewal its {@code /primary} stays 200 ({@code ha.py},
 *     {@code is_leader}), since the loop that would say otherwise waits for the stop
 * @param hold empty: it is not healed
 */
record Takeover(
        Configuration configuration,
        OldPrimary toReplicas,
        OldPrimary toBalancer,
        Served served,
        Lease lease,
        Demotion.Store store,
        boolean stopHangs,
        Optional<Duration> hold) {
    static final Interval EXPIRY = Interval.millis(0, 500);

    /** From the lock to a writable node; an idle one needed 0.04 to 0.23 s, a replay in arrears has no bound. */
    static final Interval PROMOTE = Interval.millis(30, 1_000);

    /** A session may have been idle for so long when the silence began, and only then have sent its statement. */
    private static final Duration STATEMENT = Duration.ofSeconds(1);

    private static final String NO_FAILOVER = "it is healed while the old primary still serves and holds the lease";

    static final String STARTS_BEFORE =
            "the host starts again before its lease has surely run out, and how long its start"
                    + " and crash recovery take is not modelled";

    /** A check may find Patroni to lead for so long after its own time was up: it answers between two looks. */
    static final Interval OWN_EXPIRY = Interval.millis(0, 200);

    /** How long the old primary serves clients after the fault. */
    enum Served {
        NOT_AT_ALL,
        /** Until the balancer has it down. */
        UNTIL_DOWN,
        /** Until it demotes itself, since it cannot reach the store. */
        UNTIL_DEMOTED,
        /**
         * The same, and before it asked replicas in failsafe_mode, of which one did not answer: those that did take it
         * for the leader until ttl after they were asked ({@code ha.py}, {@code Failsafe.update_cluster}), and look at
         * their next loop.
         */
        UNTIL_DEMOTED_AFTER_ASKING,
        /** It goes on until it demotes itself, but commits wait for a standby that is cut off from it. */
        WAITING,
        /** The same, but the client does not reach it. */
        UNREACHED;

        boolean demotes() {
            return this != NOT_AT_ALL && this != UNTIL_DOWN;
        }

        /** Whether the client reaches it, until that or in vain. */
        boolean isReached() {
            return this != NOT_AT_ALL && this != UNREACHED;
        }
    }

    /** When the lease runs out. */
    enum Lease {
        /** ttl after the last renewal that is known. */
        USUAL,
        /**
         * The store's leader is lost as well: the new one grants every lease anew and adds an election timeout ({@code
         * lessor.Promote}): {@code [E, 2E] + ttl + E}, whatever the phase.
         */
        ANEW,
        /** One of both: the host may have carried the store's leader. */
        USUAL_OR_ANEW,
        /** What the primary sends arrives, and so may one renewal more, at its next loop. */
        USUAL_OR_ONCE_MORE
    }

    /** Both sides meet the same. */
    Takeover(Configuration configuration, OldPrimary old, Served served, Lease lease, Optional<Duration> hold) {
        this(configuration, old, old, served, lease, Demotion.Store.EITHER, false, hold);
    }

    Formula formula(Client client) {
        String kind = "failover: "
                + switch (served) {
                    case NOT_AT_ALL, WAITING, UNREACHED -> "the lease runs out";
                    case UNTIL_DOWN -> "the lease runs out, and until its checks fail the old primary serves";
                    case UNTIL_DEMOTED -> "the primary demotes itself, and then the lease runs out";
                    case UNTIL_DEMOTED_AFTER_ASKING ->
                        "the primary demotes itself, and replicas that failsafe_mode asked wait for ttl";
                };
        Formula formula = new Formula(
                kind, sinceRenewal -> at(sinceRenewal, client, false), configuration.loopWait(), terms(client));
        return formula.total().isNone() ? formula.called(NO_FAILOVER) : formula;
    }

    /** The same of a client whose balancer is cut off from the new primary, and finds it after the heal. */
    Formula apart(Client client) {
        Set<Term> terms = EnumSet.of(Term.DEMOTE, Term.RISE);
        if (hold.filter(held -> held.compareTo(configuration.ttl().plus(EXPIRY.to())) <= 0)
                .isPresent()) {
            terms.addAll(terms(client));
        }
        return new Formula(
                "the client's balancer does not reach the new primary until it is healed",
                sinceRenewal -> at(sinceRenewal, client, true),
                configuration.loopWait(),
                terms);
    }

    private Set<Term> terms(Client client) {
        Set<Term> terms = EnumSet.of(Term.LEASE, Term.PROMOTE);
        terms.addAll(toReplicas.raceTerms());
        boolean rearmed = configuration.sinceRearm().isPresent();
        if (rearmed || lease == Lease.ANEW || lease == Lease.USUAL_OR_ANEW) {
            terms.add(Term.REARM);
        }
        if (served.demotes()) {
            terms.add(Term.DEMOTE);
        }
        configuration.guide(client).ifPresent(guide -> {
            terms.addAll(guide.upTerms());
            terms.addAll(served.isReached() ? guide.downTerms(toBalancer) : Set.of()); // else down long before
        });
        return terms;
    }

    /** Whether a host that lost all it ran may start again while its lease is there. */
    boolean startsBefore(Incident incident) {
        boolean starts = incident.fault() == FaultName.CRASH || incident.fault() == FaultName.POWER_LOSS;
        Duration longest = gone(Duration.ZERO).to();
        return starts && hold.filter(held -> held.compareTo(longest) <= 0).isPresent();
    }

    /** A fault that is healed before the lease has run out lasts no longer than it is held. */
    private Course at(Duration sinceRenewal, Client client, boolean apart) {
        Interval lastOk = lastOk(sinceRenewal, client);
        Interval gone = gone(sinceRenewal);
        if (hold.isEmpty() || hold.get().compareTo(gone.to()) > 0) {
            return takenOver(sinceRenewal, lastOk, gone, client, apart);
        }
        Course held = new LeadsAgain(this, hold.get(), client).after(sinceRenewal, lastOk);
        if (hold.get().compareTo(gone.from()) < 0) {
            return held;
        }
        Course takenOver = takenOver(sinceRenewal, lastOk, gone, client, apart);
        return new Course(lastOk, takenOver.phases(), held.total().or(takenOver.total()));
    }

    /** What the route of a client to its new primary takes, for people. */
    private String routedBy(Client client) {
        return client.via() == Entrypoint.VIP && configuration.spec().addressFollowsPrimary()
                ? upText(configuration, client)
                : "rise of the new server, fall of the old";
    }

    /** The same of the way back to the one that leads. */
    static String upText(Configuration configuration, Client client) {
        return configuration.guide(client).map(Guide::upText).orElse("rise of the server");
    }

    String unserved() {
        return served.isReached() && served != Served.WAITING ? " - still served" : "";
    }

    private Course takenOver(Duration sinceRenewal, Interval lastOk, Interval gone, Client client, boolean apart) {
        Interval elected = elected(sinceRenewal, gone);
        if (apart) {
            return found(lastOk, gone, elected, client);
        }
        Interval ready = configuration
                .guide(client)
                .map(guide -> guide.settled(
                        client,
                        PROMOTE.max(guide.up()),
                        checksFail(sinceRenewal).plus(guide.down(toBalancer)).minus(elected)))
                .orElse(PROMOTE);
        Interval total = served == Served.UNTIL_DEMOTED_AFTER_ASKING
                ? sinceDemoted().plus(ready).plus(client.reconnect())
                : elected.plus(ready)
                        .max(stuck(client))
                        .plus(client.reconnect())
                        .minus(lastOk);
        return course(
                lastOk,
                gone,
                new Course.Part(Phase.ROUTE, ready.minus(PROMOTE), routedBy(client)),
                new Course.Part(
                        Phase.RECONNECT,
                        stuck(client).minus(elected.plus(ready)).plus(client.reconnect()),
                        client.text() + stuckText(client)),
                total);
    }

    /** The balancer finds the new primary after the heal, which it found silent until then. */
    private Course found(Interval lastOk, Interval gone, Interval elected, Client client) {
        Guide guide = configuration.guide(client).orElseThrow();
        Interval writable = elected.plus(PROMOTE);
        Interval healed = Interval.exactly(hold.orElseThrow());
        Interval up =
                Interval.upTo(guide.underWay(OldPrimary.SILENT).plus(guide.up()).to());
        return course(
                lastOk,
                gone,
                new Course.Part(
                        Phase.ROUTE,
                        healed.minus(writable).plus(up),
                        "until the heal; a check under way, and the " + guide.upText()),
                new Course.Part(Phase.RECONNECT, client.reconnect(), client.text()),
                writable.max(healed).plus(up).plus(client.reconnect()).minus(lastOk));
    }

    private Course course(Interval lastOk, Interval gone, Course.Part route, Course.Part reconnect, Interval total) {
        Interval detect = gone.minus(lastOk);
        return new Course(
                lastOk,
                List.of(
                        new Course.Part(Phase.DETECT, detect, detectedBy()),
                        electing(detect),
                        new Course.Part(Phase.PROMOTE, PROMOTE, "an idle database"),
                        route,
                        reconnect),
                total);
    }

    /** When another node has the lock. */
    private Interval elected(Duration sinceRenewal, Interval gone) {
        return served == Served.UNTIL_DEMOTED_AFTER_ASKING
                ? new Demotion(configuration, store).after(sinceRenewal).plus(sinceDemoted())
                : gone.plus(race());
    }

    /** The same, since the primary demoted itself. */
    private Interval sinceDemoted() {
        return Interval.exactly(configuration.ttl())
                .minus(Demotion.ASKED)
                .plus(Interval.upTo(configuration.loopWait()))
                .plus(race());
    }

    /**
     * Where the old PostgreSQL goes on, each heir may find another one ahead: it reads its own position first ({@code
     * ha.py}, {@code _is_healthiest_node}), and all look again at their next loop. Seen once, 2.11 s.
     */
    private Interval race() {
        return losesRounds() ? toReplicas.race().plus(Interval.upTo(configuration.loopWait())) : toReplicas.race();
    }

    private boolean losesRounds() {
        return served == Served.UNTIL_DOWN && configuration.spec().candidates().size() > 2;
    }

    private Course.Part electing(Interval detect) {
        String race = "the race: " + toReplicas.raceText()
                + (losesRounds() ? "; up to loop_wait more where each heir finds another ahead" : "");
        return served == Served.UNTIL_DEMOTED_AFTER_ASKING
                ? new Course.Part(
                        Phase.ELECT,
                        sinceDemoted().minus(detect),
                        "ttl since failsafe_mode asked, up to loop_wait, " + race)
                : new Course.Part(Phase.ELECT, race(), race);
    }

    /**
     * A session with a host that is silent lasts until its client gives it up, where no balancer ends it, or until the
     * host is back (F13 of the bounds). One that was frozen has the statement in its socket, and answers at once; one
     * that was cut off or lost power gets it by TCP's next retransmission, unless its own end of the session is heard
     * before.
     */
    private Interval stuck(Client client) {
        boolean silent = toBalancer == OldPrimary.SILENT || toBalancer == OldPrimary.HANGS;
        boolean ended = configuration.guide(client).filter(Guide::endsSessions).isPresent();
        if (!client.holdsSessions() || !silent || ended || served.isReached()) {
            return Interval.NONE;
        }
        Interval patience = Interval.exactly(client.patience());
        return hold.map(held -> new Interval(held, heard(held)))
                .map(patience::min)
                .orElse(patience);
    }

    private Duration heard(Duration held) {
        return toBalancer == OldPrimary.HANGS
                ? held
                : Retransmission.after(held).plus(STATEMENT);
    }

    private String stuckText(Client client) {
        return stuck(client).isNone() ? "" : ", once its silent session has ended";
    }

    private Interval checksFail(Duration sinceRenewal) {
        if (!served.demotes() || !served.isReached()) {
            return Interval.NONE;
        }
        return stopHangs
                ? Interval.exactly(configuration.ttl().minus(sinceRenewal)).plus(OWN_EXPIRY)
                : new Demotion(configuration, store).after(sinceRenewal);
    }

    private String detectedBy() {
        String armed = configuration.sinceRearm().isPresent()
                ? "ttl - time since the store's new leader armed it + up to an election timeout and 1.5s"
                : "ttl - time since the renewal + up to 0.5s";
        return armed + unserved();
    }

    private Interval gone(Duration sinceRenewal) {
        Interval usual = configuration
                .sinceRearm()
                .map(this::left)
                .orElseGet(() -> Interval.exactly(configuration.ttl().minus(sinceRenewal)))
                .plus(EXPIRY);
        Duration election = configuration.election();
        Interval anew = new Interval(election.multipliedBy(2), election.multipliedBy(3))
                .plus(configuration.ttl())
                .plus(EXPIRY);
        return switch (lease) {
            case USUAL -> usual;
            case ANEW -> anew;
            case USUAL_OR_ANEW -> usual.or(anew);
            case USUAL_OR_ONCE_MORE ->
                usual.or(usual.plus(configuration.loopWait()).plus(Interval.millis(0, 1_000)));
        };
    }

    /**
     * Of a lease that a new leader of the store granted with an election timeout on top ({@code lessor.Promote}). A
     * renewal that takes that away again does not show for so long and a second, since whole seconds are told.
     */
    private Interval left(Interval sinceRearm) {
        Interval granted = new Interval(
                configuration.ttl(),
                configuration.ttl().plus(configuration.election()).plusSeconds(1));
        return granted.minus(sinceRearm);
    }

    private Interval lastOk(Duration sinceRenewal, Client client) {
        return switch (served) {
            case NOT_AT_ALL, WAITING, UNREACHED -> Interval.NONE;
            case UNTIL_DOWN -> configuration.guide(client).orElseThrow().down(toBalancer);
            case UNTIL_DEMOTED, UNTIL_DEMOTED_AFTER_ASKING -> new Demotion(configuration, store).after(sinceRenewal);
        };
    }

    /**
     * When answers last: while both servers are up, connections go to both. One session that is opened then may be
     * lucky, and stays with the new one.
     */
    static Interval settled(Client client, Interval isUp, Interval isDown) {
        Interval both = isUp.max(isDown);
        return client.holdsSessions() ? both.or(isUp) : both;
    }

    /** From the first good check of a server that is down until clients are sent there. */
    static Interval up(HaproxyTimings timings) {
        return Interval.upTo(timings.downInter()).plus(timings.fastInter().multipliedBy(timings.rise() - 1L));
    }
}
