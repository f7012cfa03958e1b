package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Patroni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the running components say of themselves: each is put the inquiries of its own, on the first of its hosts that
 * answers, since all run the same image with the same settings.
 *
 * @param versions by component
 * @param effective settings in effect, by {@code component.name}
 * @param defaults what holds where a setting is not set, as far as it is known
 */
public record SelfReport(Map<String, String> versions, Map<String, String> effective, Map<String, String> defaults) {
    private static final Duration QUICK = Duration.ofSeconds(10);

    /**
     * @param primaryAddress the primary's address on the watch network
     * @throws LapseException when no host of a component answers
     */
    public static SelfReport read(Access access, String primaryAddress) {
        try (Http http = new Http()) {
            return new Reading(access, primaryAddress, (host, portAndPath) -> {
                        Http.Answer answer =
                                http.get("http://" + access.cluster().watchAddress(host) + ":" + portAndPath);
                        return new Page(answer.status(), answer.body());
                    })
                    .all();
        }
    }

    static SelfReport read(Access access, String primaryAddress, Pages pages) {
        return new Reading(access, primaryAddress, pages).all();
    }

    /** Pages that components show, for a reader that is given them. */
    interface Pages {
        Page get(NodeName host, String portAndPath) throws IOException;
    }

    /** A page and its HTTP status. */
    record Page(int status, String body) {}

    private record Reading(Access access, String primaryAddress, Pages pages) {
        SelfReport all() {
            Map<String, String> versions = new TreeMap<>();
            Map<String, String> effective = new TreeMap<>();
            Map<String, String> defaults = new TreeMap<>();
            ClusterSpec spec = access.cluster().spec();
            for (Component component : spec.components()) {
                for (Inquiry inquiry : component.inquiries(spec)) {
                    Told told = put(inquiry, component);
                    versions.putAll(told.versions());
                    effective.putAll(told.effective());
                    defaults.putAll(told.defaults());
                }
            }
            return new SelfReport(versions, effective, defaults);
        }

        private Told put(Inquiry inquiry, Component component) {
            List<NodeName> hosts = access.cluster().spec().hostsWith(component.name());
            Exception last = null;
            for (NodeName host : hosts) {
                try {
                    List<String> answers = new ArrayList<>();
                    for (Ask ask : inquiry.asks()) {
                        answers.add(answer(ask, host));
                    }
                    return inquiry.read().apply(answers);
                } catch (IOException | LapseException | IllegalArgumentException failure) {
                    last = failure;
                }
            }
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "read settings of " + component.name() + " from " + hosts
                            + ": expected one to answer, the last said: "
                            + (last instanceof IOException e
                                    ? Http.why(e)
                                    : last == null ? "nothing" : last.getMessage()),
                    last);
        }

        private String answer(Ask ask, NodeName host) throws IOException {
            return switch (ask.means()) {
                case SHELL -> shell(host, ask.text());
                case PRIMARY_SQL -> access.sql().ask(primaryAddress, Patroni.POSTGRES_PORT, QUICK, ask.text());
                case HTTP_OK -> {
                    Page page = pages.get(host, ask.text());
                    if (page.status() != 200) {
                        throw new IOException(
                                "GET " + ask.text() + " of " + host + ": expected status 200, saw " + page.status());
                    }
                    yield page.body();
                }
                case HTTP_ANY -> pages.get(host, ask.text()).body();
            };
        }

        private String shell(NodeName host, String script) {
            Shell.Result result = access.shell().run(host, QUICK, List.of("sh", "-c", script));
            if (!result.succeeded()) {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "\"" + script + "\" on " + host + " ended with " + result.exitCode() + ": "
                                + result.stderr().strip());
            }
            return result.stdout();
        }
    }
}
