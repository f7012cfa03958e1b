package dev.lapse.observe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * HAProxy's statistics page of each balancer, asked over the watch network. No answer within 1.5 s is an IOException.
 * Any thread.
 */
public final class HaproxyStats implements AutoCloseable {
    /** What the pools behind the two ways in are called, whatever a file of the user's own calls them. */
    static final String WRITE_PROXY = "write";

    static final String READ_PROXY = "read";

    private final Cluster cluster;
    private final Http http;

    public HaproxyStats(Cluster cluster) {
        this.cluster = cluster;
        this.http = new Http();
    }

    /**
     * What a balancer thinks of a server.
     *
     * @param status {@code UP}, {@code UP 1/3} (going down), {@code DOWN}, {@code DOWN 1/2} (going up), {@code MAINT}
     * @param check how the last health check ended: {@code L7OK}, {@code L7STS}, {@code L4TOUT}, {@code L4CON}
     */
    public record Server(String proxy, String name, String status, String check) {
        boolean isUp() {
            return status.startsWith("UP");
        }
    }

    public List<Server> servers(NodeName balancer) throws IOException {
        Haproxy haproxy = Haproxy.in(cluster.spec()).at(balancer);
        Http.Answer answer = http.get("http://" + cluster.watchAddress(balancer) + ":" + haproxy.statsPort() + "/;csv");
        if (answer.status() != 200) {
            throw new IOException("statistics of " + balancer + ": expected status 200, saw " + answer.status());
        }
        return new HaproxyWords(haproxy).servers(parse(answer.body()));
    }

    /** The rows of servers, in the page's order; its columns are found by name, since they grow with each version. */
    static List<Server> parse(String csv) throws IOException {
        List<String> lines = csv.lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
            throw new IOException(
                    "HAProxy statistics: expected a header \"# pxname,...\", saw \"" + Http.firstLine(csv) + "\"");
        }
        List<String> header = Arrays.asList(lines.get(0).substring(2).split(","));
        int proxy = header.indexOf("pxname");
        int name = header.indexOf("svname");
        int status = header.indexOf("status");
        int check = header.indexOf("check_status");
        if (proxy < 0 || name < 0 || status < 0 || check < 0) {
            throw new IOException("HAProxy statistics: expected pxname, svname, status, check_status; saw " + header);
        }
        List<Server> servers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            if (fields.length <= check || List.of("FRONTEND", "BACKEND").contains(fields[name])) {
                continue;
            }
            servers.add(new Server(fields[proxy], fields[name], fields[status], withoutStar(fields[check])));
        }
        return servers;
    }

    /** "* L4TOUT" is L4TOUT with the next check under way. */
    private static String withoutStar(String check) {
        return check.startsWith("* ") ? check.substring(2) : check;
    }

    /** Ends every call in flight, and every later one, with an IOException. */
    @Override
    public void close() {
        http.close();
    }
}
