package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.Sidecar;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules in a host's network namespace that drop packets, in two chains of their own: one for what arrives, one for what
 * leaves. Both begin to work in one transaction, for connections that are there as for new ones, and end by themselves
 * when the dead-man timer runs out. Each chain ends with a RETURN that counts what it let pass. ARP is not touched, but
 * by rules of its own: the host still answers for its addresses, also for a virtual one. What a host forwards for
 * clients meets the chains as if these stood on it: their packets leave, and answers arrive.
 */
final class PacketFilter implements AutoCloseable {
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Sidecar sidecar;
    private final NodeName host;
    private final Rules rules;
    private final Passage passage;
    private final Duration deadMan;
    private boolean there = true;

    /** What passes through a host. */
    enum Passage {
        NOTHING,
        /** Packets of clients that come in by its address, and answers to them. */
        CLIENTS
    }

    /**
     * What is dropped.
     *
     * @param id names the chains; another fault on the same host has another
     * @param matched what the jump to the chains matches: {@code ! -i lo} for arriving and {@code ! -o lo} for leaving
     *     packets, or everything
     * @param in rules for what arrives, such as {@code -s 10.0.0.1 -j DROP}
     * @param arp rules for ARP that arrives, as nft writes them; they stand in a table of their own
     */
    record Rules(String id, Matched matched, List<String> in, List<String> out, List<String> arp) {
        Rules(String id, Matched matched, List<String> in, List<String> out) {
            this(id, matched, in, out, List.of());
        }

        enum Matched {
            EVERYTHING,
            NOT_LOOPBACK
        }

        /**
         * Rules for one host of a fault; the chains are named after the fault with its target and options, and the
         * host.
         */
        static Rules of(FaultSpec spec, NodeName host, Matched matched, List<String> in, List<String> out) {
            int hash = Objects.hash(spec.fault().text(), spec.flavour(), spec.target(), spec.options(), host);
            return new Rules("LAPSE-" + Integer.toHexString(hash), matched, in, out);
        }

        /** All of a host's packets but those of loopback and of the watch network, dropped by these matches. */
        static Rules ofHost(FaultSpec spec, Access access, NodeName host, List<String> in, List<String> out) {
            String watch = access.cluster().watchAddress(host);
            return of(
                    spec,
                    host,
                    Matched.NOT_LOOPBACK,
                    Stream.concat(Stream.of("-d " + watch + " -j ACCEPT"), in.stream())
                            .toList(),
                    Stream.concat(Stream.of("-s " + watch + " -j ACCEPT"), out.stream())
                            .toList());
        }

        Rules withArp(List<String> more) {
            return new Rules(id, matched, in, out, more);
        }

        /** A name in nft has no hyphen. */
        private String table() {
            return id.replace('-', '_');
        }

        private String jump(String chain, String device) {
            return (matched == Matched.NOT_LOOPBACK ? "! " + device + " lo " : "") + "-j " + chain;
        }

        private String in(String text) {
            return id + "-IN" + text;
        }

        private String out(String text) {
            return id + "-OUT" + text;
        }
    }

    /** Packets, as the chains counted them. */
    record Counts(long inDropped, long inPassed, long outDropped, long outPassed) {
        String text() {
            return "in: " + inDropped + " dropped, " + inPassed + " passed; out: " + outDropped + " dropped, "
                    + outPassed + " passed";
        }
    }

    /** Makes the chains on a host; nothing jumps to them yet. */
    static PacketFilter ready(Access access, NodeName host, Rules rules, Duration deadMan) {
        Sidecar sidecar = access.links().join(host);
        try {
            Passage passage = access.cluster().spec().host(host).carries(ComponentName.CLIENT)
                    ? Passage.CLIENTS
                    : Passage.NOTHING;
            PacketFilter filter = new PacketFilter(sidecar, host, rules, passage, deadMan);
            filter.run("make", make(rules));
            return filter;
        } catch (RuntimeException e) {
            sidecar.close();
            throw e;
        }
    }

    /** The same on several hosts at once; all, or none is left. */
    static List<PacketFilter> ready(Access access, Map<NodeName, Rules> rules, Duration deadMan) {
        Map<NodeName, PacketFilter> made = new ConcurrentHashMap<>();
        try {
            access.atOnce()
                    .run(rules.keySet().stream()
                            .<Runnable>map(host -> () -> made.put(host, ready(access, host, rules.get(host), deadMan)))
                            .toList());
            return rules.keySet().stream().map(made::get).toList();
        } catch (RuntimeException e) {
            made.values().forEach(PacketFilter::close);
            throw e;
        }
    }

    private PacketFilter(Sidecar sidecar, NodeName host, Rules rules, Passage passage, Duration deadMan) {
        this.passage = passage;
        this.sidecar = sidecar;
        this.host = host;
        this.rules = rules;
        this.deadMan = deadMan;
    }

