package dev.lapse.component;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keywords of servers: a server's own win over those of {@code default-server}, here and in the defaults. */
final class HaproxyKeywords {
    /** Those of server lines that have no value. */
    static final Set<String> ALONE = Set.of(
            "check",
            "backup",
            "disabled",
            "enabled",
            "stick",
            "non-stick",
            "tfo",
            "ssl",
            "check-ssl",
            "no-check",
            "no-backup",
            "no-ssl",
            "no-check-ssl",
            "agent-check",
            "no-agent-check",
            "send-proxy",
            "send-proxy-v2",
            "no-send-proxy",
            "no-send-proxy-v2",
            "check-send-proxy",
            "no-check-send-proxy",
            "no-verifyhost",
            "force-tlsv12",
            "force-tlsv13",
            "no-sslv3",
            "no-tlsv10",
            "no-tlsv11",
            "no-tlsv12",
            "no-tls-tickets",
            "ssl-reuse",
            "no-ssl-reuse",
            "check-reuse-pool",
            "check-via-socks4",
            "allow-0rtt");

    private HaproxyKeywords() {}

    /** Keyword to value, which is empty where it has none. */
    static Map<String, String> of(HaproxySection section, HaproxyLine server) {
        Map<String, String> keywords = ofDefaults(section);
        put(server, 3, keywords);
        return keywords;
    }

    static Map<String, String> ofDefaults(HaproxySection section) {
        Map<String, String> keywords =
                section.defaults() == null ? new LinkedHashMap<>() : ofDefaults(section.defaults());
        section.lines().stream().filter(line -> line.begins("default-server")).forEach(line -> put(line, 1, keywords));
        return keywords;
    }

    private static void put(HaproxyLine line, int from, Map<String, String> keywords) {
        List<HaproxyLine.Token> words = line.words();
        for (int i = from; i < words.size(); i++) {
            String word = words.get(i).value();
            if (word.startsWith("no-") && ALONE.contains(word)) {
                keywords.remove(word.substring("no-".length()));
            } else if (ALONE.contains(word) || i + 1 == words.size()) {
                keywords.put(word, "");
            } else {
                keywords.put(word, words.get(++i).value());
            }
        }
    }
}
