package dev.lapse.docker;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP connection as {@code ss -Htne} lists it. */
record Socket(String localAddress, int localPort, String peerAddress, int peerPort, int user) {
    private static final Pattern LINE = Pattern.compile(
            "^\\s*(?:ESTAB\\s+)?\\d+\\s+\\d+\\s+(\\S+?):(\\d+)\\s+(\\S+?):(\\d+)(?!\\S)(?:.*?\\buid:(\\d+))?.*$");

    static List<Socket> parse(String listing) {
        return listing.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Socket(
                        plain(line.group(1)),
                        Integer.parseInt(line.group(2)),
                        plain(line.group(3)),
                        Integer.parseInt(line.group(4)),
                        line.group(5) == null ? 0 : Integer.parseInt(line.group(5))))
                .toList();
    }

    /** A socket that speaks IPv6 shows an IPv4 peer as [::ffff:10.0.0.1]; scoped ones carry %lo. */
    private static String plain(String address) {
        return address.replaceAll("^\\[::ffff:|^\\[|\\]$", "").replaceAll("%.*$", "");
    }
}
