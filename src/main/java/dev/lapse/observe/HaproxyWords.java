package dev.lapse.observe;

import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyOwnFile;
import dev.lapse.component.HaproxyOwnFile.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the names that a file of the user's own has for pools and servers to those of Lapse. */
final class HaproxyWords {
    private static final Pattern SERVER = Pattern.compile("Server (write|read)/");

    private final List<Pool> pools;

    HaproxyWords(Haproxy haproxy) {
        this.pools = haproxy.own().map(HaproxyOwnFile::pools).orElse(List.of());
    }

    private static String name(Pool pool) {
        return pool.entrance() == Entrance.WRITE ? HaproxyStats.WRITE_PROXY : HaproxyStats.READ_PROXY;
    }

    /** Those of other sections go under {@code other/}, so that none is taken for a pool. */
    List<HaproxyStats.Server> servers(List<HaproxyStats.Server> told) {
        if (pools.isEmpty()) {
            return told;
        }
        List<HaproxyStats.Server> servers = new ArrayList<>();
        for (HaproxyStats.Server server : told) {
            List<Pool> mine = pools.stream()
                    .filter(pool ->
                            pool.proxy().equals(server.proxy()) && pool.nodes().containsKey(server.name()))
                    .toList();
            mine.forEach(pool -> servers.add(new HaproxyStats.Server(
                    name(pool),
                    Objects.requireNonNull(pool.nodes().get(server.name())).value(),
                    server.status(),
                    server.check())));
            if (mine.isEmpty()) {
                servers.add(new HaproxyStats.Server(
                        "other/" + server.proxy(), server.name(), server.status(), server.check()));
            }
        }
        return servers;
    }

    /** A pattern of grep -E for lines in Lapse's words, as one for the lines of the log. */
    String pattern(String pattern) {
        return SERVER.matcher(pattern)
                .replaceAll(server -> pools.stream()
                        .filter(pool -> name(pool).equals(server.group(1)))
                        .map(pool -> "(Backup )?Server " + pool.proxy().replaceAll("[^A-Za-z0-9_-]", "[$0]") + "/")
                        .map(Matcher::quoteReplacement)
                        .findFirst()
                        .orElse("$0"));
    }

    /** A line of the log in Lapse's words, once for each pool that it is about. */
    List<String> lines(String line) {
        List<String> lines = new ArrayList<>();
        for (Pool pool : pools) {
            for (Map.Entry<String, NodeName> node : pool.nodes().entrySet()) {
                String server = "Server " + pool.proxy() + "/" + node.getKey() + " is ";
                if (line.contains(server)) {
                    lines.add(line.replace("Backup " + server, server)
                            .replace(server, "Server " + name(pool) + "/" + node.getValue() + " is "));
                }
            }
        }
        boolean other = !pools.isEmpty() && SERVER.matcher(line).find(); // a section that only has the name of a pool
        return lines.isEmpty() && !other ? List.of(line) : lines;
    }
}
