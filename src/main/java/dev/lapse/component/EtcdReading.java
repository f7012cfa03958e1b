package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * etcd's settings as a member wrote them into its log when it started: {@code heartbeat-interval} and {@code
 * election-timeout}. The others are as they were asked for.
 */
final class EtcdReading {
    private static final String START = "curl -sf --noproxy '*' --max-time 5 http://localhost:" + Etcd.CLIENT_PORT
            + "/version > /dev/null\n[ $? -eq 0 ] && grep -a '\"starting an etcd server\"' /var/log/lapse/etcd.log"
            + " | tail -n 1";

    private EtcdReading() {}

    static SectionReading of(ClusterSpec cluster) {
        Map<String, String> asked = cluster.settings().of(Section.ETCD);
        return new SectionReading(
                Section.ETCD,
                List.of(new Ask(Means.SHELL, AskedSettings.orComplaint(START, "etcd", "\"level\":\"(fatal|error)\""))),
                answers -> settings(asked, Json.read(answers.get(0))));
    }

    static Map<String, String> settings(Map<String, String> asked, JsonNode started) {
        if (started.isEmpty()) {
            throw new IllegalArgumentException("its log has no start");
        }
        Map<String, String> settings = new TreeMap<>(asked);
        for (String name : EtcdComparison.MILLIS) {
            EtcdComparison.seconds(started.path(name).asText()).ifPresent(seconds -> {
                String millis = seconds.multiply(BigDecimal.valueOf(1_000))
                        .stripTrailingZeros()
                        .toPlainString();
                String expected =
                        asked.getOrDefault(name, EtcdNames.NAMES.defaultOf(name).orElseThrow());
                if (!AskedSettings.sameNumber(expected, millis)) {
                    settings.put(name, millis);
                }
            });
        }
        return settings;
    }
}
