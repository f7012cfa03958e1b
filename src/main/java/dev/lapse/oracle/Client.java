package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of client: what it does, how it reaches the database, and what it adds of its own.
 *
 * @param reads whether it only reads; else it writes
 * @param via where it connects
 * @param host the one balancer or node that it connects to; empty: the first balancer, the virtual address, or any node
 * @param at the host of the cluster on which it stands; empty: it is near all of them
 * @param every how often it makes an attempt; empty: as often as a lane that does not say so
 * @param timeout after which it gives an attempt up
 * @param hold how long it keeps each transaction open; zero: its statements commit by themselves
 * @param settings its own, by name: {@code pgjdbc.connectTimeout}
 */
public record Client(
        boolean reads,
        Entrypoint via,
        Vantage vantage,
        Optional<NodeName> host,
        Optional<NodeName> at,
        Optional<Duration> every,
        Duration timeout,
        Duration hold,
        Map<String, String> settings) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(1);

    private static final String READ_ONLY = "25006";

    /** HikariCP waits twice as long after each connection that failed, up to this; no setting removes it. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

    /** Writes through the balancer, a new connection for each attempt. */
    public static final Client BALANCED = of(Entrypoint.HAPROXY, Vantage.NEW_CONNECTION);

    /** Writes by HikariCP through the balancer. */
    public static final Client POOLED = of(Entrypoint.HAPROXY, Vantage.POOL);

    /** Writes by pgjdbc with every node in its URL. */
    public static final Client MULTI_HOST = of(Entrypoint.POSTGRES, Vantage.MULTI_HOST);

    /** Writes by the virtual address, a new connection for each attempt. */
    private static final Client BY_ADDRESS = of(Entrypoint.VIP, Vantage.NEW_CONNECTION);

    public Client {
        settings = Map.copyOf(settings);
    }

    /** The one that writes by the way that most take in this cluster. */
    public static Client usual(ClusterSpec spec) {
        if (!spec.balancers().isEmpty()) {
            return BALANCED;
        }
        return spec.addressFollowsPrimary() ? BY_ADDRESS : MULTI_HOST;
    }

    /** One that is near all hosts. */
    public Client(
            boolean reads,
            Entrypoint via,
            Vantage vantage,
            Optional<NodeName> host,
            Duration timeout,
            Duration hold,
            Map<String, String> settings) {
        this(reads, via, vantage, host, Optional.empty(), Optional.empty(), timeout, hold, settings);
    }

    /** One whose statements commit by themselves. */
    public Client(
            boolean reads,
            Entrypoint via,
            Vantage vantage,
            Optional<NodeName> host,
            Duration timeout,
            Map<String, String> settings) {
        this(reads, via, vantage, host, timeout, Duration.ZERO, settings);
    }

    private static Client of(Entrypoint via, Vantage vantage) {
        return new Client(false, via, vantage, Optional.empty(), USUAL_TIMEOUT, Map.of());
    }

    /** What kind of client a lane is; empty: an observer's, or own code, of which nothing is known. */
    public static Optional<Client> of(Lane lane) {
        boolean known = lane.kind() == LaneKind.WRITE || lane.kind() == LaneKind.READ;
        return known && lane.isClient()
                ? Optional.of(new Client(
                        lane.kind() == LaneKind.READ,
                        lane.via(),
                        lane.vantage(),
                        Optional.ofNullable(lane.node()),
                        Optional.ofNullable(lane.at()),
                        Optional.of(lane.period()),
                        lane.timeout(),
                        lane.held(),
                        lane.settings()))
                : Optional.empty();
    }

    /** The same client, but it reads. */
    public Client reading() {
        return new Client(true, via, vantage, host, at, every, timeout, hold, settings);
    }

    /** For people: {@code HikariCP through HAProxy}. */
    public String text() {
        String way = isBalanced()
                ? "through "
                        + (via == Entrypoint.VIP
                                ? "the virtual address"
                                : "HAProxy"
                                        + host.map(balancer -> " of " + balancer)
                                                .orElse(""))
                : host.map(node -> "to " + node).orElse("every node in its URL")
                        + (via == Entrypoint.POOLER ? ", by the poolers" : "");
        String who = vantage == Vantage.POOL ? (isBalanced() ? "HikariCP " : "HikariCP, ") : "";
        String takes = hold.isZero() ? "" : ", transactions of " + DurationText.of(hold);
        String from = at.map(place -> ", at " + place).orElse("");
        return (reads ? "reads, " : "") + who + way + from + takes;
    }

    /** The same, near all hosts, through this balancer. */
    Client through(NodeName balancer) {
        return new Client(
                reads,
                Entrypoint.HAPROXY,
                vantage,
                Optional.of(balancer),
                Optional.empty(),
                every,
                timeout,
                hold,
                settings);
    }

    boolean isBalanced() {
        return via == Entrypoint.VIP || via == Entrypoint.HAPROXY;
    }

    /** Whether it takes its connections from a pool. */
    public boolean isPooled() {
        return vantage == Vantage.POOL;
    }

    /** From the moment at which the way is open to its first answer; that of a transaction comes after its hold. */
    Interval reconnect() {
        Duration most = isPooled() ? LONGEST_BACK_OFF : Duration.ofMillis(50);
        return Interval.upTo((isBalanced() ? most : most.plus(connectTimeout())).plus(hold));
    }

    /** How often it opens a connection while none of its attempts ends well; empty: as often as it should. */
    Optional<Duration> connects() {
        return every.map(period -> holdsSessions() && period.compareTo(timeout) < 0 ? timeout : period);
    }

    /** Whether it holds sessions over several attempts. */
    boolean holdsSessions() {
        return vantage == Vantage.PINNED || isPooled();
    }

    /** Of whom it reads, as pgjdbc calls it: {@code primary}, {@code secondary}, or one that may read of both. */
    String readsOf() {
        return settings.getOrDefault("pgjdbc.targetServerType", "any");
    }

    /**
     * Why nothing ends an outage of its writes, if so: its driver takes a node that only reads while there is no
     * primary, and the session is kept.
     */
    Optional<String> mayStayAtReplica() {
        String wanted = settings.getOrDefault("pgjdbc.targetServerType", "primary");
        boolean evicts = settings.getOrDefault("hikari.exceptionOverride", "").contains(READ_ONLY);
        return reads || isBalanced() || !holdsSessions() || wanted.equals("primary") || evicts
                ? Optional.empty()
                : Optional.of("with pgjdbc.targetServerType " + wanted + " it may be given a replica while there is no"
                        + " primary, and keeps that session, in which every write ends with " + READ_ONLY
                        + (isPooled()
                                ? ", for hikari.maxLifetime (" + settings.getOrDefault("hikari.maxLifetime", "30min")
                                        + ")"
                                : ""));
    }

    /** How long it waits for an answer in a session that is silent. */
    Duration patience() {
        return Optional.ofNullable(settings.get("pgjdbc.socketTimeout"))
                .map(text -> text.equals("0") ? timeout : DurationText.parse(text))
                .filter(own -> own.compareTo(timeout) < 0)
                .orElse(timeout);
    }

    /** What a host that is silent costs: in Lapse's lanes 1 s, where they do not say otherwise. */
    private Duration connectTimeout() {
        return Optional.ofNullable(settings.get("pgjdbc.connectTimeout"))
                .map(text -> text.equals("0") ? timeout : DurationText.parse(text))
                .orElse(Duration.ofSeconds(1));
    }
}