    NodeName host() {
        return host;
    }

    /** Package-private for its test, as are the scripts below. */
    static String make(Rules rules) {
        StringBuilder table = new StringBuilder("*filter\n:" + rules.in(" - [0:0]\n") + ":" + rules.out(" - [0:0]\n"));
        rules.in()
                .forEach(rule ->
                        table.append("-A ").append(rules.in(" ")).append(rule).append('\n'));
        rules.out()
                .forEach(rule ->
                        table.append("-A ").append(rules.out(" ")).append(rule).append('\n'));
        table.append("-A ").append(rules.in(" -j RETURN\n")).append("-A ").append(rules.out(" -j RETURN\n"));
        return restore(table.toString());
    }

    static String insert(Rules rules, Passage passage, Duration deadMan) {
        return restore("*filter\n-I INPUT 1 " + rules.jump(rules.in(""), "-i") + "\n-I OUTPUT 1 "
                        + rules.jump(rules.out(""), "-o") + "\n"
                        + forwarded(rules, passage).stream()
                                .map(jump -> "-I FORWARD 1 " + jump + "\n")
                                .collect(Collectors.joining()))
                + arp(rules)
                + " && { (sleep " + deadMan.toSeconds() + "; " + remove(rules, passage) + ") >/dev/null 2>&1 & }";
    }

    private static String arp(Rules rules) {
        return rules.arp().isEmpty()
                ? ""
                : " && printf 'table arp " + rules.table() + " {\\n chain in { type filter hook input priority 0;"
                        + rules.arp().stream().map(rule -> " " + rule + ";").collect(Collectors.joining())
                        + " }\\n}\\n' | nft -f -";
    }

    private static List<String> forwarded(Rules rules, Passage passage) {
        return switch (passage) {
            case NOTHING -> List.of();
            case CLIENTS ->
                List.of(
                        "-m conntrack --ctdir ORIGINAL -j " + rules.out(""),
                        "-m conntrack --ctdir REPLY -j " + rules.in(""));
        };
    }

    /** Says nothing when there is nothing to remove. */
    static String remove(Rules rules, Passage passage) {
        return "{ iptables -w -D INPUT " + rules.jump(rules.in(""), "-i") + "; iptables -w -D OUTPUT "
                + rules.jump(rules.out(""), "-o")
                + forwarded(rules, passage).stream()
                        .map(jump -> "; iptables -w -D FORWARD " + jump)
                        .collect(Collectors.joining())
                + "; for c in " + rules.in(" ") + rules.out("")
                + "; do iptables -w -F $c; iptables -w -X $c; done;"
                + (rules.arp().isEmpty() ? "" : " nft delete table arp " + rules.table() + ";")
                + " } >/dev/null 2>&1; true";
    }

    private static String restore(String table) {
        return "printf '" + table.replace("\n", "\\n") + "COMMIT\\n' | iptables-restore -w --noflush";
    }

    void insert() {
        run("insert", insert(rules, passage, deadMan));
        // it may be done twice in one namespace, when putting back fails half-way
        sidecar.standing(remove(rules, passage) + "; " + make(rules) + " && " + insert(rules, passage, deadMan));
    }

    /** What takes as long as inserting it, without a rule. */
    void rehearse() {
        run("rehearse", restore("*filter\n") + " && { (true) >/dev/null 2>&1 & }");
    }

    Counts counts() {
        String in = run("count", "iptables -w -nvxL " + rules.in(""));
        String out = run("count", "iptables -w -nvxL " + rules.out(""));
        return new Counts(sum(in, "DROP"), sum(in, "RETURN"), sum(out, "DROP"), sum(out, "RETURN"));
    }

    /** The packets of all rules with this end in a listing of a chain. */
    static long sum(String listing, String end) {
        return listing.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 2 && words[2].equals(end) && words[0].matches("\\d+"))
                .mapToLong(words -> Long.parseLong(words[0]))
                .sum();
    }

    /** Whether no trace of it is left. */
    boolean isGone() {
        boolean arp =
                !rules.arp().isEmpty() && run("look for", "nft list tables arp").contains(rules.table());
        return !arp && !run("look for", "iptables -w -S").contains(rules.id() + "-");
    }

    /** Works too when the host was killed meanwhile: rules go with the namespace that had them. */
    void remove() {
        sidecar.standing("");
        if (there) {
            run("remove", remove(rules, passage) + "; ! iptables -w -S | grep -e " + rules.id() + "- >&2");
            there = false;
        }
    }

    private String run(String doing, String script) {
        Shell.Result result = sidecar.run(QUICK, List.of("sh", "-c", script));
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS,
                    doing + " the packet filter of " + host + ": expected exit code 0, saw " + result.exitCode() + ": "
                            + result.stderr().strip());
        }
        return result.stdout();
    }

    @Override
    public void close() {
        try {
            remove();
        } finally {
            sidecar.close();
        }
    }
}
